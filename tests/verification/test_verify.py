"""The contract command: it believes nothing that it has not tried."""

import json
import shutil
import tomllib
from types import SimpleNamespace

import pytest

from commands import run
from privacylab.authoring import read_exercise
from privacylab.catalog import CatalogError, reload_catalog
from privacylab.checks import Outcome
from privacylab.sandbox.jail.bubblewrap import Isolation, isolation
from privacylab.verification import verify
from privacylab.verification.answers import read_answers, write_record
from privacylab.verification.trial import bench, run_trials

MODULE = "02_retention"
FOLDER = f"solutions/{MODULE}"
CLOCK = f"{FOLDER}/RET-02_inactivity_clock"
COUNTERFEITS = f"{CLOCK}/counterfeits.toml"
RECORD = f"{CLOCK}/fails.json"
GENUINE = f"{CLOCK}/genuine/relativedelta.py"
KEPT = ("LastRowWins", "StrictlyAfter")


@pytest.fixture
def course(root, tmp_path, monkeypatch):
    """A copy of the course whose module has three answers left: two counterfeits, a genuine one.

    They are tried in one process, as where there is no jail: most tests here are about what is
    reported.
    """
    monkeypatch.setitem(verify.__globals__, "isolation", lambda: Isolation(""))
    for folder in ("course", "solutions"):
        shutil.copytree(root / folder, tmp_path / folder)
    for path in (tmp_path / FOLDER).glob("*/genuine/*.py"):
        if path != tmp_path / GENUINE:
            path.unlink()
    for path in (tmp_path / FOLDER).glob("*/counterfeits.toml"):
        path.unlink()
        (path.parent / "fails.json").unlink()
    whole = tomllib.loads((root / COUNTERFEITS).read_text())
    record = json.loads((root / RECORD).read_text())
    (tmp_path / COUNTERFEITS).write_text(
        "".join(
            f"[{name}]\nstory = {json.dumps(whole[name]['story'])}\n"
            f"breaks = {json.dumps(whole[name]['breaks'])}\n"
            f"aimed_at = {json.dumps(whole[name]['aimed_at'])}\n"
            + "".join(
                f"{kind} = '''\n{whole[name][kind]}'''\n"
                for kind in ("change", "functions")
                if kind in whole[name]
            )
            for name in KEPT
        )
    )
    (tmp_path / RECORD).write_text(json.dumps({name: record[name] for name in KEPT}))
    return tmp_path


@pytest.fixture
def jailed(course, monkeypatch):
    """The same course, whose answers are graded in jails."""
    monkeypatch.setitem(verify.__globals__, "isolation", isolation)
    return course


def tried(course, *exercises, update=False):
    """What verify finds: of the clock by default."""
    module = reload_catalog(course).modules[MODULE]
    chosen = [module.exercise(name) for name in exercises or ("RET-02",)]
    return verify(course, module, chosen, update=update, seeds=("",))


def problems(course):
    """What is broken, but for what the course fixture has taken away."""
    gone = "write at least", "No counterfeit breaks"
    return [line for line in tried(course).problems if not any(words in line for words in gone)]


def edit(course, name, old, new):
    path = course / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))


def record_of(course):
    return json.loads((course / RECORD).read_text())


def test_the_course_keeps_its_contract(root):
    """A sample, and so is the next test: `make verify` tries all."""
    chosen = ("RET-02", "RET-13", "RET-17")
    module = reload_catalog(root).modules[MODULE]
    found = verify(root, module, [module.exercise(one) for one in chosen], seeds=("",))
    assert found.problems == ()
    by_name = {(verdict.exercise, verdict.name): verdict for verdict in found.verdicts}
    assert {exercise for exercise, _ in by_name} == set(chosen)
    for exercise in chosen:
        assert by_name[exercise, "(empty)"].passed == 0
        reference = by_name[exercise, "(reference)"]
        assert reference.passed == reference.checks > 5
    assert {row.requirement for row in found.coverage} > set(chosen)
    assert all(row.counterfeits and row.hints == 3 for row in found.coverage)


@pytest.mark.parametrize("name", ["CLK-01", "AUD-09", "DEL-25"])
def test_the_tests_of_a_class_with_a_seed_tell_the_same_answers_apart(root, name):
    """AUD-09 builds on another's reference answer."""
    module, exercise = reload_catalog(root).exercise(name)
    found = verify(root, module, [exercise])
    assert found.problems == ()
    assert {verdict.exercise for verdict in found.verdicts} == {name}


