"""The answers in an exercise's folder: what is read, and what is refused with the reason."""

import pytest

from privacylab.authoring import AuthorError, read_exercise
from privacylab.catalog import Exercise, Module, load_catalog
from privacylab.verification import read_answers
from privacylab.verification.answers import read_record, reference_of, write_record

EXERCISE = Exercise("AGE-01_of_age", "Age", 10, ("AGE-01",))
MODULE = Module("01_age", "Age", "", (), (), 5, (), (), (EXERCISE,))
TEXT = '''# %% step="of_age"
def of_age(years: int) -> bool:
    """Whether a person of that many years is of age."""
    ### BEGIN SOLUTION
    return years >= 18
    ### END SOLUTION

# %% test="of_age"
with checks("a grown person is of age"):
    assert of_age(18)
'''
ALWAYS = """[Always]
story = "Everybody may see it."
breaks = ["AGE-01"]
aimed_at = ["a grown person is of age"]
change = '''
-    return years >= 18
+    return True
'''
"""
NOBODY = """
[Nobody]
story = "Nobody may."
breaks = ["AGE-01"]
aimed_at = []
functions = '''
def of_age(years):
    return False
'''
"""
GENUINE = '"""It compares with the year before."""\n\ndef of_age(years):\n    return years > 17\n'


@pytest.fixture
def folder(tmp_path):
    """The folder of an exercise with two counterfeits and a genuine answer."""
    folder = tmp_path / "solutions" / MODULE.id / EXERCISE.name
    (folder / "genuine").mkdir(parents=True)
    (folder / "exercise.py").write_text(TEXT)
    (folder / "counterfeits.toml").write_text(ALWAYS + NOBODY)
    (folder / "genuine" / "year_before.py").write_text(GENUINE)
    return folder


def text_of(folder):
    return read_exercise(folder.parents[2], MODULE, EXERCISE)


def refused(folder):
    with pytest.raises(AuthorError) as caught:
        read_answers(text_of(folder))
    return str(caught.value)


def test_an_answer_is_the_reference_with_its_change_its_story_and_its_aim(folder):
    always, nobody, genuine = read_answers(text_of(folder))
    assert (always.kind, always.name, always.story) == (
        "counterfeit",
        "Always",
        "Everybody may see it.",
    )
    assert (always.breaks, always.aimed_at) == (("AGE-01",), ("a grown person is of age",))
    reference = reference_of(text_of(folder))
    assert list(reference) == ["of_age"]
    assert always.cells == {"of_age": reference["of_age"].replace("years >= 18", "True")}
    assert "return False" in nobody.cells["of_age"]
    assert (genuine.kind, genuine.name) == ("genuine", "year_before")
    assert genuine.story == "It compares with the year before."
    assert "return years > 17" in genuine.cells["of_age"]


def test_an_exercise_without_answers_has_none(folder):
    (folder / "counterfeits.toml").unlink()
    (folder / "genuine" / "year_before.py").unlink()
    assert read_answers(text_of(folder)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            "[Always]\n",
            "",
            ", story: begin the counterfeit with a line [story].",
            id="no name",
        ),
        pytest.param(
            "story = ",
            "tale = ",
            ", Always: tale = 'Everybody may see it.': the fields "
            "are story, breaks, aimed_at, change, functions.",
            id="an unknown field",
        ),
        pytest.param(
            'story = "Everybody may see it."\n', "", ", Always: write story.", id="no story"
        ),
        pytest.param(
            'story = "Everybody may see it."\nbreaks = ["AGE-01"]\n',
            "",
            ", Always: write breaks, story.",
            id="two fields missing",
        ),
        pytest.param(
            'breaks = ["AGE-01"]',
            'breaks = "AGE-01"',
            ", Always: breaks = 'AGE-01': the fields are story, breaks, aimed_at, change, "
            "functions.",
            id="a string for a list",
        ),
        pytest.param(
            "change = '''\n-    return years >= 18\n+    return True\n'''\n",
            "",
            ", Always: write change or functions, one of the two.",
            id="neither change nor functions",
        ),
        pytest.param(
            "change = '''",
            "functions = 'x = 1'\nchange = '''",
            ", Always: write change or functions, one of the two.",
            id="both change and functions",
        ),
        pytest.param(
            "-    return years >= 18",
            "-    return years > 18",
            ", Always: no line of the reference answer is '    return years > 18': the nearest is "
            "'    return years >= 18'.",
            id="a change that fits nowhere",
        ),
        pytest.param(
            "+    return True",
            "+    return True)",
            ", Always: the changed answer is not Python (unmatched ')').",
            id="a change that breaks the answer",
        ),
        pytest.param(
            "def of_age(years):\n    return False",
            "def is_of_age(years):\n    return False",
            ", Nobody: the reference answer has no is_of_age: it has of_age.",
            id="a function that the exercise has not",
        ),
        pytest.param(
            "def of_age(years):\n    return False",
            "def of_age(years)\n    return False",
            ", Nobody, line 1: this is not Python (expected ':'): correct it.",
            id="functions that are not Python",
        ),
    ],
)
def test_a_counterfeit_that_breaks_a_rule_is_refused_with_its_file_and_its_name(
    folder, old, new, said
):
    path = folder / "counterfeits.toml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    assert refused(folder) == f"{EXERCISE.name}/counterfeits.toml{said}"


