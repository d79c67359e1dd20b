"""Mutants: whatever small thing is changed in a reference answer, the tests notice."""

import json
import textwrap

import pytest

from commands import run
from privacylab.authoring import AuthorError, read_exercise
from privacylab.authoring.exercise_text import without_markers
from privacylab.catalog import Exercise, Module, load_catalog
from privacylab.terminal import Terminal
from privacylab.verification import mutant_table, survivors
from privacylab.verification.mutate import mutants
from privacylab.verification.survivors import try_mutants
from privacylab.verification.trial import Cell, Trial, run_trials

ID = "AGE-01"
EXERCISE = Exercise(f"{ID}_of_age", "Age", 5, (ID,))
MODULE = Module("01_age", "Age", "", (), (), 5, (), (), (EXERCISE,))
TEXT = '''# %% given="setup"
from privacylab.checks import Checks

# %% step="of_age"
def of_age(years: int) -> bool:
    """Whether a person of that many years is of age."""
    ### BEGIN SOLUTION
    return not years < 18
    ### END SOLUTION

# %% test="of_age"
with checks("a grown person is of age"):
    assert of_age(30)
### BEGIN HIDDEN TESTS
with checks("a child is not", hint=1):
    assert not of_age(3)
### END HIDDEN TESTS
'''
SECOND = """
# %% step="may_vote"
def may_vote(years):
    ### BEGIN SOLUTION
    if not of_age(years):
        return False
    return True
    ### END SOLUTION

# %% test="may_vote"
with checks("who is of age may vote"):
    assert may_vote(18)
"""
LINE = "return not years < 18"
SETTINGS = f"""title = "Age"
minutes = 5

[hints]
{ID} = ["The idea.", "The clause.", "The shape."]
"""
FILES = {
    "course.toml": f'title = "Age"\nmodules = ["{MODULE.id}"]\n',
    "cases.toml": "facts = []\nprovisions = []\n[sources]\n[traps]\n",
    "requirements.toml": f'''[[requirements]]
id = "{ID}"
statement = "Of age is who is of age."
cites = []
standards = []
module = "{MODULE.id}"
misconception = "Nobody is."
basis = "engineering"
''',
    f"{MODULE.id}/module.toml": f'''title = "Age"
summary = "Age."
objectives = []
out_of_scope = []
lesson_minutes = 5
prerequisites = []
to_come = []
exercises = ["{EXERCISE.name}"]
''',
}
SURVIVE = ("return not years <= 18", "return not years < 17", "return not years < 19")


@pytest.fixture
def course(tmp_path):
    """A course whose one test cell tries no boundary."""
    folder = tmp_path / "solutions" / MODULE.id / EXERCISE.name
    folder.mkdir(parents=True)
    write(tmp_path, TEXT)
    for name, text in FILES.items():
        path = tmp_path / "course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "exercise.toml").write_text(SETTINGS)
    return tmp_path


def file(course, name):
    return course / "solutions" / MODULE.id / EXERCISE.name / name


def write(course, text):
    file(course, "exercise.py").write_text(text)


def explain(course, *after, before=LINE, reason="so it is"):
    text = (
        f'[[equivalent]]\nbefore = "{before}"\nafter = {json.dumps(after)}\nreason = "{reason}"\n'
    )
    file(course, "equivalent.toml").write_text(text)


def text_of(course):
    return read_exercise(course, MODULE, EXERCISE)


def tally(course):
    (found,) = try_mutants(course, MODULE)
    return found


def test_a_weak_test_lets_mutants_survive_and_each_is_named_with_its_line(course):
    found = tally(course)
    assert {one.after for one in found.survivors} == set(SURVIVE)
    line = TEXT.splitlines().index(f"    {LINE}") + 1
    assert {(one.line, one.before) for one in found.survivors} == {(line, LINE)}
    assert found.killed == found.mutants - 3 > 0
    unexplained, share = found.problems
    assert "mutants that survive without a reason: 3" in unexplained
    assert "of the mutants are killed: the minimum is 95%" in share

    console = Terminal(record=True, width=120)
    mutant_table.show(MODULE.id, (found,), console)
    shown = console.export_text()
    assert f"AGE-01, line {line}:\n  - {LINE}\n  + return not years <= 18\n" in shown
    (data,) = json.loads(json.dumps(mutant_table.as_json(MODULE.id, (found,))))["exercises"]
    assert data["share"] < 0.95 and len(data["survivors"]) == 3 and data["problems"]


