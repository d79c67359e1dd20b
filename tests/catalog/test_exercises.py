"""What the catalog knows of an exercise: from its folder, or else from its notebook."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from privacylab.catalog import Catalog, Exercise, Module, load_catalog, reload_catalog
from privacylab.catalog.exercises import requirements_checked

MODULE = "02_retention"
NAME = "RET-02_clock"
Complaint = Callable[[str, str, str], str]
Refusal = Callable[[], str]


def folder(course: Path, name: str = NAME) -> Path:
    return course / "solutions" / MODULE / name


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def list_exercises(course: Path, *names: str) -> None:
    path = course / "course" / MODULE / "module.toml"
    lines = re.sub(r"exercises = .*", "", path.read_text(encoding="utf-8"))
    path.write_text(f"{lines}exercises = {json.dumps(names)}\n", encoding="utf-8")


def add_exercise(course: Path, name: str, builds_on: str = "") -> None:
    """A second exercise, whose checks stand for a requirement that was still to come."""
    shutil.copytree(folder(course), folder(course, name))
    settings = folder(course, name) / "exercise.toml"
    change(settings, 'RET-03 = ["The idea.", "The clause.", "The shape."]', "")
    change(settings, "RET-02", "RET-05")
    change(settings, "[hints]", f"{builds_on}\n[hints]")
    change(folder(course, name) / "exercise.py", ', "RET-03"', "")
    change(course / "course" / MODULE / "module.toml", '["RET-05"]', "[]")


def test_what_an_exercise_covers_follows_from_its_checks(small_course: Path) -> None:
    module = load_catalog(small_course).modules[MODULE]
    assert module.exercises == (Exercise(NAME, "The clock", 20, ("RET-02", "RET-03")),)
    assert (module.exercises[0].id, module.exercises[0].name) == ("RET-02", NAME)

    change(folder(small_course) / "exercise.py", ', "RET-03"', "")
    change(
        folder(small_course) / "exercise.toml",
        'RET-03 = ["The idea.", "The clause.", "The shape."]',
        "",
    )
    change(small_course / "course" / MODULE / "module.toml", '["RET-05"]', '["RET-03", "RET-05"]')
    module = reload_catalog(small_course).modules[MODULE]
    assert module.exercises[0].covers == ("RET-02",)


def test_the_exercises_own_requirement_comes_first_and_the_others_in_order() -> None:
    text = (
        'with checks("one", "RET-01", hint=1):\n    pass\n'
        'with checks("two", "RET-07"):\n    pass\n'
        'with checks("three"):\n    pass\n'
        'with open("RET-09") as file:\n    pass\n'
        'checks("not a check of a test", "RET-08")\n'
    )
    assert requirements_checked(text, "RET-05") == ("RET-05", "RET-01", "RET-07")


def test_what_an_exercise_covers_in_this_course_is_what_its_checks_say(root: Path) -> None:
    for module in load_catalog(root).modules.values():
        for exercise in module.exercises:
            text = (root / "solutions" / module.id / exercise.name / "exercise.py").read_text(
                encoding="utf-8"
            )
            named = set(re.findall(r'^with checks\([^\n]*?"([A-Z]+-\d\d)"', text, re.MULTILINE))
            assert named <= set(exercise.covers)
            assert set(exercise.covers) - named <= {exercise.id}
            assert exercise.essay is ("with checks(" not in text)


@pytest.mark.parametrize(("minutes", "points"), [(5, 1), (20, 4), (60, 12)])
def test_an_exercise_gives_one_point_for_five_minutes(
    small_course: Path, minutes: int, points: int
) -> None:
    change(folder(small_course) / "exercise.toml", "minutes = 20", f"minutes = {minutes}")
    module = reload_catalog(small_course).modules[MODULE]
    assert (module.exercises[0].points, module.points) == (points, points)
    assert module.minutes == module.lesson_minutes + minutes == 10 + minutes


def test_a_module_takes_its_lesson_and_its_exercises(root: Path) -> None:
    for module in load_catalog(root).modules.values():
        assert module.minutes == module.lesson_minutes + 5 * module.points


def test_an_exercise_is_found_by_its_id_and_by_its_name(small_course: Path) -> None:
    catalog = load_catalog(small_course)
    module = catalog.modules[MODULE]
    assert catalog.exercise("RET-02") == catalog.exercise(NAME) == (module, module.exercises[0])
    assert catalog.exercise("RET-03") is catalog.exercise("RET-0") is None


def test_an_exercise_comes_after_those_it_builds_on_and_theirs() -> None:
    one = Exercise("RET-01_one", "One", 5)
    two = Exercise("RET-02_two", "Two", 5)
    three = Exercise("RET-03_three", "Three", 5, builds_on=(("RET-01", ("f",)),))
    four = Exercise("RET-04_four", "Four", 5, builds_on=(("RET-03", ("g",)),))
    module = Module(MODULE, "M", "", (), (), 5, (), (), (one, two, three, four))
    assert module.with_earlier(four) == [one, three, four]
    assert module.with_earlier(two) == [two]


def test_an_exercise_builds_on_functions_of_an_earlier_one(small_course: Path) -> None:
    add_exercise(small_course, "RET-05_ninety", '[builds_on]\nRET-02 = ["late"]')
    list_exercises(small_course, NAME, "RET-05_ninety")
    _, exercise = reload_catalog(small_course).modules[MODULE].exercises
    assert exercise.builds_on == (("RET-02", ("late",)),)


@pytest.mark.parametrize(
    ("builds_on", "said"),
    [
        pytest.param('RET-99 = ["late"]', "RET-99", id="an unknown exercise"),
        pytest.param('DEL-01 = ["late"]', "DEL-01", id="one of another module"),
        pytest.param('RET-02 = ["late"]', "RET-02", id="itself"),
    ],
)
def test_an_exercise_cannot_build_on_what_is_not_before_it(
    complaint: Complaint, builds_on: str, said: str
) -> None:
    where = f"solutions/{MODULE}/{NAME}/exercise.toml"
    assert complaint(where, "[hints]", f"[builds_on]\n{builds_on}\n[hints]") == (
        f"{MODULE}/{NAME}/exercise.toml: it builds on {said}, which is not an earlier exercise of "
        f"{MODULE}: correct the id, or move the line in module.toml."
    )


def test_two_exercises_that_build_on_each_other_are_refused(
    small_course: Path, complaint: Complaint
) -> None:
    add_exercise(small_course, "RET-05_ninety", '[builds_on]\nRET-02 = ["late"]')
    list_exercises(small_course, NAME, "RET-05_ninety")
    reload_catalog(small_course)
    where = f"solutions/{MODULE}/{NAME}/exercise.toml"
    assert complaint(where, "[hints]", '[builds_on]\nRET-05 = ["late"]\n[hints]') == (
        f"{MODULE}/{NAME}/exercise.toml: it builds on RET-05, which is not an earlier exercise of "
        f"{MODULE}: correct the id, or move the line in module.toml."
    )


@pytest.mark.parametrize("value", ['"late"', "3", "[3]", "[]"])
def test_what_an_exercise_builds_on_is_a_list_of_names(complaint: Complaint, value: str) -> None:
    where = f"solutions/{MODULE}/{NAME}/exercise.toml"
    assert complaint(where, "[hints]", f"[builds_on]\nRET-01 = {value}\n[hints]") == (
        f"{where}: builds_on RET-01 is not a list of functions: write one such as "
        'RET-01 = ["due_on"].'
    )


def test_two_exercises_of_one_id_are_refused(small_course: Path, refusal: Refusal) -> None:
    essay = folder(small_course, "RET-02_again")
    essay.mkdir()
    (essay / "exercise.py").write_text("# %% [markdown] essay\n# Why?\n", encoding="utf-8")
    (essay / "exercise.toml").write_text('title = "Again"\nminutes = 10\n', encoding="utf-8")
    list_exercises(small_course, NAME, "RET-02_again")
    assert refusal() == (
        f"{MODULE}/RET-02_again: another exercise of the module has the id RET-02: rename one "
        "folder."
    )


def test_two_exercises_with_checks_for_one_requirement_are_refused(
    small_course: Path, refusal: Refusal
) -> None:
    shutil.copytree(folder(small_course), folder(small_course, "RET-03_again"))
    list_exercises(small_course, NAME, "RET-03_again")
    change(folder(small_course, "RET-03_again") / "exercise.py", '"RET-03"', '"RET-02"')
    assert refusal() == (
        "RET-03_again/exercise.toml: another exercise has checks for RET-02, too: move them."
    )


def test_an_exercise_is_named_after_a_requirement_that_it_checks(
    small_course: Path, refusal: Refusal
) -> None:
    folder(small_course).rename(folder(small_course, "RET-04_clock"))
    list_exercises(small_course, "RET-04_clock")
    text = folder(small_course, "RET-04_clock") / "exercise.py"
    change(text, 'checks("a year is late")', 'checks("a year is late", "RET-02")')
    assert refusal() == (
        f"{MODULE}/RET-04_clock is named after RET-04, which no check tests: write one, or "
        "name the folder after RET-02."
    )


def test_a_folder_that_is_not_listed_is_refused(small_course: Path, refusal: Refusal) -> None:
    shutil.copytree(folder(small_course), folder(small_course, "RET-05_forgotten"))
    assert refusal() == (
        f"solutions/{MODULE}/RET-05_forgotten is not in course/{MODULE}/module.toml: add its name "
        "to exercises."
    )


def test_what_tools_leave_among_the_exercises_is_no_exercise(small_course: Path) -> None:
    for name in (".ipynb_checkpoints", "__pycache__"):
        folder(small_course, name).mkdir()
    (folder(small_course).parent / "README.md").write_text("Notes.", encoding="utf-8")
    assert [one.name for one in reload_catalog(small_course).modules[MODULE].exercises] == [NAME]


def test_a_listed_name_without_a_folder_is_refused(small_course: Path, refusal: Refusal) -> None:
    list_exercises(small_course, NAME, "RET-05_nowhere")
    assert refusal() == (
        f"solutions/{MODULE}/RET-05_nowhere/exercise.toml is missing: write it (privacylab new "
        f"exercise makes both), or remove RET-05_nowhere from course/{MODULE}/module.toml."
    )


@pytest.mark.parametrize("file", ["exercise.py", "exercise.toml"])
def test_a_folder_without_one_of_its_two_files_is_refused(
    small_course: Path, refusal: Refusal, file: str
) -> None:
    (folder(small_course) / file).unlink()
    assert refusal() == (
        f"solutions/{MODULE}/{NAME}/{file} is missing: write it (privacylab new exercise makes "
        f"both), or remove {NAME} from course/{MODULE}/module.toml."
    )


def test_a_name_that_is_listed_twice_is_refused(small_course: Path, refusal: Refusal) -> None:
    list_exercises(small_course, NAME, NAME)
    assert refusal() == f"course/{MODULE}/module.toml lists {NAME} twice: remove one line."


@pytest.mark.parametrize("name", ["RET-02", "ret-02_clock", "RET-02 clock", "../RET-02_clock", ""])
def test_a_name_that_is_no_exercises_is_refused(
    small_course: Path, refusal: Refusal, name: str
) -> None:
    list_exercises(small_course, NAME, name)
    assert refusal() == (
        f"course/{MODULE}/module.toml: {name!r} is not the name of an exercise: write one such as "
        "RET-02_inactivity_clock."
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param('title = "The clock"\n', "", " has no 'title': add it.", id="no title"),
        pytest.param("minutes = 20\n", "", " has no 'minutes': add it.", id="no minutes"),
        pytest.param(
            "minutes = 20",
            'minutes = "20"',
            ": minutes is '20': make it a whole number.",
            id="minutes in quotation marks",
        ),
        pytest.param(
            "minutes = 20",
            "minutes = 20\npoints = 4",
            " has 'points', which is not a field: correct or remove it.",
            id="a field that is derived",
        ),
    ],
)
def test_a_wrong_field_is_refused(complaint: Complaint, old: str, new: str, said: str) -> None:
    where = f"solutions/{MODULE}/{NAME}/exercise.toml"
    assert complaint(where, old, new) == where + said


def test_settings_that_are_not_toml_are_refused(complaint: Complaint) -> None:
    where = f"solutions/{MODULE}/{NAME}/exercise.toml"
    said = complaint(where, "minutes = 20", "minutes: 20")
    assert said.startswith(f"{where} is not TOML (") and said.endswith("): correct it.")
    assert "line 2" in said


def test_a_text_that_is_not_python_is_refused_with_the_line(complaint: Complaint) -> None:
    where = f"solutions/{MODULE}/{NAME}/exercise.py"
    said = complaint(where, "def late(days):", "def late(days)")
    assert said == f"{where}, line 8, is not Python (expected ':'): correct it."


def described(catalog: Catalog) -> list[tuple[str, tuple[Exercise, ...]]]:
    return [(module.id, module.exercises) for module in catalog.modules.values()]


@pytest.fixture
def learners_copy(root: Path, tmp_path: Path) -> Path:
    """The course as a learner has it: without solutions."""
    for name in ("course", "assignments"):
        shutil.copytree(root / name, tmp_path / name)
    return tmp_path


def test_without_solutions_the_notebooks_say_the_same(root: Path, learners_copy: Path) -> None:
    ours, theirs = load_catalog(root), load_catalog(learners_copy)
    assert described(theirs) == described(ours)
    assert theirs.hints == ours.hints != {}


def test_every_notebook_carries_its_hints_in_its_metadata(root: Path) -> None:
    catalog = load_catalog(root)
    paths = sorted((root / "assignments").glob("*/*.ipynb"))
    assert len(paths) == sum(len(module.exercises) for module in catalog.modules.values()) > 30
    for path in paths:
        found = catalog.exercise(path.stem)
        assert found
        data = json.loads(path.read_text(encoding="utf-8"))["metadata"]["privacylab"]
        hints = {name: list(catalog.hints[name]) for name in found[1].covers}
        assert data.get("hints", {}) == hints
        assert (data["exercise"], data["minutes"]) == (found[1].id, found[1].minutes)


@pytest.mark.parametrize("damage", ["missing", "{", "[]", "{}", '{"metadata": {"privacylab": 3}}'])
def test_a_notebook_that_a_learner_has_damaged_costs_that_exercise_alone(
    learners_copy: Path, damage: str
) -> None:
    path = learners_copy / f"assignments/{MODULE}/RET-08_sweep.ipynb"
    path.unlink() if damage == "missing" else path.write_text(damage, encoding="utf-8")
    catalog = reload_catalog(learners_copy)
    assert catalog.exercise("RET-08") is None and catalog.exercise("RET-02")