def test_a_right_answer_that_a_class_would_lose_a_point_for_is_reported(course):
    edit(course, f"{CLOCK}/exercise.py", "# class seed: dates 4 years", "# class seed: dates days")
    module = reload_catalog(course).modules[MODULE]
    found = verify(course, module, [module.exercise("RET-02")], seeds=("", "second"))
    wrong = [one for one in found.problems if "(reference)" in one]
    assert wrong and wrong[0].startswith("RET-02 (reference) (class seed 'second'): ")


def test_the_small_copy_keeps_the_contract_but_for_what_it_lacks(jailed):
    assert problems(jailed) == []
    assert [verdict.name for verdict in tried(jailed).verdicts] == [
        "(empty)",
        "(reference)",
        *KEPT,
        "relativedelta",
    ]


def test_a_counterfeit_that_fails_more_than_was_recorded_is_reported(jailed):
    boundary = "from any day, the boundary is where the calendar says"
    edit(jailed, RECORD, f', "{boundary}"', "")
    assert problems(jailed) == [
        f"RET-02 StrictlyAfter: '{boundary}' fails now, unlike in fails.json: check that this is "
        "right, then run: privacylab verify RET-02 --update"
    ]


def test_a_counterfeit_that_fails_less_than_was_recorded_is_reported(course):
    edit(course, RECORD, '"LastRowWins": [', '"LastRowWins": ["each profile is right", ')
    assert problems(course) == [
        "RET-02 LastRowWins: 'each profile is right' passes now, unlike in fails.json: check that "
        "this is right, then run: privacylab verify RET-02 --update"
    ]


def test_a_counterfeit_that_is_not_recorded_yet_is_reported(course):
    (course / RECORD).unlink()
    assert problems(course) == [
        f"RET-02 {name}: it is not in fails.json yet: check that this is right, then run: "
        "privacylab verify RET-02 --update"
        for name in KEPT
    ]


def test_a_record_of_a_counterfeit_that_is_gone_is_reported(course):
    edit(course, RECORD, "{", '{"Gone": [], ')
    assert problems(course) == [
        "RET-02 Gone: fails.json lists it, but there is no such counterfeit: run: privacylab "
        "verify RET-02 --update"
    ]


def test_an_update_records_what_fails_and_then_nothing_is_reported(course, root):
    expected = {name: fails for name, fails in record_of(root).items() if name in KEPT}
    (course / RECORD).write_text('{"Gone": ["x"], "LastRowWins": []}')
    updated = tried(course, update=True)
    assert not any("fails.json" in line for line in updated.problems)
    assert record_of(course) == expected
    assert problems(course) == []
    assert not (course / FOLDER / "RET-08_sweep" / "fails.json").exists()


def test_an_update_replaces_a_record_that_cannot_be_read(course):
    (course / RECORD).write_text("<<<<<<< ours\n{}\n")
    with pytest.raises(ValueError, match="fails.json is not JSON: run: privacylab verify RET-02 -"):
        tried(course)
    tried(course, update=True)
    assert problems(course) == []


def test_an_update_does_not_hide_a_counterfeit_that_a_check_lets_through(course):
    edit(course, COUNTERFEITS, ".last()", ".max()")
    found = tried(course, update=True)
    assert any("LastRowWins" in line and "sharpen that check" in line for line in found.problems)
    assert record_of(course)["LastRowWins"] == []


def test_a_counterfeit_that_a_check_lets_through_is_reported(jailed):
    edit(jailed, COUNTERFEITS, ".last()", ".max()")
    assert any("LastRowWins" in line and "sharpen that check" in line for line in problems(jailed))


def test_a_counterfeit_that_only_a_test_in_its_own_process_can_catch_is_reported(jailed):
    """What begins with an underscore stays in the jail, so a check that reads it reads nothing."""
    edit(
        jailed,
        f"{CLOCK}/exercise.py",
        'with checks("a month without that day is complete on its last day", hint=3):',
        'with checks("nothing is kept on the function", hint=3):\n'
        '    assert not getattr(is_inactive, "_kept", "")\n\n'
        'with checks("a month without that day is complete on its last day", hint=3):',
    )
    sentence = "nothing is kept on the function"
    (jailed / COUNTERFEITS).write_text(
        (jailed / COUNTERFEITS).read_text()
        + f"""
[KeepsOnTheFunction]
story = "Keeps what it has seen."
breaks = ["RET-02"]
aimed_at = ["{sentence}"]
change = '''
-    return as_of >= inactive_from
+    return as_of >= inactive_from
+
+
+is_inactive._kept = "everything"
'''
"""
    )
    said = f"RET-02 KeepsOnTheFunction: {sentence!r} passes: sharpen that check."
    assert said in problems(jailed)
    one = read_exercise(jailed, *reload_catalog(jailed).exercise("RET-02"))
    (kept,) = [answer for answer in read_answers(one) if answer.name == "KeepsOnTheFunction"]
    (alone,) = run_trials([bench(jailed, one).trial(kept.cells)], [])
    assert sentence in {found.sentence for found in alone if found.outcome is Outcome.FAILED}


