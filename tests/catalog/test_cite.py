"""Citations in lesson text become footnotes."""

from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from privacylab.catalog import CatalogError, Citations, load_catalog


@pytest.fixture
def citations(small_course: Path) -> Citations:
    return Citations(load_catalog(small_course))


def _tokens(markdown: str) -> list[Token]:
    blocks = MarkdownIt().enable("table").parse(markdown)
    return [token for block in blocks for token in block.children or []]


def _links(markdown: str) -> list[Token]:
    return [token for token in _tokens(markdown) if token.type == "link_open"]


def _text(markdown: str) -> str:
    return "".join(token.content for token in _tokens(markdown) if token.type == "text")


def test_a_citation_becomes_a_raised_number_that_leads_to_its_note(citations: Citations) -> None:
    rendered = citations.render("Kept.{fact}`F-A1`")
    assert rendered == 'Kept.<sup>[&#91;1&#93;](#note-1 "F-A1: Audio was kept.")</sup>'
    assert _text(rendered) == "Kept.[1]"
    assert '<a id="note-1"></a>' in citations.notes()


def test_a_citation_needs_no_backticks(citations: Citations) -> None:
    assert citations.render("{fact}F-A1, so") == citations.render("{fact}`F-A1`, so")


def test_numbers_run_on_across_cells_and_the_same_id_keeps_its_number(
    citations: Citations,
) -> None:
    cells = ["{fact}`F-R1` {fact}`O-A1`", "{fact}`O-A1` {fact}`F-A1` {fact}`F-R1`"]
    assert [_text(citations.render(cell)) for cell in cells] == ["[1] [2]", "[2] [3] [1]"]
    assert citations.cited == ("F-R1", "O-A1", "F-A1")


def test_a_title_says_just_what_the_fact_says_whatever_signs_are_in_it(
    citations: Citations,
) -> None:
    (link,) = _links(citations.render("{fact}`F-R1`"))
    assert link.attrs["title"] == 'F-R1: It cost $5 <or> "$6" | `7` *and* [8]_9_.'


def test_a_citation_in_a_table_does_not_break_the_table(citations: Citations) -> None:
    row = citations.render("| {fact}`F-R1` | b |")
    cells = MarkdownIt().enable("table").parse(f"| a | b |\n|---|---|\n{row}\n")
    assert sum(token.type == "td_open" for token in cells) == 2


def test_a_note_says_the_text_its_place_and_how_sure_it_is(citations: Citations) -> None:
    citations.render("{fact}`F-R1` {fact}`O-A1`")
    text = _text(citations.notes())
    assert 'F-R1. It cost $5 <or> "$6" | `7` *and* [8]_9_. ' in text
    assert "BLOG ¶5: worked out from facts that were read." in text
    assert "ORD, Definitions: read in the court's text, in a transcription." in text


def test_the_notes_say_what_each_source_is_once(citations: Citations) -> None:
    citations.render("{fact}`F-A1` {fact}`F-R1` {fact}`F-A2`")
    assert citations.notes().count("**BLOG**: a blog") == 1


def test_jupyter_finds_no_formula_between_two_amounts(citations: Citations) -> None:
    rendered = citations.render("{fact}`F-R1`")
    assert "$" not in rendered + citations.notes()
    assert "<span>&#36;</span>5" in citations.notes()


def test_a_requirement_is_named_with_its_statement_and_listed(citations: Citations) -> None:
    (link,) = _links(citations.render("{req}`RET-02` and {req}RET-02"))[:1]
    assert link.attrs == {"href": "#RET-02", "title": "RET-02 is kept. Required by O-A1."}
    assert citations.notes().count("**RET-02.** RET-02 is kept. *Required by O-A1.*") == 1


@pytest.mark.parametrize(
    ("name", "basis"),
    [
        ("RET-02", "Required by O-A1."),
        ("RET-03", "Answers an allegation: F-A1."),
        ("RET-05", "Engineering judgment."),
    ],
)
def test_the_notes_say_who_asks_for_a_requirement(
    citations: Citations, name: str, basis: str
) -> None:
    citations.render(f"{{req}}`{name}`")
    assert f"**{name}.** {name} is kept. *{basis}*" in citations.notes()


def test_the_notes_are_one_section_and_an_uncited_notebook_has_none(citations: Citations) -> None:
    assert citations.notes() == ""
    citations.render("{fact}`F-A1` {req}`RET-02`")
    headings = [line for line in citations.notes().splitlines() if line.startswith("#")]
    assert headings == ["## Sources and notes"]


@pytest.mark.parametrize(
    "code",
    [
        "`{fact}F-A1`",
        "`` {fact}`F-A1` ``",
        "two\nlines of `a {fact}F-A1\nspan`",
        "```\n{fact}`F-A1`\n```",
        "````md\n```\n{fact}`F-A1`\n```\n{req}`RET-02`\n````",
        "~~~python\n{fact}`F-A99`\n~~~",
        "- item\n\n      ```\n      {fact}`F-A1`\n      ```",
        "> ```\n> {fact}`F-A1`\n> ```",
        "```{code-cell}\n{fact}`F-A1`",
        "no citation, just a {brace} and a $",
    ],
)
def test_code_stays_untouched(citations: Citations, code: str) -> None:
    assert citations.render(code) == code
    assert citations.cited == ()


def test_a_citation_between_code_is_found(citations: Citations) -> None:
    rendered = citations.render("`a` {fact}`F-A1` `b`\n\n```\n`\n```\n{fact}`O-A1` and a lone `")
    assert citations.cited == ("F-A1", "O-A1")
    assert rendered.startswith("`a` <sup>")


@pytest.mark.parametrize(
    ("markdown", "sentence"),
    [
        ("{fact}`F-A9`", "there is no fact or provision F-A9: correct the id"),
        ("{fact}`RET-02`", "there is no fact or provision RET-02: correct the id"),
        ("{req}`F-A1`", "there is no requirement F-A1: correct the id"),
        ("{fact}`F-A3`", "F-A3 has the confidence MEMORY: find a source"),
        ("{fact}`F-A1 F-A2`", "the citation {fact}`F-A1 cannot be read: write one id"),
        ("see {fact} here", "the citation {fact} cannot be read: write one id"),
        ("{fcat}`F-A1`", "{fcat}`F-A1`: there is no such role: write {fact} or {req}."),
    ],
)
def test_a_citation_that_leads_nowhere_is_refused(
    citations: Citations, markdown: str, sentence: str
) -> None:
    with pytest.raises(CatalogError) as caught:
        citations.render(markdown)
    assert str(caught.value).startswith(sentence)
