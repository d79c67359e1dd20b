"""A new exercise builds at once, and verify lists what is still to write."""

import ast
import json
import shutil
import tomllib

import pytest

import commands
from privacylab import cache
from privacylab.authoring import AuthorError, NoSolutions, read_exercise
from privacylab.authoring.build import released
from privacylab.authoring.skeleton import TO_WRITE, new_exercise
from privacylab.catalog import load_catalog, reload_catalog

MODULE = "02_retention"
NAME = "RET-24_shared_calendar"
FOLDER = f"solutions/{MODULE}/{NAME}"
NOTEBOOK = f"assignments/{MODULE}/{NAME}.ipynb"


def run(course, *words):
    """Run privacylab in a copy of the course; (exit code, output, errors), each in one line."""
    code, out, err = commands.run(*words, cwd=course)
    return code, " ".join(out.split()), " ".join(err.split())


def copy(root, place):
    for folder in ("course", "solutions", "assignments"):
        shutil.copytree(root / folder, place / folder)
    return place


@pytest.fixture
def course(root, tmp_path):
    return copy(root, tmp_path)


@pytest.fixture(scope="module")
def begun(root, tmp_path_factory):
    """A copy of the course with a new exercise, as an author begins it: (its root, the output)."""
    course = copy(root, tmp_path_factory.mktemp("course"))
    code, out, err = run(course, "new", "exercise", MODULE, "RET-24", "The shared calendar")
    assert code == 0, err
    return course, out


def files(course):
    there = (path for path in course.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in there if course / cache.FOLDER not in path.parents}


def begin(course, wanted="RET-24", title="The shared calendar", module=MODULE):
    catalog = reload_catalog(course)
    return new_exercise(course, catalog, catalog.modules[module], wanted, title)


def only_text(course, wanted="RET-24"):
    module, exercise = reload_catalog(course).exercise(wanted)
    return read_exercise(course, module, exercise)


def test_a_new_exercise_names_the_files_that_it_wrote_and_what_to_run_next(begun):
    course, out = begun
    for name in ("exercise.py", "exercise.toml", "counterfeits.toml"):
        assert f"wrote {FOLDER}/{name}" in out
        assert (course / FOLDER / name).is_file()
    for name in (f"course/{MODULE}/module.toml", "course/requirements.toml", NOTEBOOK):
        assert f"wrote {name}" in out
    assert out.endswith("privacylab verify RET-24")


def test_a_new_exercise_changes_nothing_of_the_others(begun, root):
    course, _ = begun
    for folder in ("solutions", "assignments"):
        for path in (root / folder).rglob("*"):
            name = path.relative_to(root)
            if path.is_file() and path.suffix in (".ipynb", ".py", ".toml"):
                assert (course / name).read_bytes() == path.read_bytes(), name


def test_a_new_exercise_comes_before_the_essay_of_its_module_with_its_requirement(begun):
    course, _ = begun
    catalog = reload_catalog(course)
    exercise, essay = catalog.modules[MODULE].exercises[-3:-1]
    assert essay.essay
    assert (exercise.name, exercise.title) == (NAME, "The shared calendar")
    assert exercise.covers == ("RET-24",)
    assert catalog.requirements["RET-24"].module == MODULE


def test_a_new_exercise_builds_and_its_notebook_matches_its_text(begun):
    course, _ = begun
    notebook = json.loads((course / NOTEBOOK).read_text())
    assert notebook["metadata"]["privacylab"]["exercise"] == "RET-24"
    code, out, err = run(course, "build", "--check")
    assert (code, err) == (0, "")
    assert out.endswith("notebooks match their texts.")


