"""The first two modules in a reader's own browser: JupyterLite, without a server or an install.

Only the public checks run there. `make site PYODIDE=folder` adds it to the website.
"""
