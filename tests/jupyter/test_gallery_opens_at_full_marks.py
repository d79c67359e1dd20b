"""The reference answer and the wrong answers of others open at full marks, and not before."""

import json
import shutil

import pytest
from one_exercise import NOTEBOOK, RIGHT, solve

from privacylab.authoring import read_exercise
from privacylab.catalog import load_catalog
from privacylab.jupyter.holder_process import answer

ENDS_WELL = (
    "    return 'hold' if held else 'delete' if today >= due_on else 'keep'  # \x1b[31m<b>\n"
)
WRONG = "    return 'keep'\n"
REFUSED = "The reference answer to ST-01 opens when all its checks pass: press Grade."


@pytest.fixture
def course(alone, tmp_path):
    """A course in which nothing has been graded."""
    copy = tmp_path / "lab"
    shutil.copytree(alone, copy, ignore=shutil.ignore_patterns("gradebook.db", "submitted"))
    return copy


def graded(course, text):
    return answer(course, "grade", solve(course, text))["report"]


def test_it_is_refused_until_every_check_has_passed_once(course):
    notebook = solve(course, RIGHT)
    assert answer(course, "gallery", notebook) == {"error": REFUSED}
    answer(course, "check", notebook)  # the public checks alone do not open it
    assert answer(course, "gallery", notebook) == {"error": REFUSED}
    report = graded(course, WRONG)
    assert (report["gallery"], report["stretch"], report["following"]) == (False, "", None)
    assert answer(course, "gallery", course / NOTEBOOK) == {"error": REFUSED}
    report = graded(course, RIGHT)
    assert report["gallery"] and report["stretch"].endswith("?") and report["following"]
    assert "gallery" in answer(course, "gallery", course / NOTEBOOK)


def test_it_stays_open_after_a_worse_attempt_which_does_not_hide_the_better_one(course):
    best = graded(course, RIGHT)
    assert best["best"] is None
    worse = graded(course, WRONG)
    assert worse["score"] < 2 and worse["gallery"]
    assert worse["best"] == {"score": 2, "points": 2, "made": best["made"]}
    assert "so this exercise is done" in worse["next"]
    assert "gallery" in answer(course, "gallery", course / NOTEBOOK)


def test_it_stays_open_when_a_check_replaces_the_report_of_full_marks(course):
    best = graded(course, RIGHT)
    for text, word in ((WRONG, "failed"), (RIGHT, "public checks pass")):
        report = answer(course, "check", solve(course, text))["report"]
        assert (report["kind"], report["word"]) == ("check", word)
        assert report["best"] == {"score": 2, "points": 2, "made": best["made"]}
        assert report["gallery"] and report["done"]
        assert (report["stretch"], report["following"]) == (best["stretch"], best["following"])
    (course / "gradebook.db").write_bytes(b"broken")
    report = answer(course, "check", course / NOTEBOOK)["report"]
    assert report["word"] == "public checks pass" and not report["gallery"]


def test_it_shows_ones_own_answer_beside_the_reference_and_each_counterfeit_as_a_change(course):
    graded(course, ENDS_WELL)
    found = answer(course, "gallery", course / NOTEBOOK)["gallery"]
    (step,) = found["steps"]
    signs = {sign for sign, _ in step["lines"]}
    assert step["name"] == "decide" and {"-", "+"} <= signs <= {"-", "+", " "}
    (own,) = [line for sign, line in step["lines"] if sign == "-" and "'hold'" in line]
    assert own.endswith("# \\x1b[31m<b>")  # shown, and obeyed by nothing
    assert found["counterfeits"]
    for one in found["counterfeits"]:
        assert one["story"] and one["breaks"]
        assert any(sign in "-+" for change in one["changes"] for sign, _ in change["lines"])


def test_the_sentences_of_hidden_checks_are_not_in_it(course):
    graded(course, RIGHT)
    shown = json.dumps(answer(course, "gallery", course / NOTEBOOK), ensure_ascii=False)
    module, exercise = load_catalog(course).exercise("ST-01")
    hidden = [one for one in read_exercise(course, module, exercise).checks if one.hidden]
    assert hidden
    for check in hidden:
        assert check.sentence not in shown


def test_an_answer_that_is_the_reference_differs_in_no_line(course):
    from privacylab.verification.answers import reference_of

    module, exercise = load_catalog(course).exercise("ST-01")
    reference = reference_of(read_exercise(course, module, exercise))["decide"]
    notebook = json.loads((course / NOTEBOOK).read_text())
    for cell in notebook["cells"]:
        if cell["id"] == "ST-01-decide":
            cell["source"] = reference
    (course / NOTEBOOK).write_text(json.dumps(notebook))
    answer(course, "grade", course / NOTEBOOK)
    (step,) = answer(course, "gallery", course / NOTEBOOK)["gallery"]["steps"]
    assert {sign for sign, _ in step["lines"]} == {" "}


def test_where_there_are_no_solutions_there_is_no_gallery(course, tmp_path):
    graded(course, RIGHT)
    handed_out = tmp_path / "without"
    shutil.copytree(course, handed_out, ignore=shutil.ignore_patterns("solutions"))
    notebook = handed_out / NOTEBOOK
    assert "error" in answer(handed_out, "gallery", notebook)
    assert answer(handed_out, "check", notebook)["report"]["gallery"] is False


def test_the_last_report_names_the_steps_that_have_changed_since(course):
    graded(course, RIGHT)
    last = answer(course, "last", course / NOTEBOOK)["report"]
    assert (last["changed"], last["stale"]) == (False, [])
    solve(course, RIGHT + "\n")
    last = answer(course, "last", course / NOTEBOOK)["report"]
    assert (last["changed"], last["stale"]) == (True, ["decide"])
    notebook = json.loads(solve(course, RIGHT).read_text())
    notebook["cells"].append({**notebook["cells"][0], "id": "mine", "source": "A note."})
    (course / NOTEBOOK).write_text(json.dumps(notebook))
    last = answer(course, "last", course / NOTEBOOK)["report"]
    assert (last["changed"], last["stale"]) == (True, [])  # the step itself has not


def test_a_notebook_does_not_carry_its_stretch_question(root):
    _, exercise = load_catalog(root).exercise("ST-01")
    assert exercise.stretch and exercise.stretch not in (root / NOTEBOOK).read_text()
