"""A link that leads nowhere, and a request to another host, stop the website."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from privacylab.site.links import broken_links, loaded_from_elsewhere
from privacylab.site.pages import link_pages, write_pages
from privacylab.site.run import SiteError


def test_a_link_to_no_file_or_to_no_place_of_a_page_is_found(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "index.html").write_text(
        '<h1 id="top">x</h1><a href="a/b.html#here">1</a><a href="a/b.html#gone">2</a>'
        '<a href="c.html">3</a><a href="#top">4</a><a href="#">5</a><a href="https://a.example">6</a>'
    )
    (tmp_path / "a" / "b.html").write_text('<p id="here"><a href="../index.html">back</a></p>')
    assert broken_links(tmp_path) == [
        "index.html: a/b.html#gone leads to a missing anchor",
        "index.html: c.html leads to a missing file",
    ]


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://other.example/x.js"></script>',
        '<link rel="stylesheet" href="//other.example/x.css">',
        '<img src="https://other.example/x.png">',
        '<img srcset="here.png 1x, https://other.example/x.png 2x">',
        "<style>@import 'https://other.example/x.css';</style>",
        '<p style="background: url(https://other.example/x.png)">',
    ],
)
def test_what_a_browser_would_load_from_another_host_is_found(text, tmp_path):
    (tmp_path / "index.html").write_text(f'<a href="https://fine.example">a link</a>{text}')
    (found,) = loaded_from_elsewhere(tmp_path)
    assert "other.example" in found
    (tmp_path / "index.html").unlink()
    (tmp_path / "site.css").write_text("a { background: url('https://other.example/x.png') }")
    assert loaded_from_elsewhere(tmp_path) == ["site.css: https://other.example/x.png"]


def test_a_link_to_a_text_leads_to_its_page_and_keeps_its_place(tmp_path):
    cells = [
        new_markdown_cell('[one](../b.ipynb#Two-words "A title (with one)") and [two](../b.md)'),
        new_code_cell("# [one](../b.ipynb)"),
    ]
    pages = {"a/x.ipynb": new_notebook(cells=cells), "b.ipynb": new_notebook(), "c.md": ""}
    link_pages(pages, tmp_path)
    linked, code = pages["a/x.ipynb"].cells
    title = '"A title (with one)"'
    assert linked.source == f"[one](../b.html#two-words {title}) and [two](../b.html)"
    assert code.source == "# [one](../b.ipynb)"


def test_a_link_into_the_lab_of_the_browser_stays_as_it_is(tmp_path):
    text = "[run it](../lite/lab/index.html?path=course/a.ipynb)"
    pages = {"course/a.md": text}
    link_pages(pages, tmp_path)
    assert pages["course/a.md"] == text


def test_a_file_without_a_page_is_named_and_a_missing_one_stops_the_build(tmp_path):
    (tmp_path / "tool.py").write_text("")
    pages = {"c.md": "[this tool](tool.py)\n\n```\n[in code](gone.md)\n```\n"}
    link_pages(pages, tmp_path)
    assert pages["c.md"].startswith("`this tool`") and "[in code](gone.md)" in pages["c.md"]
    with pytest.raises(SiteError, match="c.md: the link to gone.md leads nowhere"):
        link_pages({"c.md": "[a](gone.md)"}, tmp_path)


def test_only_what_has_changed_is_written_and_what_is_no_page_any_more_is_gone(tmp_path):
    write_pages({"a.md": "1", "b/c.md": "2"}, tmp_path)
    before = (tmp_path / "a.md").stat().st_mtime_ns
    write_pages({"a.md": "1"}, tmp_path)
    assert (tmp_path / "a.md").stat().st_mtime_ns == before
    assert not (tmp_path / "b" / "c.md").exists()