def test_a_test_that_tries_the_boundary_kills_every_mutant(course):
    write(course, TEXT.replace("of_age(30)", "of_age(18)").replace("of_age(3)", "of_age(17)"))
    found = tally(course)
    assert (found.killed, found.share, found.problems) == (found.mutants, 1, ())


def test_a_survivor_that_is_explained_is_no_problem_and_does_not_count(course):
    explain(course, *SURVIVE)
    found = tally(course)
    assert (found.explained, found.survivors, found.problems) == (3, (), ())
    assert found.share == 1 and found.killed == found.mutants - 3


def test_one_survivor_without_a_reason_is_a_problem_beside_those_that_have_one(course):
    explain(course, *SURVIVE[:2])
    found = tally(course)
    assert [one.after for one in found.survivors] == [SURVIVE[2]]
    assert any("survive without a reason: 1" in line for line in found.problems)


@pytest.mark.parametrize("change", ["return years < 18", "return not years < 20"])
def test_a_reason_for_a_mutant_that_dies_or_does_not_exist_is_stale(course, change):
    explain(course, *SURVIVE, change)
    found = tally(course)
    assert found.stale == (change,)
    assert found.problems == (
        f"AGE-01: equivalent.toml gives a reason for {change!r}, but no such mutant survives: "
        "remove it there.",
    )


def test_a_reason_for_a_line_that_the_answer_has_not_is_stale(course):
    explain(course, "return not years <= 18", before="return years < 18")
    assert tally(course).stale == ("return not years <= 18",)


def test_reasons_that_are_not_toml_are_refused_before_a_mutant_is_tried(course, monkeypatch):
    monkeypatch.setattr(survivors, "run_trials", None)
    file(course, "equivalent.toml").write_text("[[equivalent]\n")
    with pytest.raises(AuthorError, match=f"^{EXERCISE.name}/equivalent.toml is not TOML "):
        tally(course)


def test_the_mutants_of_every_step_are_tried_and_each_is_named_with_its_line(course):
    write(course, TEXT + SECOND)
    found = tally(course)
    first, second = (mutants(without_markers(step.answer)) for step in text_of(course).steps)
    assert found.mutants == len(first) + len(second)
    lines = (TEXT + SECOND).splitlines()
    own, of_second = [], []
    for one in found.survivors:
        assert lines[one.line - 1].strip() == one.before.split("\n")[0]
        (own if one.after in SURVIVE else of_second).append(one)
    # the test of the second step kills the others of the first
    assert [one.after for one in own] == ["return not years < 17"]
    assert of_second and min(one.line for one in of_second) > lines.index("def may_vote(years):")

    sharper = SECOND.replace(
        "    assert may_vote(18)\n", "    assert may_vote(18)\n    assert not may_vote(17)\n"
    )
    write(course, TEXT + sharper)
    assert {one.after for one in tally(course).survivors} == set()


def test_a_table_that_gives_no_reason_is_refused(course):
    file(course, "equivalent.toml").write_text("[[equivalents]]\nbefore = 'a'\n")
    with pytest.raises(AuthorError) as caught:
        tally(course)
    assert str(caught.value) == (
        f"{EXERCISE.name}/equivalent.toml: write before, after and reason in each [[equivalent]], "
        "and no other table."
    )


def test_an_explanation_without_a_reason_is_refused(course):
    explain(course, *SURVIVE, reason=" ")
    with pytest.raises(AuthorError, match="write before, after and reason"):
        tally(course)


def test_without_a_reference_that_passes_nothing_is_concluded(course):
    write(course, TEXT.replace(LINE, "return not years < 99"))
    with pytest.raises(AuthorError, match="reference answer does not pass"):
        tally(course)


