"""What a person gave counts for the text that it was given for, and for no other."""

import re

import essay_course as essay
import pytest
import tiny_course as tiny
from nbformat.v4 import new_markdown_cell
from rich.console import Console

from privacylab.grading import grade_class
from privacylab.grading.feedback.progress import own_progress
from privacylab.grading.feedback.report import as_json, show_class, show_one
from privacylab.grading.gradebook.database import open_gradebook

ASIDE = re.compile(
    r"For the version of \d+ \w+ \d{4}, a person gave 3 \+ 1.5 points, .*:"
    r"(?:\s|\\n|</?p>)+Well argued\."
)


def shown(graded, home):
    console = Console(width=400, record=True)
    show_class([graded], console)
    show_one(graded, home.home, console)
    return console.export_text()


def test_a_changed_letter_waits_and_the_old_score_stays_visible_everywhere(ann):
    essay.send(ann, "ann", "Dear Dana, maybe.")
    graded = essay.grade(ann)
    letter = essay.letter_of(graded)
    assert (graded.score, letter.score, letter.outcome) == (8, 0, "needs manual grading")
    assert graded.needs_person
    row = essay.row(ann)
    assert (row["score"], row["needs_manual_grade"]) == (0, True)
    assert ASIDE.fullmatch(row["auto_comment"])  # formgrader shows it where a comment goes
    assert ASIDE.search(essay.page(ann)) and ASIDE.search(essay.page(ann, essay.ESSAY))
    assert ASIDE.search(shown(graded, ann)) and ASIDE.search(str(as_json(graded)))


def test_the_old_score_and_comment_come_back_with_the_old_text(ann):
    before = essay.row(ann)
    essay.send(ann, "ann", "Dear Dana, maybe.")
    essay.grade(ann)
    essay.send(ann, "ann")
    graded = essay.grade(ann)
    assert (graded.score, graded.needs_person) == (12.5, False)
    assert essay.row(ann) == before


def test_each_version_keeps_what_it_was_given(ann):
    essay.send(ann, "ann", "Dear Dana, maybe.")
    essay.grade(ann)
    essay.by_hand(ann, 4, None, "Weaker.")
    second = essay.grade(ann)
    assert (second.score, essay.letter_of(second).set_aside) == (12, "")
    assert "Weaker." in essay.page(ann, essay.ESSAY)
    assert "Well argued." not in essay.page(ann, essay.ESSAY)
    essay.send(ann, "ann")
    assert essay.grade(ann).score == 12.5
    essay.send(ann, "ann", "Dear Dana, maybe.")
    assert essay.grade(ann).score == 12


def test_a_grade_given_after_a_new_upload_and_before_the_run_is_for_what_the_person_saw(ann):
    essay.send(ann, "ann", "Dear Dana, maybe.")
    essay.by_hand(ann, 2, None, "I read the first version.")
    graded = essay.grade(ann)
    assert (graded.score, graded.needs_person) == (8, True)
    assert "I read the first version." in essay.letter_of(graded).set_aside


def test_a_regrade_of_an_unchanged_letter_asks_nobody_again(ann):
    (graded,) = grade_class(ann, tiny.MODULE, "ann", again=True)
    assert (graded.score, graded.needs_person) == (12.5, False)
    assert not essay.row(ann)["needs_manual_grade"]
    answer = tiny.notebook(ann, essay.CODE, tiny.wrong(essay.CODE))
    tiny.send_one(ann, "ann", answer, essay.CODE)  # another exercise, and the letter as it was
    assert not essay.grade(ann).needs_person


def test_spaces_at_the_ends_of_lines_do_not_change_a_letter(ann):
    essay.send(ann, "ann", "Dear Dana, no.  \n\n")
    assert not essay.grade(ann).needs_person


@pytest.mark.parametrize("letter", [None, "", " \n"])
def test_an_empty_letter_is_not_submitted_and_waits_for_nobody(ann, letter):
    essay.send(ann, "me", letter)
    graded = essay.grade(ann, "me")
    assert essay.letter_of(graded).outcome == "not submitted" and not graded.needs_person
    row = essay.row(ann, "me")
    assert (row["needs_manual_grade"], row["auto_comment"]) == (False, "No response.")
    assert "not submitted" in essay.page(ann, learner="me")
    assert "not submitted" in shown(graded, ann)
    (step,) = [one for one in own_progress(ann) if one.exercise == essay.ESSAY]
    assert (step.score, step.minutes) == (0, tiny.exercise(ann, essay.ESSAY).minutes)


