"""Nothing that a learner sent runs in formgrader, or loads anything there."""

import re

import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

from privacylab.checks import MIME
from privacylab.grading import Course
from privacylab.grading.marking import read_config

NAMES = (
    "assignment_id",
    "notebook_id",
    "submission_id",
    "base_url",
    "student",
    "last_name",
    "first_name",
    "notebook_path",
)
PLACE = {"index": 0, "total": 1} | dict.fromkeys(NAMES, "x")
PIXEL = "iVBORw0KGgo="
SCRIPT = "<script>EVIL()</script>"
LOAD = "<img src='http://evil.example/a.png'><iframe src='http://evil.example'></iframe>"


def shown(root, *cells, **names: str) -> str:
    """A notebook as formgrader's handler renders it, with the settings of this course."""
    config = Config(read_config(Course(root, root)))
    config.HTMLExporter.template_name = "formgrade"
    page, _ = HTMLExporter(config=config).from_notebook_node(
        new_notebook(cells=list(cells)), resources=PLACE | names
    )
    return page


def output(kind: str, text: str):
    return new_code_cell("1", outputs=[new_output("display_data", {kind: text})])


CELLS = {
    "Markdown": new_markdown_cell(SCRIPT + LOAD),
    "a handler in Markdown": new_markdown_cell("<img src=x onerror=EVIL()><b onclick=EVIL()>"),
    "a picture from elsewhere": new_markdown_cell("![a](http://evil.example/a.png)"),
    "a link that runs": new_markdown_cell("[a](javascript:EVIL()) <a href='data:text/html,x'>"),
    "a style that loads": new_markdown_cell("<b style='background:url(http://evil.example)'>"),
    "HTML": output("text/html", SCRIPT + LOAD),
    "SVG": output(
        "image/svg+xml", "<svg onload='EVIL()'><image href='http://evil.example'/></svg>"
    ),
    "JavaScript": output("application/javascript", "EVIL()"),
    "LaTeX": output("text/latex", SCRIPT + LOAD),
    "Markdown in an output": output("text/markdown", "![a](http://evil.example) " + SCRIPT),
    "a picture that ends its tag": output("image/png", '"><script>EVIL()</script>'),
    "an error": new_code_cell(
        "1", outputs=[new_output("error", ename=SCRIPT, evalue=SCRIPT, traceback=[SCRIPT])]
    ),
    "what was printed": new_code_cell("1", outputs=[new_output("stream", text=SCRIPT + LOAD)]),
}
RUNS = re.compile(
    r"<script[^>]*>[^<]*EVIL|<[^>]+\bon\w+\s*=[^>]*EVIL|<[^>]+(?:src|href|style)=[^>]*"
    r"(?:evil\.example|javascript:EVIL|data:text)"
)


@pytest.mark.parametrize("kind", CELLS)
def test_nothing_of_a_learner_s_runs_or_loads(root, kind):
    assert RUNS.findall(shown(root, CELLS[kind])) == []


def test_without_these_settings_it_would():
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(
        new_notebook(cells=[CELLS["Markdown"], CELLS["HTML"]])
    )
    assert len(RUNS.findall(page)) > 2


def test_a_report_of_checks_is_shown_as_its_text(root):
    data = {"text/plain": "✓ passed", "text/html": "<section>✓</section>", MIME: {"checks": []}}
    page = shown(root, new_code_cell("1", outputs=[new_output("display_data", data)]))
    assert "✓ passed" in page and "section" not in page


def test_an_essay_keeps_its_form_and_its_own_picture(root):
    essay = new_markdown_cell(
        "# Title\n\n*why* [here](https://example.org)\n\n![p](attachment:p.png)"
    )
    essay.attachments = {"p.png": {"image/png": PIXEL}}
    page = shown(root, essay)
    assert "<em>why</em>" in page and 'href="https://example.org"' in page and "<h1>" in page
    assert f"data:image/png;base64,{PIXEL}" in page