def changes(answer):
    return [(mutant.before, mutant.after) for mutant in mutants(answer)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("return a < b", "return a <= b"),
        ("return a + 1", "return a + 2"),
        ("return a + 1", "return a + 0"),
        ("return a and b", "return b"),
        ("if a in b:\n    return a", "if True:\n    return a"),
        ("return a[(a.x == 1) & (a.y == 2)]", "return a[(a.y == 2)]"),
        ("return a[a.x == 1]", "return a"),
        ("return [x for x in a if x]", "return [x for x in a]"),
        ("return a.f().str.strip()", "return a.f()"),
        ("return min(a)", "return max(a)"),
        ("a.add(b)", "pass"),
    ],
)
def test_operators_boundaries_constants_conditions_and_statements_are_changed(before, after):
    one, other = (f"def f(a, b):\n{textwrap.indent(body, '    ')}\n" for body in (before, after))
    assert other in [mutant.source for mutant in mutants(one)]


def test_docstrings_annotations_and_the_words_of_an_exception_are_left_alone():
    answer = (
        "def f(a: int | None) -> 'set[int]':\n"
        "    'What it does.'\n"
        "    found: list[int] | None\n"
        "    raise ValueError('Give 1 number.')\n"
    )
    assert changes(answer) == []


def test_no_mutant_says_the_same_as_another_or_breaks_the_grammar():
    found = mutants(
        "def f(a):\n    for x in a:\n        if not x or x > 1:\n            continue\n"
    )
    assert len({mutant.source for mutant in found}) == len(found) > 5
    for mutant in found:
        compile(mutant.source, "mutant", "exec")


def test_an_answer_that_never_ends_crashes_or_raises_is_told_and_harms_no_other():
    checks = "class checks:\n    results = []\n"
    sources = ["while True: pass", "import os; os._exit(3)", "1 / 0", checks]
    trials = [Trial((Cell("answer", source, test=True),), cpu_seconds=1) for source in sources]
    endless, crashed, raised, well = run_trials(trials, [])
    assert "took more than 1 s of CPU" in endless
    assert "it crashed" in crashed
    assert raised == "ZeroDivisionError: division by zero"
    assert well == ()


def test_a_trial_to_the_first_failure_runs_no_check_after_it():
    cell = (
        "from privacylab.checks import Checks\nchecks = Checks('X')\n"
        "with checks('one'):\n    assert 1 == 1\nwith checks('two'):\n    assert 1 == 2\n"
        "with checks('three'):\n    assert 3 == 3\n"
    )
    (whole,), (short,) = (
        tuple(run_trials([Trial((Cell("test", cell, test=True),), to_first_failure=stop)], []))
        for stop in (False, True)
    )
    assert [one.sentence for one in whole] == ["one", "two", "three"]
    assert [one.sentence for one in short] == ["one", "two"]


def test_of_a_sample_nothing_is_concluded_on_what_was_not_tried(course):
    explain(course, "return not years < 20")
    (found,) = try_mutants(course, MODULE, every=100)
    assert found.mutants == 1 and found.stale == ()


@pytest.mark.parametrize("every", [1, 2, 3, 4, 5])
def test_a_change_of_a_line_that_stands_twice_is_tried_in_both_places(course, every):
    """Equal in the first place, noticed in the second: its reason holds in any sample."""
    twice = TEXT.replace("    return not", f"    if years > 90:\n        {LINE}\n    return not")
    write(course, twice.replace("of_age(30)", "of_age(18)").replace("of_age(3)", "of_age(17)"))
    explain(course, *SURVIVE)
    (found,) = try_mutants(course, MODULE, every=every)
    assert found.mutants > 0 and found.stale == ()


def test_the_tests_of_the_course_notice_the_changes_that_matter(root):
    """A sample, one exercise of each module: `make mutants` tries all, for a quarter of an hour."""
    built = [module for module in load_catalog().modules.values() if not module.planned]
    for module in built:
        graded = [one for one in module.exercises if not one.essay]
        (found,) = try_mutants(root, module, [graded[len(graded) // 2]], every=30)
        assert found.killed > 0 and found.problems == ()


def test_the_command_tries_the_mutants_of_one_exercise(root):
    code, out, _ = run("verify", "ST-01", "--mutants", "--json", cwd=root)
    found = json.loads(out)
    assert (code, found["module"]) == (0, "00_start")
    (one,) = found["exercises"]
    assert one["exercise"] == "ST-01" and one["killed"] > 3 and one["problems"] == []