def test_a_graded_letter_that_is_emptied_needs_a_person_and_says_both(ann):
    essay.send(ann, "ann", None)
    graded = essay.grade(ann)
    letter = essay.letter_of(graded)
    assert (graded.score, letter.outcome, letter.needs_person) == (8, "not submitted", True)
    assert ASIDE.fullmatch(letter.set_aside) and ASIDE.search(essay.page(ann, essay.ESSAY))
    assert ASIDE.fullmatch(essay.row(ann)["auto_comment"])


def test_a_letter_whose_file_is_gone_is_not_submitted_and_comes_back(ann):
    path = tiny.path_of(ann, "ann", essay.ESSAY)
    sent = path.read_bytes()
    path.unlink()
    graded = essay.grade(ann)
    letter = essay.letter_of(graded)
    assert (graded.score, letter.outcome, letter.needs_person) == (8, "not submitted", False)
    assert ASIDE.fullmatch(letter.set_aside)
    path.write_bytes(sent)
    assert essay.grade(ann).score == 12.5


def below_the_stub(notebook, cell):
    notebook.cells.insert(tiny.place(notebook, f"{essay.ESSAY}-essay") + 1, cell)


def above_the_stub(notebook, cell):
    notebook.cells.insert(tiny.place(notebook, f"{essay.ESSAY}-essay"), cell)


def at_the_end(notebook, cell):
    notebook.cells.append(cell)


def in_the_prompt(notebook, cell):
    (prompt,) = [one for one in notebook.cells if one.source.startswith(essay.PROMPT)]
    prompt.source += f"\n\n{cell.source}"


@pytest.mark.parametrize("where", [below_the_stub, above_the_stub, at_the_end, in_the_prompt])
def test_a_letter_in_another_cell_reaches_a_person(ann, where):
    essay.send(ann, "bo", None)
    notebook = tiny.notebook(ann, essay.ESSAY)
    where(notebook, new_markdown_cell("Dear Dana, no.", id="mine"))
    tiny.send_one(ann, "bo", notebook, essay.ESSAY)
    graded = essay.grade(ann, "bo")
    letter = essay.letter_of(graded)
    assert (letter.outcome, letter.untouched) == ("needs manual grading", False)
    row = essay.row(ann, "bo")
    assert (row["needs_manual_grade"], row["auto_comment"]) == (True, None)
    assert "Dear Dana, no." in essay.page(ann, essay.ESSAY, "bo")


def test_a_score_that_a_person_gave_over_a_test_belongs_to_the_code_it_was_given_for(ann):
    with open_gradebook(ann) as gradebook:
        where = (tiny.test_id(essay.CODE), tiny.name_of(essay.CODE), tiny.MODULE, "ann")
        gradebook.find_grade(*where).manual_score = 5
        gradebook.db.commit()
    assert essay.grade(ann).score == 9.5
    answer = tiny.notebook(ann, essay.CODE, tiny.right(essay.CODE) + "  # better")
    tiny.send_one(ann, "ann", answer, essay.CODE)
    graded = essay.grade(ann)
    assert (graded.score, graded.needs_person) == (12.5, True)
    assert "a person gave 5 points" in graded.exercises[0].set_aside
    essay.send(ann, "ann")
    graded = essay.grade(ann)
    assert (graded.score, graded.needs_person) == (9.5, False)


def test_a_zero_that_a_person_gave_is_a_grade(ann):
    essay.by_hand(ann, 0, None, None)
    letter = essay.letter_of(essay.grade(ann))
    assert (letter.outcome, letter.score) == ("graded by a person", 0)


def test_the_comment_on_an_earlier_version_is_markdown_as_every_comment_is(ann):
    essay.by_hand(ann, comment="- **clear**\n- <script>EVIL()</script>")
    essay.send(ann, "ann", "Dear Dana, maybe.")
    graded = essay.grade(ann)
    for page in (essay.page(ann), essay.page(ann, essay.ESSAY)):
        assert "<li><strong>clear</strong></li>" in page
        assert "**" not in page and "<script>" not in page
    assert "current version: - **clear** - " in shown(graded, ann)  # a terminal has no Markdown