def test_verify_refuses_a_new_exercise_with_a_list_of_what_is_still_to_write(begun):
    course, _ = begun
    code, out, err = run(course, "verify", "RET-24")
    assert code == 1
    left = [
        "No counterfeit breaks RET-24: write one that does.",
        "RET-24 has 0 counterfeit answers: write at least 4.",
        "RET-24 has 0 genuine answers: write at least 2.",
        f"{NAME}/exercise.py says {TO_WRITE} 3 times: write it.",
        f"{NAME}/exercise.toml says {TO_WRITE} 3 times: write it.",
        f"course/requirements.toml says {TO_WRITE} of RET-24: write it.",
    ]
    assert [line for line in left if f"✗ {line}" not in out] == []
    assert err.endswith(f"privacylab: 6 rules are broken. The first: {left[0]}")
    assert "Traceback" not in err


def test_the_reference_and_the_empty_answer_of_a_new_exercise_do_as_they_should(begun):
    course, _ = begun
    code, out, _ = run(course, "verify", "RET-24", "--json")
    found = json.loads(out)
    assert code == 1
    passed = {one["name"]: (one["passed"], one["problem"]) for one in found["verdicts"]}
    assert passed == {"(empty)": (0, ""), "(reference)": (2, "")}
    assert len(found["problems"]) == 6


def test_an_exercise_that_is_begun_twice_is_refused(begun):
    course, _ = begun
    before = files(course)
    code, out, err = run(course, "new", "exercise", MODULE, "RET-24", "Again")
    assert (code, out) == (1, "")
    assert err == f"privacylab: RET-24 is taken: {MODULE}/{NAME} has checks for it."
    assert files(course) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("exercise", MODULE, "RET-03", "Again"),
            f"RET-03 is taken: {MODULE}/RET-02_inactivity_clock has checks for it.",
        ),
        (
            ("exercise", MODULE, "RET-R1", "Again"),
            f"RET-R1 is taken: {MODULE}/RET-R1_blind_spots has checks for it.",
        ),
        (
            ("exercise", MODULE, "ret-24", "The calendar"),
            "'ret-24' is not an exercise id: write one such as RET-24.",
        ),
        (
            ("exercise", MODULE, "../RET-24", "The calendar"),
            "'../RET-24' is not an exercise id: write one such as RET-24.",
        ),
        (
            ("exercise", MODULE, "RET-24", "!"),
            "The title '!' has no letters: write one such as \"The sweep\".",
        ),
        (
            ("module", MODULE, "RET-24", "The calendar"),
            "You can create an exercise, not 'module': write \"exercise\".",
        ),
        (
            ("exercise", "02_retenton", "RET-24", "The calendar"),
            "There is no module or exercise '02_retenton'. Did you mean 02_retention? Modules: "
            "00_start, 01_cases, 02_retention, 03_audit, 04_deletion, 05_models, 06_assessor.",
        ),
    ],
)
def test_what_cannot_be_begun_is_refused_in_one_sentence_and_nothing_is_written(
    course, words, said
):
    before = files(course)
    code, out, err = run(course, "new", *words)
    assert (code, out, err) == (1, "", f"privacylab: {said}")
    assert files(course) == before


def test_a_requirement_of_another_module_is_not_begun_here(course):
    path = course / "course/04_deletion/module.toml"
    path.write_text(path.read_text().replace("to_come = []", 'to_come = ["DEL-34"]'))
    path = course / "course/requirements.toml"
    rows = path.read_text()
    row = next(one for one in rows.split("[[requirements]]") if 'id = "DEL-33"' in one)
    path.write_text(f"{rows}\n[[requirements]]{row.replace('DEL-33', 'DEL-34')}")
    with pytest.raises(AuthorError, match="^DEL-34 is a requirement of 04_deletion: add the"):
        begin(course, "DEL-34")


def test_a_requirement_that_was_to_come_has_come(course):
    assert "course/requirements.toml" in begin(course)
    shutil.rmtree(course / FOLDER)
    path = course / f"course/{MODULE}/module.toml"
    text = path.read_text().replace(f'    "{NAME}",\n', "")
    path.write_text(text.replace("to_come = []", 'to_come = ["RET-24"]'))
    assert reload_catalog(course).modules[MODULE].to_come == ("RET-24",)

    assert "course/requirements.toml" not in begin(course)
    module = reload_catalog(course).modules[MODULE]
    assert module.to_come == () and module.exercises[-3].name == NAME


