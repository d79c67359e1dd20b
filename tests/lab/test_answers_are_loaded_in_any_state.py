"""Fetching a learner's own functions, whatever state their notebook is in."""

import shutil

import pandas as pd
import pytest

from privacylab.checks.earlier_exercises import Unfinished
from privacylab.lab.answers import Answers, LearnerFunction, my_answers

MODULE = "02_retention"

day = pd.Timestamp
NAMES = [
    *("is_inactive", "last_child_use", "profile_status", "delete_by", "deletion_status"),
    *("policy_gaps", "due_on", "locations_in_scope", "voice_in_scope", "audio_only"),
    *("ring_must_destroy", "sweep", "hold_status", "backup_problems", "record_problems"),
    *("promise_gaps", "nightly_report"),
]
WRITTEN = """
def is_inactive(last_use, as_of):
    return as_of >= last_use + pd.DateOffset(months=18)
"""


def test_an_untouched_notebook_gives_every_function_and_says_that_none_is_written(course):
    mine = my_answers(MODULE, course())
    lines = repr(mine).splitlines()
    assert lines[: len(NAMES)] == [f"○ {name}: not written yet" for name in NAMES]
    assert all(line.endswith(": not written yet") for line in lines)
    assert not any(getattr(mine, name).ready for name in NAMES)


def test_calling_what_is_not_written_says_so_in_one_sentence_without_a_traceback(course):
    mine = my_answers(MODULE, course())
    with pytest.raises(Unfinished, match="^sweep: not written yet.$") as raised:
        mine.sweep({}, [], set(), {})
    assert raised.value._render_traceback_() == ["sweep: not written yet."]


def test_what_is_written_can_be_called_beside_what_is_not(course):
    mine = my_answers(MODULE, course({"RET-02-is_inactive": WRITTEN}))
    assert mine.is_inactive(day("2023-08-31"), day("2025-02-28"))
    assert mine.is_inactive.ready and not mine.last_child_use.ready
    assert "✓ written: is_inactive" in mine._repr_html_()


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def sweep(stores:\n    return", "SyntaxError"),
        ("import nowhere\n\ndef sweep(stores): ...", "ModuleNotFoundError: No module named"),
        ("exit('bye')\n\ndef sweep(stores): ...", "SystemExit: bye"),
    ],
)
def test_a_cell_that_does_not_run_is_named_with_its_reason(course, source, reason):
    mine = my_answers(MODULE, course({"RET-02-is_inactive": WRITTEN, "RET-08-sweep": source}))
    assert not mine.sweep.ready
    assert reason in mine.sweep.reason
    assert mine.is_inactive.ready


def test_a_function_that_was_removed_is_said_to_be_missing(course):
    mine = my_answers(MODULE, course({"RET-08-sweep": "# nothing here"}))
    assert mine.sweep.reason == "your notebooks have no sweep"


def test_a_notebook_that_is_missing_or_cannot_be_read_raises_nothing(course):
    root = course()
    path = root / "assignments" / MODULE / "RET-08_sweep.ipynb"
    for text in ("{", "[]", '{"cells": 1}'):
        path.write_text(text)
        mine = my_answers(MODULE, root)
        assert "RET-08_sweep.ipynb is missing or cannot be read" in mine.sweep.reason
        assert repr(mine).splitlines()[-1].startswith("○ RET-08_sweep.ipynb is missing or cannot")
    path.unlink()
    mine = my_answers(MODULE, root)
    assert mine.sweep.reason == "your notebooks have no sweep"
    assert mine.is_inactive.reason == "not written yet"
    shutil.rmtree(path.parent)
    assert repr(my_answers(MODULE, root)) == f"○ assignments/{MODULE} has no notebooks"


def test_a_copy_that_jupyterlab_made_does_not_take_the_notebooks_place(course):
    root = course({"RET-02-is_inactive": WRITTEN})
    path = root / "assignments" / MODULE / "RET-02_inactivity_clock.ipynb"
    text = path.read_text()
    assert "months=18" in text
    for copy in ("RET-02_inactivity_clock-Copy1.ipynb", "Untitled.ipynb"):
        (path.parent / copy).write_text(text.replace("months=18", "months=1"))
    assert not my_answers(MODULE, root).is_inactive(day("2021-12-15"), day("2022-12-15"))


def test_a_cell_that_stops_below_a_function_leaves_it_written_as_jupyter_does(course):
    source = WRITTEN + "\nis_inactive(1, 2, 3)\n"
    mine = my_answers(MODULE, course({"RET-02-is_inactive": source}))
    assert mine.is_inactive.ready and mine.is_inactive(day("2021-12-15"), day("2023-06-15"))


def test_a_helper_in_a_cell_of_ones_own_is_there(course):
    own = "def later(date):\n    return date + pd.DateOffset(months=18)"
    answer = "def is_inactive(last_use, as_of):\n    return as_of >= later(last_use)"
    mine = my_answers(
        MODULE, course({"RET-02-is_inactive": answer}, own="import pandas as pd\n" + own)
    )
    assert mine.is_inactive(day("2021-12-15"), day("2023-06-15"))


def test_test_cells_are_not_run_and_nothing_is_printed(course, capsys):
    answer = "print('loud')\n\ndef sweep(stores):\n    return 1"
    test = "raise RuntimeError('the test cell ran')"
    mine = my_answers(MODULE, course({"RET-08-sweep": answer, "RET-08-sweep-test": test}))
    assert mine.sweep({}) == 1
    captured = capsys.readouterr()
    assert captured.out + captured.err == ""


@pytest.mark.parametrize(
    ("body", "state"),
    [("return []", "written"), ("raise NotImplementedError()", "not written yet")],
)
def test_a_class_is_written_once_all_its_methods_are(course, body, state):
    log = "class AuditLog:\n    def append(self, data):\n        return 0\n\n"
    source = f"{log}    def entries(self):\n        {body}\n"
    assert (
        repr(my_answers(MODULE, course({"RET-02-is_inactive": source})).AuditLog)
        == f"AuditLog: {state}"
    )


def test_an_exercise_that_builds_on_another_uses_the_functions_of_this_course(course):
    months = "def add_months(start, months):\n    return start + pd.DateOffset(months=months)"
    due = "def due(regime):\n    return add_months(pd.Timestamp('2023-01-31'), 1)"
    root = course({"CLK-01-add_months": months, "CLK-02-due": due})
    assert my_answers("01_cases", root).due("GDPR") == day("2023-02-28")


def test_what_an_answer_needs_from_an_exercise_that_is_not_written_is_said(course):
    due = "def due(regime):\n    return add_months(pd.Timestamp('2023-01-31'), 1)"
    mine = my_answers("01_cases", course({"CLK-02-due": due}))
    assert mine.due.ready
    with pytest.raises(Unfinished, match="^It needs CLK-01: add_months is not written yet"):
        mine.due("GDPR")


def test_each_notebook_has_names_of_its_own(course):
    first = "secret = 1\n\ndef is_inactive(last_use, as_of):\n    return secret"
    second = "def sweep():\n    return secret"
    mine = my_answers(MODULE, course({"RET-02-is_inactive": first, "RET-08-sweep": second}))
    assert mine.is_inactive(0, 0) == 1
    with pytest.raises(NameError, match="secret"):
        mine.sweep()


def test_the_card_has_one_line_for_each_state():
    mine = Answers(
        one=LearnerFunction("one", len),
        two=LearnerFunction("two", len),
        three=LearnerFunction("three", None, "not written yet"),
    )
    assert "<p>✓ written: one, two<br>○ not written yet: three</p>" in mine._repr_html_()
