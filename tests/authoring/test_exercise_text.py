"""The rules that an exercise's text keeps: its cells, its steps and its checks."""

import shutil

import pytest

from privacylab.authoring import AuthorError, NoSolutions, build_all, read_exercise
from privacylab.authoring.exercise_text import (
    BEGIN_HIDDEN,
    BEGIN_SOLUTION,
    END_HIDDEN,
    END_SOLUTION,
    kind_of,
    read_checks,
    without_markers,
)
from privacylab.catalog import Exercise, Module, load_catalog, reload_catalog

EXERCISE = Exercise("AGE-01_of_age", "Age", 10, ("AGE-01", "AGE-02"))
MODULE = Module("01_age", "Age", "", (), (), 5, (), (), (EXERCISE,))
WHERE = "01_age/AGE-01_of_age/exercise.py"
TEXT = f'''# %% [markdown]
# Who is of age?

# %% look
import pandas as pd

# %% given="setup"
from privacylab.checks import Checks

# %% step="of_age"
ADULT = 18


def of_age(years: int) -> bool:
    """Whether a person of that many years is of age."""
    {BEGIN_SOLUTION}
    return years >= ADULT
    {END_SOLUTION}

# %% test="of_age"
with checks("a grown person is of age"):
    assert of_age(30)
{BEGIN_HIDDEN}
with checks("a child is not", hint=1):
    assert not of_age(3)
{END_HIDDEN}

# %% [markdown]
# And when?

# %% step="Birthday"
class Birthday:
    {BEGIN_SOLUTION}
    month = 1
    {END_SOLUTION}

# %% test="Birthday"
with checks("it has a month", "AGE-02"):
    assert Birthday.month
'''


@pytest.fixture
def read(tmp_path):
    """read(text): the exercise of that text."""

    def write_and_read(text):
        folder = tmp_path / "solutions" / MODULE.id / EXERCISE.name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "exercise.py").write_text(text)
        return read_exercise(tmp_path, MODULE, EXERCISE)

    return write_and_read


def test_a_step_has_its_answer_its_checks_and_its_line(read):
    text = read(TEXT)
    assert [step.name for step in text.steps] == ["of_age", "Birthday"]
    first, second = text.steps
    assert [(one.sentence, one.requirement, one.hint) for one in first.checks] == [
        ("a grown person is of age", "AGE-01", None),
        ("a child is not", "AGE-01", 1),
    ]
    assert [(one.sentence, one.requirement, one.hint) for one in second.checks] == [
        ("it has a month", "AGE-02", None)
    ]
    assert (first.hidden, second.hidden) == (1, 0)
    assert text.checks == first.checks + second.checks
    lines = TEXT.splitlines()
    assert lines[first.line - 1] == "ADULT = 18" == first.answer.splitlines()[0]
    assert lines[second.line - 1] == "class Birthday:"
    kinds = ["", "look", "given", "step", "test", "", "step", "test"]
    assert [kind_of(cell) for cell in text.cells] == kinds


def test_the_points_of_an_exercise_are_shared_by_its_checks(read):
    text = read(TEXT)
    assert EXERCISE.points == 2
    assert [text.points_of(step) for step in text.steps] == [1.33, 0.67]