@pytest.mark.parametrize("listed", ["[]", '["{}"]', '["{}",]', '[\n    "{}",\n]', '[ "{}" ]'])
def test_a_new_exercise_is_added_to_a_list_however_it_is_written(course, listed):
    path = course / "course/00_start/module.toml"
    text = path.read_text()
    before = tomllib.loads(text)["exercises"] if "{}" in listed else []
    start = text.index("exercises = [")
    path.write_text(text[:start] + f"exercises = {listed.format(*before)}\n")
    if not before:  # the module's exercise is planned again
        shutil.rmtree(course / "solutions/00_start")
        planned = path.read_text().replace("to_come = []", 'to_come = ["ST-01", "ST-02"]')
        path.write_text(planned)
    catalog = load_catalog(course)
    written = new_exercise(course, catalog, catalog.modules["00_start"], "ST-03", "Third")
    assert "course/00_start/module.toml" in written
    assert tomllib.loads(path.read_text())["exercises"] == [*before, "ST-03_third"]


@pytest.mark.parametrize(
    "title",
    ["90 days", "Pass", "Checks", 'The "shared" calendar', "C:\\new", "Übung, Teil 2", "{0} a"],
)
def test_any_title_gives_an_exercise_that_can_be_read(course, title):
    begin(course, title=title)
    text = only_text(course)
    assert text.exercise.title == title
    (step,) = text.steps
    ast.parse(step.answer)
    assert step.name not in step.test.replace(f"{step.name}(", "")
    built = released(text, reload_catalog(course), course)
    assert built.path.as_posix() == f"assignments/{MODULE}/{text.exercise.name}.ipynb"


def test_a_copy_without_solutions_takes_no_new_exercise(course):
    shutil.rmtree(course / "solutions")
    before = files(course)
    with pytest.raises(
        NoSolutions, match="^This copy of the course has no solutions, so you can't"
    ):
        begin(course)
    assert files(course) == before


@pytest.mark.parametrize("verb", ["verify", "check", "grade", "preview"])
def test_an_unknown_exercise_is_refused_with_the_nearest_that_there_is(root, verb):
    code, out, err = run(root, verb, "RET-022")
    assert (code, out) == (1, "")
    assert err == (
        "privacylab: There is no module or exercise 'RET-022'. Did you mean RET-02? Modules: "
        "00_start, 01_cases, 02_retention, 03_audit, 04_deletion, 05_models, 06_assessor."
    )


def test_a_course_that_breaks_a_rule_ends_a_command_in_one_sentence(course):
    (course / f"solutions/{MODULE}/RET-08_sweep/exercise.py").unlink()
    for words in (("build", "--check"), ("verify", "RET-02"), ("check", "RET-02")):
        code, out, err = run(course, *words)
        assert (code, out) == (1, "")
        assert err == (
            f"privacylab: solutions/{MODULE}/RET-08_sweep/exercise.py is missing: write it "
            "(privacylab new exercise makes both), or remove RET-08_sweep from "
            f"course/{MODULE}/module.toml."
        )


def test_a_notebook_that_its_text_no_longer_makes_fails_the_check_with_a_diff(course):
    path = course / f"assignments/{MODULE}/RET-08_sweep.ipynb"
    path.write_text(path.read_text().replace("RET-08-01", "RET-08-99"))
    code, out, err = run(course, "build", "--check")
    assert code == 1
    assert '- "id": "RET-08-99"' in out and '+ "id": "RET-08-01"' in out
    assert err == "privacylab: These notebooks are out of date. Run: privacylab build"


def test_a_notebook_that_no_text_makes_fails_the_check(course):
    stray = f"assignments/{MODULE}/RET-99_gone.ipynb"
    shutil.copy(course / f"assignments/{MODULE}/RET-08_sweep.ipynb", course / stray)
    code, _, err = run(course, "build", "--check")
    assert code == 1
    assert err == f"privacylab: {stray} no longer has a text: delete it."
