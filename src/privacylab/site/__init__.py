"""The website: the course's text as static pages, which anyone can read without installing it.

`make site` runs it. build.py writes a source file for each page into var/site, Sphinx turns them
into HTML, and links.py follows every link of the result. No page has an answer or a hidden test.
"""