def test_an_answer_without_its_marks_is_what_a_person_would_write(read):
    assert without_markers(read(TEXT).steps[0].answer) == (
        "ADULT = 18\n\n\ndef of_age(years: int) -> bool:\n"
        '    """Whether a person of that many years is of age."""\n    return years >= ADULT\n'
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            "# %% look\nimport pandas",
            "# %%\nimport pandas",
            f"{WHERE}: mark each code cell as look, given, step or test. This one is not: "
            "'import pandas as pd'.",
            id="a code cell without a mark",
        ),
        pytest.param(
            "# %% look\nimport pandas",
            "# %% lok\nimport pandas",
            f"{WHERE}: mark each code cell as look, given, step or test. This one is not: "
            "'import pandas as pd'.",
            id="a mark that there is not",
        ),
        pytest.param(
            "# %% look\nimport pandas",
            "# %% essay\nimport pandas",
            f"{WHERE}: mark each code cell as look, given, step or test. This one is not: "
            "'import pandas as pd'.",
            id="an essay of code",
        ),
        pytest.param(
            '# %% step="of_age"',
            '# %% step="adult"',
            f"{WHERE}, step adult: the cell defines of_age: name the step after the function or "
            "class that it is about.",
            id="a step named after no function",
        ),
        pytest.param(
            '# %% step="of_age"\n',
            '# %% step="of_age"\nof_age = 3\n\n# %% [markdown]\n',
            f"{WHERE}, step of_age: the cell defines nothing: name the step after the function or "
            "class that it is about.",
            id="a step without a function",
        ),
        pytest.param(
            '# %% test="of_age"',
            '# %% test="age"',
            f"{WHERE}: put the test cell of each step right below it, with the same name: step="
            "'of_age'.",
            id="a test of another name",
        ),
        pytest.param(
            '# %% test="of_age"\nwith',
            '# %% step="other"\nwith',
            f"{WHERE}: put the test cell of each step right below it, with the same name: step="
            "'of_age'.",
            id="two steps before a test",
        ),
        pytest.param(
            '# %% test="Birthday"\n',
            "# %% look\n",
            f"{WHERE}: put the test cell of each step right below it, with the same name: step="
            "'Birthday'.",
            id="a step without a test",
        ),
        pytest.param(
            '# %% step="of_age"\n',
            '# %% given="of_age"\n',
            f"{WHERE}: put the test cell of each step right below it, with the same name: step="
            "'missing'.",
            id="a test without a step",
        ),
        pytest.param(
            f"    {BEGIN_SOLUTION}\n    return",
            "    return",
            f"{WHERE}, step of_age: put the answer between {BEGIN_SOLUTION} and {END_SOLUTION}.",
            id="an answer that does not begin",
        ),
        pytest.param(
            f"ADULT\n    {END_SOLUTION}",
            "ADULT",
            f"{WHERE}, step of_age: put the answer between {BEGIN_SOLUTION} and {END_SOLUTION}.",
            id="an answer that does not end",
        ),
        pytest.param(
            '"it has a month"',
            '"a child is not"',
            f"{WHERE}: two checks say 'a child is not': give each its own sentence.",
            id="one sentence in two steps",
        ),
        pytest.param(
            "# %% [markdown]\n# And",
            "# %% [markdown] essay\n# And",
            f"{WHERE}: an exercise has steps, or one essay cell: it has 2 steps and 1 essays.",
            id="steps and an essay",
        ),
    ],
)
def test_a_text_that_breaks_a_rule_is_refused_in_one_sentence(read, old, new, said):
    assert TEXT.count(old) == 1
    with pytest.raises(AuthorError) as caught:
        read(TEXT.replace(old, new))
    assert str(caught.value) == said


def test_an_exercise_with_neither_steps_nor_an_essay_is_refused(read):
    with pytest.raises(AuthorError, match="it has 0 steps and 0 essays"):
        read("# %% [markdown]\n# Only words.\n")


@pytest.mark.parametrize("name", ["setup", "of_age"])
def test_two_cells_of_one_name_are_refused(read, name):
    text = TEXT.replace("Birthday", name).replace(f"class {name}:", f"def {name}():")
    with pytest.raises(AuthorError) as caught:
        read(text)
    assert str(caught.value) == (f"{WHERE}: two cells are named {name}: give each its own name.")


def test_prose_between_a_step_and_its_test_does_not_part_them(read):
    text = TEXT.replace('# %% test="of_age"', '# %% [markdown]\n# So.\n\n# %% test="of_age"')
    assert [step.name for step in read(text).steps] == ["of_age", "Birthday"]


