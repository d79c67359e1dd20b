"""Names and texts that a learner chose reach a terminal, a table and a page only to be read."""

import csv
import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from unittest import mock

import pytest
import tiny_course as tiny
from nbformat.v4 import new_markdown_cell

import commands
from privacylab.grading import Course

BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069]")
RICH = re.compile(r"\x1b\[(?:\?25[lh]|2K|1A|[0-9;]*m)|\r")  # styles, and its progress bar
STYLE = re.compile(r"\x1b\[[0-9;]*m")
CLIPBOARD, TITLE = "\x1b]52;c;cm0gLXJm\x07", "\x1b]0;root\x9c"
MOVES, BIDI, C1 = "\x1b[2J\x1b[1;1H\x08\r", "\u202egpj.\u2066x", "\x9b31m\x90q\x9c\x85"
MARKUP = "[bold][link=http://evil.example]x[/link][/bold][/]"
FAKE = "x\n2 of 2 submissions graded\tada"
FORMULA = '=HYPERLINK("http://evil.example","x")'
EVERYTHING = CLIPBOARD + TITLE + MOVES + BIDI + C1 + MARKUP + "\u200b\x7f"


def raising(name: str, text: str) -> dict[str, str]:
    error = f"type({name!r}, (Exception,), {{}})({text!r})"
    return {task: f"def {tiny.function_of(task)}(x):\n    raise {error}" for task in tiny.TASKS}


def returning(text: str) -> dict[str, str]:
    cell = "class A:\n    def __repr__(self): return {!r}\ndef {}(x): return A()"
    return {task: cell.format(text, tiny.function_of(task)) for task in tiny.TASKS}


def printing(text: str) -> dict[str, str]:
    cell = "\nimport sys\nprint({0!r}); print({0!r}, file=sys.stderr)"
    return {task: tiny.right(task) + cell.format(text) for task in tiny.TASKS}


ANSWERS = {
    "an exception's name": raising(EVERYTHING, "x"),
    "an exception's text": raising("Wrong", EVERYTHING),
    "an exception's name with a line of its own": raising(FAKE, FAKE),
    "the clipboard in a repr": returning(CLIPBOARD),
    "moves and markup in a repr": returning(MOVES + MARKUP),
    "a row in a repr": returning(FAKE),
    "the title in an output": printing(TITLE + CLIPBOARD),
    "directions in an output": printing(BIDI + C1),
    "a cell that fails": {task: f"raise ValueError({EVERYTHING!r})" for task in tiny.TASKS},
    "a name in the code": {
        task: f"def {tiny.function_of(task)}(x):\n    return {EVERYTHING!r}" for task in tiny.TASKS
    },
}
FOLDERS = {
    "the clipboard": CLIPBOARD,
    "the title": TITLE.replace("/", ""),
    "moves": MOVES,
    "directions": BIDI,
    "C1": C1,
    "markup": "[bold]eve[link=http:x]y[red]",
    "unbalanced markup": "eve[/bold]".replace("/", "\\"),
    "a row": FAKE,
    "a formula": "=1+1",
    "plus": "+1",
    "minus": "-1",
    "at": "@SUM(1)",
    "a tab": "\t=1",
    "HTML": "<img src=x onerror=EVIL()>",
    "no width": "ad\u200ba",
}


@pytest.fixture(scope="module")
def hostile(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A tiny course whose whole class is hostile; each learner in one way."""
    folder = tmp_path_factory.mktemp("hostile")
    course = tiny.make_course(folder, root / "nbgrader_config.py", {tiny.MODULE: tiny.TASKS})
    for name, answers in ANSWERS.items():
        tiny.send(course, name, tiny.notebooks(course, answers))
    for name in FOLDERS.values():
        tiny.send(course, name, tiny.notebooks(course, tiny.ALL_RIGHT))
    sent = tiny.send(course, "files", tiny.notebooks(course, tiny.ALL_RIGHT))
    for name in (CLIPBOARD, BIDI, FAKE, MARKUP.replace("/", "|")):
        (sent / f"{name}.ipynb").write_text("not even a notebook")
        (sent / f"{name}.csv").write_text("1")

    def metadata(notebooks: tiny.Sent) -> None:
        for one in notebooks.values():
            names = {"name": EVERYTHING, "display_name": EVERYTHING, "language": EVERYTHING}
            one.metadata |= {"kernelspec": names, "title": EVERYTHING, EVERYTHING: EVERYTHING}
            one.cells.append(new_markdown_cell(EVERYTHING + "&#x202e;&rlm;"))
            one.cells[0].metadata.tags = [EVERYTHING]

    tiny.send(course, "metadata", tiny.notebooks(course, tiny.ALL_RIGHT, metadata))
    dated = tiny.send(course, "timestamp", tiny.notebooks(course, tiny.ALL_RIGHT))
    (dated / "timestamp.txt").write_text(EVERYTHING)
    tiny.send_one(course, "other", json.dumps({"nbformat": EVERYTHING}))
    return course


def run(course: Course, *words: str, **settings: str) -> str:
    """What a command says, on both streams."""
    with mock.patch.dict(os.environ, {"COLUMNS": "250"} | settings):
        _, out, err = commands.run(*words, cwd=course.root)
    return readable((out + err).encode("utf-8"))


def run_alone(course: Course, *words: str) -> str:
    """What a program says, on both streams, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=course.root,
        capture_output=True,
        env={**os.environ, "COLUMNS": "250", "PYTHONIOENCODING": "utf-8"},
        timeout=500,
    )
    return readable(done.stdout + done.stderr)