def test_counterfeits_that_are_not_toml_are_refused(folder):
    path = folder / "counterfeits.toml"
    path.write_text(path.read_text().replace('["AGE-01"]', "[AGE-01]", 1))
    said = refused(folder)
    assert said.startswith(f"{EXERCISE.name}/counterfeits.toml is not TOML (")
    assert "line 3" in said and said.endswith("): correct it.")


def test_two_counterfeits_of_one_name_are_refused(folder):
    path = folder / "counterfeits.toml"
    path.write_text(path.read_text().replace("[Nobody]", "[Always]"))
    said = refused(folder)
    assert said.startswith(f"{EXERCISE.name}/counterfeits.toml is not TOML (")
    assert "Always" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            '"""It compares with the year before."""',
            "# It compares.",
            ": begin it with a docstring that says why this answer is right.",
            id="no story",
        ),
        pytest.param(
            "def of_age(years)",
            "def of_ages(years)",
            ": the reference answer has no of_ages: it has of_age.",
            id="a function that the exercise has not",
        ),
        pytest.param(
            "return years > 17",
            "return years >",
            ", line 4: this is not Python (invalid syntax): correct it.",
            id="not Python",
        ),
        pytest.param(
            GENUINE.split("\n\n")[1],
            "",
            ": it replaces no function of the reference answer.",
            id="no function",
        ),
    ],
)
def test_a_genuine_answer_that_breaks_a_rule_is_refused_with_its_file(folder, old, new, said):
    path = folder / "genuine" / "year_before.py"
    path.write_text(GENUINE.replace(old, new))
    assert refused(folder) == f"{EXERCISE.name}/genuine/year_before.py{said}"


def test_the_record_of_what_fails_has_one_line_for_each_counterfeit_in_order(folder):
    text = text_of(folder)
    assert read_record(text) == {}
    failing = {"Nobody": ["a grown person is of age"], "Always": ["a child’s is not", "two"]}
    write_record(text, failing)
    assert (folder / "fails.json").read_text(encoding="utf-8") == (
        '{\n"Always": ["a child’s is not", "two"],\n"Nobody": ["a grown person is of age"]\n}\n'
    )
    assert read_record(text) == failing


def test_a_record_that_cannot_be_read_says_how_to_write_it_anew(folder):
    (folder / "fails.json").write_text("{")
    with pytest.raises(AuthorError) as caught:
        read_record(text_of(folder))
    assert str(caught.value) == (
        f"{EXERCISE.name}/fails.json is not JSON: run: privacylab verify AGE-01 --update"
    )


def test_the_record_of_every_exercise_names_its_counterfeits_and_its_checks(root):
    recorded = 0
    for module in load_catalog(root).modules.values():
        for exercise in module.exercises:
            text = read_exercise(root, module, exercise)
            record = read_record(text)
            counterfeits = [one for one in read_answers(text) if one.kind == "counterfeit"]
            assert sorted(record) == sorted(one.name for one in counterfeits)
            sentences = {check.sentence for check in text.checks}
            for one in counterfeits:
                assert set(one.aimed_at) <= set(record[one.name]) <= sentences
            recorded += len(record)
    assert recorded > 100