def test_an_essay_has_no_steps(read):
    text = read("# %% [markdown]\n# Write.\n\n# %% [markdown] essay\n# A model answer.\n")
    assert text.steps == () and [kind_of(cell) for cell in text.cells] == ["", "essay"]


def test_without_solutions_a_text_cannot_be_read_and_it_says_what_to_do(tmp_path):
    with pytest.raises(NoSolutions, match="privacylab check AGE-01$"):
        read_exercise(tmp_path, MODULE, EXERCISE)


TEST_CELL = f"""with checks("public"):
    assert f()
{BEGIN_HIDDEN}
with checks("hidden", "AGE-02", hint=1):
    assert f()
with checks("hidden too", "AGE-02", hint=3):
    assert f()
with checks("hidden as well", hint=2):
    assert f()
{END_HIDDEN}
"""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("", ""), None),
        ((', "AGE-02", hint=1', ', "AGE-02"'), "a hidden check names its hint rung"),
        (('("public")', '("public", hint=1)'), "a public check names none"),
        (("hint=2", "hint=4"), "1, 2 and 3"),
        ((BEGIN_HIDDEN, "# begin"), "put hidden checks between"),
        ((END_HIDDEN, f"{END_HIDDEN}\n{BEGIN_HIDDEN}\n{END_HIDDEN}"), "all in one place"),
        ((END_HIDDEN, f'{END_HIDDEN}\nwith checks("late"):\n    assert f()'), "nothing may follow"),
        ((END_HIDDEN, f"{END_HIDDEN}\nlate = 1"), "nothing may follow"),
        (('"hidden too"', "name"), "write a check's arguments as literals"),
        (
            ('with checks("public"):', 'if True:\n  with checks("public"):'),
            "to the top level of its cell",
        ),
        ((TEST_CELL, "assert f()\n"), "it has no check: write one"),
    ],
)
def test_a_test_cell_that_breaks_a_rule_is_refused_with_the_reason(change, sentence):
    text = TEST_CELL.replace(*change) if change[0] else TEST_CELL
    if sentence is None:
        found = read_checks(text, EXERCISE, "here")
        assert [one.hidden for one in found] == [False, True, True, True]
        assert [one.requirement for one in found] == ["AGE-01", "AGE-02", "AGE-02", "AGE-01"]
        return
    with pytest.raises(AuthorError, match=sentence) as caught:
        read_checks(text, EXERCISE, "here")
    assert str(caught.value).startswith("here")


CLOCK = "solutions/02_retention/RET-02_inactivity_clock/exercise.py"


@pytest.fixture
def copy_of_course(root, tmp_path):
    for folder in ("course", "solutions", "assignments"):
        shutil.copytree(root / folder, tmp_path / folder)
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            '# %% step="is_inactive"',
            '# %% other="is_inactive"',
            "mark each code cell as look, given",
        ),
        ("### BEGIN SOLUTION", "# begin", "put the answer between"),
    ],
)
def test_a_course_with_a_text_that_breaks_a_rule_is_not_built(copy_of_course, old, new, sentence):
    path = copy_of_course / CLOCK
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(AuthorError, match=sentence):
        build_all(copy_of_course)


def test_a_check_for_a_requirement_without_hints_is_not_built(copy_of_course):
    """What an exercise covers is what its checks say, so the text can no longer part from it."""
    path = copy_of_course / CLOCK
    path.write_text(path.read_text().replace('"RET-03"', '"RET-05"'))
    with pytest.raises(ValueError, match="RET-05 has no hints, though a check tests it"):
        build_all(copy_of_course)


def test_every_text_of_the_course_can_be_read(root):
    catalog = reload_catalog(root)
    assert catalog is load_catalog(root)
    for module in catalog.modules.values():
        for exercise in module.exercises:
            text = read_exercise(root, module, exercise)
            assert {check.requirement for check in text.checks} == set(exercise.covers)
            for step in text.steps:
                assert any(not check.hidden for check in step.checks), (exercise.id, step.name)
