"""A tiny course of one exercise with tests and one essay, graded without running anything anew."""

import copy
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tiny_course as tiny
from nbformat import NotebookNode

from privacylab.authoring.cells import Role, name_of, role
from privacylab.catalog import Exercise, Module
from privacylab.grading import Course, SubmissionResult, grade_class
from privacylab.grading.gradebook.database import open_gradebook

ESSAY, CODE = "RET-R1", "RET-02"
PROMPT = "Write to Dana."
ROWS = ("the case", "the family")
TEXT = f"""
# %% [markdown]
# {PROMPT}
#
# | | 0 | 1 | 2 |
# |---|---|---|---|
# | **{ROWS[0]}** | is missing | is *named* | and what follows |
# | **{ROWS[1]}** | is missing | is named | and what it loses |

# %% [markdown] essay
# A model answer.
"""


def make_essay_course(root: Path, settings: Path) -> Course:
    """The course: 8 points for RET-02, 4 for the essay."""
    course = tiny.make_course(root, settings, {tiny.MODULE: (CODE,)})
    folder = root / "solutions" / tiny.MODULE / tiny.name_of(ESSAY)
    folder.mkdir()
    (folder / "exercise.py").write_text(TEXT)
    (folder / "exercise.toml").write_text('title = "A letter"\nminutes = 20\n')
    listing = root / "course" / tiny.MODULE / "module.toml"
    names = f'exercises = ["{tiny.name_of(CODE)}", "{tiny.name_of(ESSAY)}"]'
    listing.write_text(
        "\n".join(
            names if line.startswith("exercises") else line
            for line in listing.read_text().splitlines()
        )
    )
    return course


def send(home: Course, learner: str, letter: str | None = "Dear Dana, no.") -> None:
    """Submit a right answer, and a letter; None leaves its cell as it was handed out."""
    notebook = tiny.notebook(home, CODE, tiny.right(CODE))
    tiny.send_one(home, learner, notebook, CODE)
    essay = tiny.notebook(home, ESSAY)
    if letter is not None:
        essay.cells[tiny.place(essay, f"{ESSAY}-essay")].source = letter
    tiny.send_one(home, learner, essay, ESSAY)


def grade(home: Course, learner: str = "ann") -> SubmissionResult:
    (graded,) = grade_class(home, tiny.MODULE, learner)
    return graded


def letter_of(graded: SubmissionResult) -> Any:
    return next(one for one in graded.exercises if one.id == ESSAY)


def by_hand(
    home: Course,
    score: float | None = 3.0,
    extra: float | None = 1.5,
    comment: str | None = "Well argued.",
    learner: str = "ann",
) -> None:
    """What formgrader writes when a person grades the letter."""
    with open_gradebook(home) as gradebook:
        where = (f"{ESSAY}-essay", tiny.name_of(ESSAY), tiny.MODULE, learner)
        found = gradebook.find_grade(*where)
        found.manual_score, found.extra_credit = score, extra
        found.needs_manual_grade = score is None and found.auto_score is None
        gradebook.find_comment(*where).manual_comment = comment
        gradebook.db.commit()


def row(home: Course, learner: str = "ann") -> dict[str, Any]:
    """What the gradebook says of the letter."""
    with open_gradebook(home) as gradebook:
        where = (f"{ESSAY}-essay", tiny.name_of(ESSAY), tiny.MODULE, learner)
        grade, comment = gradebook.find_grade(*where), gradebook.find_comment(*where)
        return {**grade.to_dict(), **comment.to_dict(), "score": grade.score}


def page(home: Course, task: str = "", learner: str = "ann") -> str:
    exercise = tiny.exercise(home, task) if task else None
    return home.feedback(learner, tiny.MODULE, exercise).read_text()


def copied(graded: Course, home: Course) -> Course:
    shutil.copytree(graded.home, home.home, dirs_exist_ok=True)
    return home


def replay(ran: Course, learner: str = "ann") -> Callable[..., dict[Exercise, NotebookNode]]:
    """In place of marking._run: every test shows what it showed in a run before."""
    from nbformat.v4 import reads_json

    outputs = {}
    for path in (ran.home / "autograded" / learner).rglob("*.ipynb"):
        for cell in reads_json(path.read_text()).cells:
            if role(cell) is Role.TEST:
                outputs[name_of(cell)] = cell.outputs

    def run(
        course: Course, module: Module, learner: str, sent: dict[Exercise, NotebookNode], *_: Any
    ) -> dict[Exercise, NotebookNode]:
        notebooks = copy.deepcopy(sent)
        for cell in (cell for one in notebooks.values() for cell in one.cells):
            if role(cell) is Role.TEST:
                cell.outputs = outputs[name_of(cell)]
        return notebooks

    return run
