"""What a text holds is shown: by the function, in a log, and on a terminal."""

import io
import logging
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table

from privacylab.terminal import Terminal, bold
from privacylab.text import log_visibly, one_line, unstyled, visible, visible_html

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ANYTHING = st.text(st.characters(), max_size=200) | st.text(
    st.sampled_from("ab \n\r\t\x00\x07\x1b[]\x7f\x9b\u200b\u200c\u200d\u2028\ufeff\udc80😀é" + BIDI)
)
SHOWN = {
    "\x1b]52;c;aGk=\x07": r"\x1b]52;c;aGk=\x07",
    "\x1b]0;title\x9c": r"\x1b]0;title\x9c",
    "\x9b2J": r"\x9b2J",
    "a\rb": r"a\rb",
    "a\r\nb": "a\nb",
    "gnp\u202e.exe": r"gnp\u202e.exe",
    "\u2067x\u2069": r"\u2067x\u2069",
    "ad\u200ba\ufeff": r"ad\u200ba\ufeff",
    "ada\u200d": r"ada\u200d",
    "x\u2028y\u2029z\x85": r"x\u2028y\u2029z\x85",
    "\U000e0041": r"\U000e0041",
    "caf\udce9": r"caf\udce9",
    "tab\tand\nline": "tab\tand\nline",
    "می\u200cخواهم": "می\u200cخواهم",
    "👩\u200d👧 é ß 日本\u3000語": "👩\u200d👧 é ß 日本\u3000語",
    r"C:\new": r"C:\new",
}


def obeyed(text: str) -> set[str]:
    """The characters of a text that a terminal or an eye would obey."""
    return {
        one
        for one in text
        if (unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") and one not in "\n\t")
        or one in BIDI + "\u200b\ufeff\u2060"
    }


@pytest.mark.parametrize("text", SHOWN)
def test_each_character_that_would_be_obeyed_is_written_as_python_writes_it(text):
    assert visible(text) == SHOWN[text]


@given(ANYTHING)
def test_nothing_is_left_to_obey_and_what_can_be_seen_stays(text):
    shown = visible(text)
    assert obeyed(shown) == set()
    assert visible(shown) == shown
    shown.encode()
    if text.isprintable():
        assert shown == text
    assert not set(one_line(text)) & set("\n\t\r")
    assert obeyed(unstyled(text)) == set()


@pytest.mark.parametrize(
    "reference", ["&rlm;", "&#x202e;", "&#8238;", "&#X202E;", "&shy;", "&shy", "&#8238", "&#27;"]
)
def test_a_reference_in_html_is_the_character_that_it_means(reference):
    shown = visible_html(f"<p>a{reference}&amp;&lt;&eacute;</p>")
    assert reference not in shown and shown.endswith("&amp;&lt;&eacute;</p>")
    assert "\\" in shown or "&amp;#27;" in shown


def test_no_text_looks_like_another_line_of_a_log():
    log_visibly()
    file = io.StringIO()
    log = logging.getLogger("test.hostile")
    log.propagate = False
    handler = logging.StreamHandler(file)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    log.addHandler(handler)
    name = "ada\nERROR ben has cheated\x1b]0;x\x07\u202e"
    log.warning("%s's submission", name)
    try:
        raise type(name, (Exception,), {})(name)
    except Exception:
        log.exception("%s", name)
    said = file.getvalue()
    assert obeyed(said) == set()
    lines = said.splitlines()
    assert [line for line in lines if not line.startswith("    ")] == ["WARNING ada", "ERROR ada"]
    assert "Traceback" in said


MARKUP = "[bold red]x[/] [link=http://evil.example]y[/link] [/] [ :boom: http://a 123"


@pytest.mark.parametrize("way", ["print", "cell", "title", "bold", "status"])
def test_a_terminal_interprets_no_markup_no_emoji_code_and_no_control(way):
    file = io.StringIO()
    terminal = Terminal(file=file, width=300, force_terminal=way != "status")
    text = MARKUP + "\x1b]0;x\x07\u202e"
    if way == "print":
        terminal.print(text)
    elif way == "cell":
        table = Table("a")
        table.add_row(text)
        terminal.print(table)
    elif way == "title":
        terminal.print(Table(text, title=text))
    elif way == "bold":
        terminal.print(bold(text))
    else:
        with terminal.status(text):
            terminal.print(text)
    said = unstyled(file.getvalue())
    assert MARKUP in said and r"\x1b]0;x\x07\u202e" in said
    assert "\x1b]8" not in file.getvalue() and "\u202e" not in said
