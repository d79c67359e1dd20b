"""A renamed or missing function is the first thing said: on the page, and in both reports."""

from html import unescape
from io import StringIO
from pathlib import Path

import pytest
import tiny_course as tiny
from nbformat.v4 import writes_json
from rich.console import Console

from privacylab.grading import check_notebook, grade_class
from privacylab.grading.feedback.report import show_checks, show_class, show_one
from privacylab.grading.quiet import quiet

START = "RET-02: `ret_02` is not defined"
ANSWERS = {
    "renamed": "def RetO2(x):\n    return 2 * x",
    "deleted": "y = 5",
    "assigned": "import pandas as pd\nret_02 = pd.DataFrame({'a': [1]})",
    "large": "import pandas as pd\nret_02 = pd.Series(range(9_000_000)).to_frame()",
    "broken": "def ret_02(x:\n    return 2 * x",
    "named to harm": "def __getattr__(): pass\n"
    "globals()['ret_02\\x1b[2J'] = lambda x: x\nglobals()['<b>ret_02</b>'] = lambda x: x\n"
    "globals()['ret_0' + '2' * 80] = lambda x: x",
    "of a class named to harm": "ret_02 = type('Evil\\x1b[2J<b>', (), {})()",
    "another's": "def double_of(x):\n    return 2 * x",
    "right": tiny.right("RET-02"),
    "wrong": tiny.wrong("RET-02"),
}
SAID = {
    "renamed": f"{START}. Your notebook defines `RetO2`: did you rename it?",
    "deleted": f"{START}. Restore the cell that defines it, or write it again.",
    "assigned": "RET-02: `ret_02` is a DataFrame, not a function: did you assign to its name?",
    "large": "RET-02: `ret_02` is a DataFrame, not a function: did you assign to its name?",
    "broken": f"{START}, because its cell stopped at line 1, `def ret_02(x:`, with a SyntaxError: "
    "'(' was never closed.",
    "named to harm": f"{START}. Restore the cell that defines it, or write it again.",
    "of a class named to harm": f"{START}. Restore the cell that defines it, or write it again.",
    "another's": f"{START}. Restore the cell that defines it, or write it again.",
    "right": "",
    "wrong": "",
}


def said(show, *words) -> str:
    console = Console(width=200, record=True, file=StringIO())
    show(*words, console)
    return console.export_text()


def learner(name: str) -> str:
    return name.replace(" ", "-").replace("'", "")


@pytest.fixture(scope="module")
def graded(course, tmp_path_factory):
    home = type(course)(course.root, course.root / "var" / "missing")
    home.home.mkdir(parents=True)
    for name, answer in ANSWERS.items():
        tiny.send(home, learner(name), tiny.notebooks(home, {**tiny.ALL_RIGHT, "RET-02": answer}))
    with quiet():
        results = {one.learner: one for one in grade_class(home, tiny.MODULE)}
    return home, results


@pytest.mark.parametrize("name", ANSWERS)
def test_the_terminal_says_it_before_all_else(graded, name):
    _, results = graded
    shown = said(show_one, results[learner(name)], Path("mine.ipynb"))
    if SAID[name]:
        assert shown.splitlines()[0] == SAID[name]
        assert "NameError" not in shown and shown.count("ret_02") == SAID[name].count("ret_02")
    else:
        assert "is not defined" not in shown and "did you" not in shown


@pytest.mark.parametrize("name", ANSWERS)
def test_the_pages_say_it_before_all_else(graded, name):
    home, _ = graded
    for task in ("", "RET-02"):
        exercise = tiny.exercise(home, task) if task else None
        page = home.feedback(learner(name), tiny.MODULE, exercise).read_text()
        main = unescape(page[page.index("<main>") :])
        assert main.count(SAID[name] or "is not defined") == (1 if SAID[name] else 0)
        if SAID[name]:
            assert main.index(SAID[name]) < main.index("<h2>")
        assert "\x1b" not in page and "<b>ret" not in page


@pytest.mark.parametrize("name", ANSWERS)
def test_privacylab_check_says_it_before_all_else(course, tmp_path, name):
    folder = course.root / "var" / tmp_path.name / "work"
    folder.mkdir(parents=True)
    file = folder / f"{tiny.name_of('RET-02')}.ipynb"
    file.write_text(writes_json(tiny.notebook(course, "RET-02", ANSWERS[name])))
    reports = check_notebook(course.root, file)
    assert reports[0]["notice"] == SAID[name]
    first, *rest = said(show_checks, reports, file, "more").splitlines()
    assert first == (SAID[name] or "RET-02 · ret_02  " + reports[0]["summary"])
    assert "NameError" not in "\n".join(rest)


def test_an_instructor_reads_it_beside_the_learner(graded):
    _, results = graded
    shown = said(show_class, list(results.values()))
    notes = shown[shown.index("\nNotes\n") :]
    assert (
        f"renamed{' ' * (len(learner('of a class named to harm')) - 5)}{SAID['renamed']}" in notes
    )
    assert "\x1b" not in notes


def test_it_costs_what_it_cost_before(graded):
    _, results = graded
    scores = {name: results[learner(name)].exercises[0].score for name in ANSWERS}
    assert scores.pop("right") == 8 and scores.pop("wrong") > 0
    assert set(scores.values()) == {0.0}
    outcomes = {name: results[learner(name)].exercises[0].outcome for name in ("renamed", "broken")}
    assert outcomes == {"renamed": "not attempted", "broken": "crashed"}
    assert all(one.exercises[1].score == 6 for one in results.values())
