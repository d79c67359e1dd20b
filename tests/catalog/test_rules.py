"""Every rule of the catalog, broken once: the sentence says what is wrong, where, what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from privacylab.catalog import CatalogError, find_root, load_catalog, reload_catalog

Complaint = Callable[[str, str, str], str]


def test_the_small_course_keeps_every_rule(small_course: Path) -> None:
    catalog = load_catalog(small_course)
    assert list(catalog.modules) == ["02_retention", "04_deletion"]
    assert catalog.facts["F-R1"].date == "2023-05"
    assert catalog.facts["F-A1"].date is None
    assert catalog.facts["F-A1"].taught_in == ("02_retention",)


def test_a_module_with_exercises_has_their_points_and_one_without_is_planned(
    small_course: Path,
) -> None:
    built, planned = load_catalog(small_course).modules.values()
    assert (built.points, built.planned) == (4, False)
    assert (planned.points, planned.planned) == (0, True)


def test_the_catalog_is_read_once(small_course: Path) -> None:
    assert load_catalog(small_course) is load_catalog(small_course / "course" / "..")


def test_the_root_is_found_from_a_folder_below_it(small_course: Path) -> None:
    assert find_root(small_course / "course" / "02_retention") == small_course.resolve()


def test_outside_of_a_course_the_root_is_that_of_the_package(tmp_path: Path) -> None:
    assert (find_root(tmp_path) / "src" / "privacylab" / "catalog").is_dir()


@pytest.mark.parametrize("table", ["facts", "provisions"])
def test_a_second_row_of_the_same_id_is_refused(small_course: Path, table: str) -> None:
    path = small_course / "course" / "cases.toml"
    text = path.read_text(encoding="utf-8")
    rows = [row for row in text.split("\n\n") if row.startswith(f"[[{table}]]")]
    path.write_text(f"{text}\n{rows[0]}\n", encoding="utf-8")
    with pytest.raises(CatalogError, match=r"course/cases.toml: .-A1 appears twice: remove"):
        load_catalog(small_course)


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        pytest.param(
            "course/requirements.toml",
            '["F-A1"]',
            '["F-A9"]',
            "course/requirements.toml: RET-03: there is no fact or provision F-A9: correct the "
            "id, or add it to course/cases.toml.",
            id="a requirement that cites an unknown id",
        ),
        pytest.param(
            "course/requirements.toml",
            '["F-A1"]',
            '["F-A3"]',
            "course/requirements.toml: RET-03: F-A3 has the confidence MEMORY: find a source for "
            "it, or leave it out.",
            id="a requirement that cites what nobody has read",
        ),
        pytest.param(
            "course/requirements.toml",
            '["F-A1"]',
            "[]",
            "course/requirements.toml: RET-03 says that it answers an allegation, but cites none: "
            "cite the fact (F-…), or make its basis required or engineering.",
            id="an allegation that no fact stands for",
        ),
        pytest.param(
            "course/requirements.toml",
            '["O-A1"]',
            '["F-A1"]',
            "course/requirements.toml: RET-02 says that it is required, but cites nothing that "
            "requires it: cite the provision (O-…) or the standard, or make its basis allegation "
            "or engineering.",
            id="a requirement that only an allegation stands for",
        ),
        pytest.param(
            "course/requirements.toml",
            'basis = "required"',
            'basis = "law"',
            "course/requirements.toml: RET-02: there is no basis 'law': write required, "
            "allegation or engineering.",
            id="a basis that there is not",
        ),
        pytest.param(
            "course/requirements.toml",
            '"02_retention"',
            '"02_retain"',
            "course/requirements.toml: RET-02: there is no module '02_retain': write 02_retention "
            "or 04_deletion.",
            id="a requirement of an unknown module",
        ),
        pytest.param(
            "course/02_retention/02_lesson.md",
            "F-R1",
            "F-R8",
            "course/02_retention/02_lesson.md: there is no fact or provision F-R8: correct the id, "
            "or add it to course/cases.toml.",
            id="a lesson that cites an unknown id",
        ),
        pytest.param(
            "course/02_retention/02_lesson.md",
            "F-R1",
            "F-A3",
            "course/02_retention/02_lesson.md: F-A3 has the confidence MEMORY: find a source for "
            "it, or leave it out.",
            id="a lesson that cites what nobody has read",
        ),
        pytest.param(
            "course/02_retention/02_lesson.md",
            "{fact}`F-R1`",
            "{req}`RET-99` {fact}`F-R1`",
            "course/02_retention/02_lesson.md: there is no requirement RET-99: correct the id, or "
            "add it to course/requirements.toml.",
            id="a lesson that names an unknown requirement",
        ),
        pytest.param(
            "course/02_retention/02_lesson.md",
            "{fact}`F-R1`",
            "",
            "course/cases.toml: F-R1 is taught in 02_retention, which does not cite it: cite it "
            "there in the lesson, an exercise or a hint, or take 02_retention out of its "
            "taught_in.",
            id="a fact that its module does not cite",
        ),
        pytest.param(
            "solutions/02_retention/RET-02_clock/exercise.toml",
            "The clause, O-A1.",
            "The clause.",
            "course/cases.toml: O-A1 is taught in 02_retention, which does not cite it: cite it "
            "there in the lesson, an exercise or a hint, or take 02_retention out of its "
            "taught_in.",
            id="a provision that only a requirement cites",
        ),
        pytest.param(
            "course/cases.toml",
            'taught_in = ["02_retention"]',
            "taught_in = []",
            "course/cases.toml: F-A1 is taught nowhere: name a module in its taught_in.",
            id="a fact that no module teaches",
        ),
        pytest.param(
            "course/cases.toml",
            'taught_in = ["02_retention"]',
            'taught_in = ["09_none"]',
            "course/cases.toml: F-A1: there is no module '09_none': write 02_retention or "
            "04_deletion.",
            id="a fact that an unknown module teaches",
        ),
        pytest.param(
            "course/cases.toml",
            '"SEEN-S"',
            '"SURE"',
            "course/cases.toml: F-A1: there is no confidence 'SURE': write SEEN-P, SEEN-S, DERIVED "
            "or MEMORY.",
            id="an unknown confidence",
        ),
        pytest.param(
            "course/cases.toml",
            '["BLOG"]',
            '["NEWS ¶2"]',
            "course/cases.toml: F-A1: 'NEWS ¶2' starts with no key of [sources]: correct it, or "
            "add the key.",
            id="an unknown source",
        ),
        pytest.param(
            "course/cases.toml",
            '["BLOG"]',
            "[]",
            "course/cases.toml: F-A1 has no source: name one, or make its confidence MEMORY.",
            id="a fact that was read nowhere and says otherwise",
        ),
        pytest.param(
            "course/cases.toml",
            '"amazon"',
            '"google"',
            "course/cases.toml: F-A1: there is no case 'google': write "
            "amazon, ring, cambridge_analytica, everalbum, edmodo or rite_aid.",
            id="an unknown case",
        ),
        pytest.param(
            "course/cases.toml",
            '"amazon"',
            '"ring"',
            "course/cases.toml: F-A1 is not an id: write F-R and a number.",
            id="an id of the other case",
        ),
        pytest.param(
            "course/02_retention/module.toml",
            'to_come = ["RET-05"]',
            "to_come = []",
            "course/02_retention/module.toml: RET-05 is used nowhere: write an exercise with a "
            "check for it, or add it to to_come.",
            id="a requirement that is neither covered nor to come",
        ),
        pytest.param(
            "course/02_retention/module.toml",
            'to_come = ["RET-05"]',
            'to_come = ["RET-05", "RET-03"]',
            "course/requirements.toml: RET-03 is in exercise RET-02 and in to_come: leave it in "
            "one.",
            id="a requirement that is both covered and to come",
        ),
        pytest.param(
            "course/02_retention/module.toml",
            '["RET-05"]',
            '["RET-05", "DEL-01"]',
            "course/02_retention/module.toml: to_come names DEL-01, a requirement of "
            "04_deletion: move it there.",
            id="a requirement in another module's list",
        ),
        pytest.param(
            "solutions/02_retention/RET-02_clock/exercise.py",
            'with checks("a year is late"):',
            'with checks("a year is late", "RET-03"):',
            "RET-02_clock/exercise.toml has hints for RET-02, which no check tests: write a "
            "check, or remove the hints.",
            id="hints without a check",
        ),
        pytest.param(
            "solutions/02_retention/RET-02_clock/exercise.toml",
            "minutes = 20",
            "minutes = 21",
            "02_retention/RET-02_clock/exercise.toml: minutes = 21: write a multiple of 5, "
            "because 5 minutes give one point.",
            id="minutes that give no whole points",
        ),
        pytest.param(
            "solutions/02_retention/RET-02_clock/exercise.toml",
            "minutes = 20",
            "minutes = 0",
            "02_retention/RET-02_clock/exercise.toml: minutes = 0: write a multiple of 5, "
            "because 5 minutes give one point.",
            id="an exercise that takes no time",
        ),
        pytest.param(
            "solutions/02_retention/RET-02_clock/exercise.toml",
            ', "The shape."',
            "",
            "RET-02_clock/exercise.toml: RET-02 is not a ladder of 3 hints: write the idea, the "
            "source and the shape of the code.",
            id="a ladder with a missing rung",
        ),
        pytest.param(
            "solutions/02_retention/RET-02_clock/exercise.toml",
            'RET-03 = ["The idea.", "The clause.", "The shape."]\n',
            "",
            "RET-02_clock/exercise.toml: RET-03 has no hints, though a check tests it: write its "
            "3 hints.",
            id="a covered requirement without hints",
        ),
        pytest.param(
            "solutions/02_retention/RET-02_clock/exercise.toml",
            "RET-03 = [",
            'RET-33 = ["One.", "Two.", "Three."]\nRET-03 = [',
            "RET-02_clock/exercise.toml has hints for RET-33, which no check tests: write a "
            "check, or remove the hints.",
            id="hints for an unknown requirement",
        ),
        pytest.param(
            "solutions/02_retention/RET-02_clock/exercise.toml",
            "O-A1",
            "O-A7",
            "the hints for RET-02: there is no fact or provision O-A7: correct the id, or add it "
            "to course/cases.toml.",
            id="a hint that names an unknown provision",
        ),
        pytest.param(
            "course/cases.toml",
            'text = "Audio was kept."\n',
            "",
            "course/cases.toml: F-A1 has no 'text': add it.",
            id="a missing field",
        ),
        pytest.param(
            "course/cases.toml",
            'text = "Audio',
            'txt = "A"\ntext = "Audio',
            "course/cases.toml: F-A1 has 'txt', which is not a field: correct or remove it.",
            id="a misspelt field",
        ),
        pytest.param(
            "course/cases.toml",
            '["BLOG"]',
            '"BLOG"',
            "course/cases.toml: F-A1: source is 'BLOG': make it a list of strings.",
            id="a string for a list",
        ),
        pytest.param(
            "course/02_retention/module.toml",
            "minutes = 10",
            'minutes = "10"',
            "course/02_retention/module.toml: 02_retention: lesson_minutes is '10': make it a "
            "whole number.",
            id="a string for a number",
        ),
        pytest.param(
            "course/course.toml",
            '"04_deletion"',
            '"02_retention"',
            "course/course.toml names the module '02_retention' twice: remove one.",
            id="a module that is listed twice",
        ),
        pytest.param(
            "course/course.toml",
            '"04_deletion"',
            "4",
            "course/course.toml: modules is a list of module ids, and 4 is not one.",
            id="a module that is no id",
        ),
        pytest.param(
            "course/course.toml",
            '"04_deletion"',
            '"04_deletion", "05_new"',
            "course/05_new/module.toml is missing: restore it.",
            id="a module without its file",
        ),
        pytest.param(
            "course/course.toml",
            'title = "A small course"',
            "",
            "course/course.toml: title is missing or not a str: correct it.",
            id="a manifest without a title",
        ),
        pytest.param(
            "course/02_retention/module.toml",
            'exercises = ["RET-02_clock"]',
            "",
            "course/02_retention/module.toml: exercises is missing or not a list: correct it.",
            id="a module without a list of exercises",
        ),
    ],
)
def test_a_broken_rule_is_one_sentence_that_says_what_to_do(
    complaint: Complaint, file: str, old: str, new: str, sentence: str
) -> None:
    assert complaint(file, old, new) == sentence


def test_a_file_that_is_not_toml_is_named(complaint: Complaint) -> None:
    said = complaint("course/cases.toml", "[sources]", "[sources")
    assert said.startswith("course/cases.toml is not readable TOML (")
    assert "line 1" in said
    assert said.endswith("): correct it there.")


def test_a_missing_file_is_named(small_course: Path) -> None:
    (small_course / "course" / "requirements.toml").unlink()
    with pytest.raises(CatalogError, match="^course/requirements.toml is missing: restore it.$"):
        load_catalog(small_course)


def test_a_mended_file_is_read_again(complaint: Complaint, small_course: Path) -> None:
    name = "solutions/02_retention/RET-02_clock/exercise.toml"
    complaint(name, "minutes = 20", "minutes = 21")
    path = small_course / name
    path.write_text(path.read_text(encoding="utf-8").replace("minutes = 21", "minutes = 20"))
    assert load_catalog(small_course).modules["02_retention"].points == 4


def test_a_changed_file_is_read_anew_on_request(small_course: Path) -> None:
    before = load_catalog(small_course)
    path = small_course / "solutions/02_retention/RET-02_clock/exercise.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("minutes = 20", "minutes = 25"))
    assert load_catalog(small_course) is before
    assert reload_catalog(small_course).modules["02_retention"].points == 5


def test_a_check_for_an_unknown_requirement_is_refused(
    small_course: Path, complaint: Complaint
) -> None:
    path = small_course / "solutions/02_retention/RET-02_clock/exercise.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("RET-03", "RET-77"))
    assert complaint("solutions/02_retention/RET-02_clock/exercise.py", '"RET-03"', '"RET-77"') == (
        "02_retention/RET-02_clock/exercise.py: a check names RET-77, which "
        "course/requirements.toml does not have: correct it, or add it there."
    )


def test_a_check_for_a_requirement_of_another_module_is_refused(
    small_course: Path, complaint: Complaint
) -> None:
    path = small_course / "solutions/02_retention/RET-02_clock/exercise.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("RET-03", "DEL-01"))
    assert complaint("solutions/02_retention/RET-02_clock/exercise.py", '"RET-03"', '"DEL-01"') == (
        "02_retention/RET-02_clock/exercise.py: a check names DEL-01, a requirement of "
        "04_deletion: move it there."
    )
