"""Formulas are MathML on the feedback page and in formgrader: no script, no request, no way in."""

import re
from html.parser import HTMLParser

import pytest
import tiny_course as tiny
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_markdown_cell
from test_formgrader_is_sanitized import shown

from privacylab.grading import grade_class
from privacylab.grading.feedback.mathml import ATTRIBUTES, TAGS, VALUE, mathml

SQUARE = "<msup><mi>x</mi><mn>2</mn></msup>"
FORMULAS = {
    "$x^2$": SQUARE,
    "$$\nx^2\n$$": SQUARE,
    r"\\(x^2\\)": SQUARE,
    r"\begin{align}x^2 &= 4\\ y &= 1\end{align}": "<mtable",
    r"an item: $\sum_{i=1}^n i$": "<munderover>|<msubsup>",
    r"$\frac{1}{2}$": "<mfrac>",
    "$a < b$": "<mo>&lt;</mo>",
}
HOSTILE = {
    "a tag": r"\text{<script>EVIL()</script>}",
    "a tag as a reference": r"\text{&lt;img src=x onerror=EVIL()&gt;}",
    "a link": r"\href{javascript:EVIL()}{x}",
    "a style": r"\style{background:url(http://evil.example)}{x}",
    "a class": r"\class{btn}{x}",
    "an id": r"\cssId{submission}{x}",
    "a color that is a style": r"\color{red;background:url(http://evil.example)}{x}",
    "what covers the page": r"\hspace{-999em}\rule{999em}{999em}",
    "a macro without an end": r"\newcommand{\a}{\a\a}\a",
    "a macro that doubles": "".join(
        rf"\newcommand{{\{n}}}{{\{m}\{m}\{m}\{m}\{m}\{m}\{m}\{m}}}"
        for n, m in zip("bcdefghijk", "abcdefghij", strict=True)
    )
    + r"\k",
    "too deep": "{" * 1900,
    "too long": "x^" * 5000,
    "half": r"\frac{",
}


class Tags(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, attrs))


def is_safe(html: str) -> bool:
    """Whether HTML has only what draws a formula."""
    return all(
        (TAGS.fullmatch(tag) or tag == "code")
        and all(ATTRIBUTES.fullmatch(name) and VALUE.fullmatch(value) for name, value in attrs)
        for tag, attrs in Tags(html).found
    )


@pytest.mark.parametrize("source", FORMULAS)
def test_a_formula_in_markdown_is_drawn_on_the_page_and_in_formgrader(root, source):
    from privacylab.grading.feedback.page import _prose

    for page in (str(_prose(source)), shown(root, new_markdown_cell(source))):
        assert "<math" in page and re.search(FORMULAS[source], page)


def test_the_page_of_an_essay_has_its_formulas_and_fetches_nothing(course, home):
    def with_formula(sent: tiny.Sent) -> None:
        sent["RET-02"].cells.append(new_markdown_cell("The chance is $x^2$, about \\$5."))

    tiny.send(home, "ada", tiny.notebooks(course, tiny.ALL_RIGHT, with_formula))
    grade_class(home, tiny.MODULE)
    page = home.feedback("ada", tiny.MODULE, tiny.exercise(home, "RET-02")).read_text()
    assert SQUARE in page and "about $5." in page
    for tag, attrs in Tags(page).found:
        assert tag not in ("script", "link", "iframe")
        assert not [value for name, value in attrs if name == "src" and value[:5] != "data:"]


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_formula_is_a_formula_or_a_text(root, kind):
    drawn = str(mathml(HOSTILE[kind]))
    assert is_safe(drawn) and len(drawn) < 20_000
    page = shown(root, new_markdown_cell(f"a ${HOSTILE[kind]}$ [![$x$](x)](http://a.b '$x$')"))
    assert not re.search(r"<script[^>]*>EVIL|<[^>]*(onerror|javascript:|evil\.example)", page)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([*r"{}[]()^_&<>$%#'\" x1", "\\", "\\\\"])
        | st.sampled_from(
            [r"\text", r"\frac", r"\href", r"\style", r"\begin{matrix}", r"\end{matrix}", "<b>"]
            + [r"\left", r"\right", r"\color", r"\sqrt", r"\class", r"\hspace", r"\newcommand"]
        ),
        max_size=40,
    ).map("".join)
)
def test_whatever_stands_between_dollars_is_safe(latex):
    assert is_safe(str(mathml(latex)))


def test_formgrader_loads_from_its_own_server_alone(root):
    page = shown(root, new_markdown_cell("$x$"))
    places = [
        value
        for tag, attrs in Tags(page).found
        for name, value in attrs
        if name == "src" or (tag == "link" and name == "href")
    ]
    assert places and all(place.startswith("x/formgrader/static/") for place in places)
    assert "cdnjs" not in page and "http" not in page


def test_a_name_is_escaped_on_formgraders_pages(root):
    name = "<img src=x onerror=EVIL()>\u202e"
    page = shown(root, new_markdown_cell("x"), student=name, notebook_path=f'"{name}')
    assert "<img" not in page and "&lt;img src=x" in page and "\u202e" not in page
    from nbgrader.server_extensions.formgrader import formgrader

    template = formgrader.Environment().from_string('var student_id = "{{ name }}";')
    assert template.render(name='";EVIL()</script>') == (
        'var student_id = "&#34;;EVIL()&lt;/script&gt;";'
    )
