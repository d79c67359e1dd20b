"""`privacylab similar`: a copy is found however it is disguised, and honest answers are not."""

import ast
import copy
import dataclasses
import io
import itertools
from pathlib import Path

import pytest
import tiny_course as tiny
from nbformat.v4 import reads_json, writes_json

from privacylab.authoring import read_exercise
from privacylab.authoring.cells import Role, role
from privacylab.catalog import load_catalog
from privacylab.classroom.overview.page import write_similar_page
from privacylab.classroom.overview.similar import LEAST_SHARE, find_similar
from privacylab.classroom.overview.similar_table import show_similar, similar_as_json
from privacylab.classroom.received import ClassroomError
from privacylab.grading import Course
from privacylab.grading.cells import own_cells
from privacylab.terminal import Terminal
from privacylab.verification.answers import read_answers, reference_of

MODULE, EXERCISE = "02_retention", "RET-02"
KEPT = {"pd", "is_inactive", "last_child_use", "profile_status", "min", "divmod", "calendar"}


@pytest.fixture(scope="module")
def known(root) -> dict[str, str]:
    """The course's own right answers, as one text each, by name."""
    module, exercise = load_catalog(root).exercise(EXERCISE)
    text = read_exercise(root, module, exercise)
    answers = {one.name: one.cells for one in read_answers(text) if one.kind == "genuine"}
    cells = answers | {"reference": reference_of(text)}
    return {name: "\n\n".join(each.values()) for name, each in cells.items()}


@pytest.fixture
def classroom(root, tmp_path, monkeypatch) -> Course:
    """The course with the one module of one exercise, and an empty home."""
    course = Course(root, tmp_path)
    whole = course.module(MODULE)
    (exercise,) = (one for one in whole.exercises if one.id == EXERCISE)
    small = dataclasses.replace(whole, exercises=(exercise,))
    monkeypatch.setattr(Course, "module", lambda self, module_id: small)
    return course


def sent(course: Course, learner: str, answer: str | None = None) -> Path:
    """Put what a learner wrote where a graded submission is; None leaves the notebook empty."""
    module = course.module(MODULE)
    (exercise,) = module.exercises
    notebook = copy.deepcopy(own_cells(course.root, module, exercise).released)
    answers = [cell for cell in notebook.cells if role(cell) is Role.ANSWER]
    if answer is not None:
        for cell in answers:
            cell.source = ""
        answers[0].source = answer
    course.submitted(learner, MODULE).mkdir(parents=True)
    path = course.autograded(learner, MODULE) / f"{exercise.name}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(writes_json(notebook))
    return path


def disguised(source: str) -> str:
    """The same code with other names, another order of functions, new comments, new layout."""
    tree, names = ast.parse(source), {}
    for node in ast.walk(tree):
        for field in ("id", "arg", "name"):
            name = getattr(node, field, None)
            if isinstance(name, str) and name not in KEPT:
                setattr(node, field, names.setdefault(name, f"my_{len(names)}"))
    tree.body.reverse()
    code = ast.unparse(tree)
    return "# all my own work\n" + code.replace(":\n", ":  # I thought of this\n\n")


def pairs(found) -> list[tuple[str, str]]:
    return [one.learners for one in found.pairs]


def test_copies_are_on_top_however_they_are_disguised_and_honest_answers_are_not_there(
    classroom, known
):
    copied = known["plain_python"]
    sent(classroom, "ann", copied)
    sent(classroom, "ben", copied)
    sent(classroom, "cem", disguised(copied))
    sent(classroom, "dot", known["vectorised_pandas"])
    sent(classroom, "eve", known["relativedelta"])
    sent(classroom, "fay", known["reference"])
    sent(classroom, "gil")
    found = find_similar(classroom, MODULE)
    assert found.compared == 7
    assert pairs(found)[0] == ("ann", "ben")
    assert set(pairs(found)) == {*itertools.combinations(("ann", "ben", "cem"), 2)}
    for one in found.pairs:
        (shared,) = one.exercises
        assert min(shared.shares) > 0.75


def test_a_part_that_was_taken_over_counts_by_its_share_of_each_ones_code(classroom, known):
    whole = known["plain_python"]
    part = "\n\n".join(ast.unparse(one) for one in ast.parse(whole).body[-2:])
    sent(classroom, "ann", whole)
    sent(classroom, "ben", part)
    (one,) = find_similar(classroom, MODULE).pairs
    of_ann, of_ben = one.exercises[0].shares
    assert of_ben > 0.9 > 0.7 > of_ann >= 0.2 and of_ben >= LEAST_SHARE


def test_what_the_whole_class_writes_is_no_pair_and_what_two_alone_write_is(classroom, known):
    for number in range(8):
        sent(classroom, f"usual{number}", known["reference"])
    assert find_similar(classroom, MODULE).pairs == ()
    for learner in ("yan", "zoe"):
        sent(classroom, learner, known["plain_python"])
    assert pairs(find_similar(classroom, MODULE))[0] == ("yan", "zoe")


def test_the_code_that_everyone_got_is_no_one_s(classroom):
    for learner in ("ann", "ben"):
        path = sent(classroom, learner)
        notebook = reads_json(path.read_text())
        for cell in notebook.cells:
            if role(cell) is Role.ANSWER:
                cell.source += "\n    pass"
        path.write_text(writes_json(notebook))
    found = find_similar(classroom, MODULE)
    assert (found.compared, found.pairs) == (2, ())


def test_code_that_python_cannot_read_is_compared_too(classroom, known):
    broken = known["plain_python"].replace("def last_child_use(", "def last_child_use((")
    sent(classroom, "ann", broken)
    sent(classroom, "ben", disguised(known["plain_python"]))
    assert pairs(find_similar(classroom, MODULE)) == [("ann", "ben")]


def test_the_page_shows_both_sides_and_obeys_nothing_in_them(classroom, known):
    evil = known["plain_python"] + "\n# </pre><script>alert(1)</script>\u202e"
    sent(classroom, "<i>ann", evil)
    sent(classroom, "ben", evil)
    found = find_similar(classroom, MODULE)
    page = write_similar_page(classroom, found)
    assert page == classroom.home / f"similar-{MODULE}.html"
    text = page.read_text()
    assert "<script" not in text and "<i>ann" not in text and "\u202e" not in text
    assert "&lt;i&gt;ann<" in text and "a reason to look, not proof" in text
    assert text.count("<mark>") > 40 and "://" not in text


def test_the_terminal_says_what_a_pair_means_and_json_has_no_code(classroom, known):
    for learner in ("ann", "ben"):
        sent(classroom, learner, known["plain_python"])
    found = find_similar(classroom, MODULE)
    console = Terminal(width=100, file=io.StringIO())
    show_similar(found, console)
    said = " ".join(console.file.getvalue().split())
    assert "RET-02 100/100%" in said and "A pair is a reason to look, not proof" in said
    (pair,) = similar_as_json(found)["pairs"]
    assert pair["learners"] == ["ann", "ben"] and "calendar" not in str(pair)


def test_fewer_than_two_submissions_end_in_one_sentence(course, home):
    with pytest.raises(ClassroomError, match="privacylab grade 02_doubling --all"):
        find_similar(home, tiny.MODULE)