def test_where_there_is_no_jail_all_answers_are_tried_in_one_process(course):
    assert problems(course) == []


def test_a_counterfeit_that_names_an_unknown_check_is_reported(course):
    edit(course, COUNTERFEITS, "jobs, restores", "jobs and restores")
    assert any("no check says 'jobs and restores" in line for line in problems(course))


def test_a_counterfeit_at_which_no_check_is_aimed_is_reported(course):
    aimed = '["jobs, restores, staff and rows out of order do not renew a last use"]'
    edit(course, COUNTERFEITS, f"aimed_at = {aimed}", "aimed_at = []")
    assert problems(course) == [
        "RET-02 LastRowWins: no check is aimed at it: name one in aimed_at."
    ]


def test_a_counterfeit_that_claims_another_requirement_is_reported(course):
    edit(course, COUNTERFEITS, '["RET-07"]', '["RET-02"]')
    assert problems(course) == [
        "RET-02 LastRowWins: the failing checks cover ['RET-07']: write that in breaks."
    ]


def test_a_right_answer_that_a_test_rejects_is_reported(jailed):
    edit(jailed, GENUINE, "months=+18", "months=+17")
    assert any("relativedelta" in line and "a right answer" in line for line in problems(jailed))


def test_an_answer_that_does_not_run_to_its_end_is_reported_with_the_reason(jailed):
    path = jailed / GENUINE
    path.write_text(path.read_text() + "\nraise OSError('no disk')\n")
    sentence = "RET-02 relativedelta: it does not run to the end: OSError: no disk"
    assert sentence in problems(jailed)


def test_missing_answers_and_uncovered_requirements_are_counted(course):
    found = tried(course, "RET-02", "RET-08", "RET-01").problems
    assert "RET-08 has 0 counterfeit answers: write at least 4." in found
    assert "RET-01 has 0 genuine answers: write at least 2." in found
    assert "RET-02 has 2 counterfeit answers: write at least 4." in found
    assert "RET-02 has 1 genuine answers: write at least 2." in found
    assert "No counterfeit breaks RET-11: write one that does." in found


def test_an_empty_answer_that_passes_a_check_is_reported(jailed):
    edit(
        jailed,
        f"{CLOCK}/exercise.py",
        'with checks("a parent in the app',
        'with checks("nothing is something"):\n    assert 1 == 1\n\n'
        'with checks("a parent in the app',
    )
    assert problems(jailed) == [
        "RET-02 (empty): 'nothing is something' passes: sharpen that check."
    ]


def test_a_requirement_without_its_ladder_of_hints_is_reported(course):
    edit(course, f"{FOLDER}/RET-08_sweep/exercise.toml", "RET-12 = [", "RET-99 = [")
    with pytest.raises(CatalogError, match="RET-12 has no hints, though a check tests it"):
        tried(course)


def test_the_command_takes_an_exercise_and_prints_what_it_found_as_json(root):
    code, out, err = run("verify", "ST-01", "--json", cwd=root)
    found = json.loads(out)
    assert (code, found["problems"], found["module"]) == (0, [], "00_start")
    assert {one["exercise"] for one in found["verdicts"]} == {"ST-01"}
    assert [one["requirement"] for one in found["coverage"]] == ["ST-01", "ST-02"]
    assert "Traceback" not in err


def test_the_command_writes_the_record_only_when_it_is_told_to(course):
    edit(course, RECORD, '"LastRowWins": [', '"LastRowWins": ["gone", ')
    before = (course / RECORD).read_text()
    code, out, err = run("verify", "RET-02", cwd=course)
    assert code == 1
    assert "'gone' passes now, unlike in fails.json" in " ".join(out.split())
    assert (course / RECORD).read_text() == before

    run("verify", "RET-02", "--update", cwd=course)
    assert "gone" not in (course / RECORD).read_text()
    assert (course / RECORD).read_text().count("\n") == len(KEPT) + 2


def test_the_record_in_git_is_as_an_update_writes_it(root, tmp_path):
    """Written anew, no line of it changes: a change in a diff is a change of what fails."""
    text = SimpleNamespace(folder=tmp_path)
    for path in (root / "solutions").glob("*/*/fails.json"):
        write_record(text, json.loads(path.read_text(encoding="utf-8")))
        assert (tmp_path / "fails.json").read_bytes() == path.read_bytes(), path.parent.name