def readable(output: bytes) -> str:
    said = output.decode("utf-8")  # which fails for half a character
    assert "Traceback (most recent call last)\n" not in said
    return said


@pytest.fixture(scope="module")
def said(hostile: Course) -> str:
    return run_alone(hostile, "privacylab.cli", "grade", tiny.MODULE, "--all")


def test_the_class_is_graded_and_nothing_in_the_terminal_is_obeyed(said):
    assert BAD.findall(said) == []
    for name in ANSWERS:
        assert name in said
    assert r"\x1b]52;c;cm0gLXJm\x07" in said and r"\u202egpj." in said


def test_no_name_looks_like_another_row(said):
    assert not re.search(r"^2 of 2 submissions graded", said, re.MULTILINE)
    assert len(re.findall(r"^\d+ of \d+ submissions graded", said, re.MULTILINE)) == 1


def test_markup_in_a_name_is_part_of_the_name(said):
    assert FOLDERS["markup"] in said and FOLDERS["unbalanced markup"] in said


def test_a_terminal_with_colors_gets_no_other_codes_than_rich_s_own(hostile, said):
    for words in (("--all",), ("--learner", "an exception's name"), ("--all", "--json")):
        colored = run(hostile, "grade", tiny.MODULE, *words, FORCE_COLOR="1", TERM="xterm")
        assert STYLE.search(colored)
        assert BAD.findall(RICH.sub("", colored)) == []


def test_no_page_holds_a_character_that_is_obeyed(hostile, said):
    pages = list((hostile.home / "feedback").rglob("*.html"))
    assert len(pages) > 40
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert BAD.findall(text) == [] == BAD.findall(unescape(text)), page
        assert "<img src=x" not in text


def test_the_table_of_points_has_no_formula_and_no_control_and_its_numbers_are_numbers(
    hostile, said
):
    table = hostile.root / "grades.csv"
    shown = run_alone(hostile, "nbgrader", "export", "--to", str(table))
    assert BAD.findall(STYLE.sub("", shown)) == []
    content = table.read_text(encoding="utf-8")
    assert BAD.findall(content) == []
    rows = list(csv.DictReader(content.splitlines()))
    learners = {row["student_id"] for row in rows}
    assert {"'=1+1", "'+1", "'-1", "'@SUM(1)"} <= learners
    for row in rows:
        for name, cell in row.items():
            if name in ("raw_score", "late_submission_penalty", "score", "max_score"):
                assert float(cell) >= 0 and re.fullmatch(r"\d+\.\d{1,2}", cell)
            else:
                assert not cell.strip().startswith(("=", "+", "-", "@"))
    assert {row["score"] for row in rows if row["student_id"] == "files"} == {"24.0"}


def test_own_work_is_checked_and_graded_without_obeying_it(hostile):
    file = hostile.root / "[bold]mine[/].ipynb".replace("/", "|")
    for answers in (ANSWERS["an exception's name"], ANSWERS["moves and markup in a repr"]):
        content = tiny.notebook(hostile, "RET-02", answers["RET-02"])
        file.write_text(json.dumps(content))
        for command in ("check", "grade"):
            text = run(hostile, command, file.name)
            assert BAD.findall(text) == [] and file.name in text and "RET-02" in text
    text = run(hostile, "progress")
    assert BAD.findall(text) == [] and "RET-02" in text


@pytest.mark.parametrize("name", [CLIPBOARD, BIDI, FAKE, "caf\udce9"])
def test_a_word_on_the_command_line_that_cannot_be_seen_is_a_sentence(hostile, name):
    for words in (("check", name), ("grade", tiny.MODULE, "--learner", name), ("check", "a", name)):
        text = run(hostile, *words)
        assert BAD.findall(text) == [] and "retype it, or rename the file" in text


def test_an_error_that_nobody_has_foreseen_is_shown_and_not_obeyed(hostile):
    code = (
        "import sys; from privacylab import cli\n"
        "def fail(): raise RuntimeError(sys.stdin.read())\n"
        "cli.app = fail; sys.argv = ['privacylab']; cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=EVERYTHING.encode(), capture_output=True, timeout=60
    )
    assert done.returncode == 1
    assert b"RuntimeError" in done.stderr and BAD.findall(done.stderr.decode()) == []
