"""Each word of the glossary is linked from its first use in a lesson, and only from prose."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from privacylab.authoring import build_all
from privacylab.authoring.glossary import Links, entries
from privacylab.catalog import Term, load_catalog

HOLD = Term("legal hold", "An instruction to keep data.", also=("litigation hold",))
LOG = Term("audit log", 'A record of "who" did | what.', cites=("O-R12",))
TO_HOLD = '](../glossary.ipynb#legal-hold "An instruction to keep data.")'


def linked(*texts):
    notebook = new_notebook(cells=[new_markdown_cell(text) for text in texts])
    Links([HOLD, LOG], "../glossary.ipynb").link(notebook)
    found = [cell.source for cell in notebook.cells]
    return found[0] if len(found) == 1 else found


def test_the_first_use_is_linked_and_no_later_one():
    first = linked("A legal hold stops it. A legal hold ends.", "Under a legal hold.")
    assert first == [f"A [legal hold{TO_HOLD} stops it. A legal hold ends.", "Under a legal hold."]


@pytest.mark.parametrize("used", ["Legal holds", "legal\nhold", "Litigation hold", "legal  hold"])
def test_plurals_line_breaks_and_other_spellings_are_found(used):
    assert linked(f"- **{used}**.") == f"- **[{used}{TO_HOLD}**."


@pytest.mark.parametrize(
    "text",
    [
        "# A legal hold",
        "## 2. The legal hold  ",
        "`legal hold`",
        "``a legal hold``",
        "```\nlegal hold\n```",
        "```{code-cell}\nlegal hold\n```\n",
        "~~~\nlegal hold\n~~~",
        "[a legal hold](x.ipynb)",
        '[the *legal hold*](x.ipynb#a "b")',
        "![legal hold](x.png)",
        "{card}`legal hold`",
        '<img alt="legal hold">',
        "<details><summary>A legal hold</summary>\nlegal hold",
        "| a | `legal hold` |",
        "paralegal hold",
        "legal holding",
        "legal-hold",
        "pre-legal hold",
        "legal\n\nhold",
    ],
)
def test_what_is_no_prose_stays_and_the_next_use_is_linked(text):
    assert linked(text, "a legal hold") == [text, f"a [legal hold{TO_HOLD}"]


def test_a_code_cell_stays_as_it_is():
    notebook = new_notebook(cells=[new_code_cell("# a legal hold")])
    Links([HOLD], "").link(notebook)
    assert notebook.cells[0].source == "# a legal hold"


def test_a_table_is_linked_and_stays_a_table():
    row = linked("| what | who |\n|---|---|\n| an audit log | Ada |\n")
    assert row.count("|") == 9 and "[audit log](../glossary.ipynb#audit-log " in row
    assert "&quot;" in row or "&#34;" in row


def test_the_page_has_an_anchor_the_meaning_and_what_it_cites():
    assert entries([LOG]) == (
        '- <a id="audit-log"></a>**audit log**: A record of "who" did | what.{fact}`O-R12`'
    )


def test_every_link_of_a_lesson_leads_to_a_term_of_the_page(root):
    catalog = load_catalog(root)
    built = {one.path.as_posix(): one.read() for one in build_all(root) if not one.secret}
    page = "\n".join(cell.source for cell in built["course/glossary.ipynb"].cells)
    anchors = set(re.findall(r'<a id="([a-z-]+)"></a>\*\*', page))
    assert anchors == {row.anchor for row in catalog.glossary} and len(anchors) >= 30
    used = set()
    for path, notebook in built.items():
        text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
        links = re.findall(r"\]\(\.\./glossary\.ipynb#([^ ]+) ", text)
        assert path.endswith("_lesson.ipynb") or not links
        assert len(links) == len(set(links))
        used.update(links)
    assert used <= anchors
    assert len(used) >= 15, anchors - used
