"""A sample class for the demonstration: invented learners, real notebooks, real grading."""

import copy
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import writes_json
from rich.text import Text

from privacylab.authoring import read_exercise
from privacylab.authoring.exercise_notebook import exercise_notebook
from privacylab.authoring.release import release
from privacylab.catalog import load_catalog
from privacylab.grading.course import Course, listed
from privacylab.grading.feedback.report import from_here, show_class, show_failures
from privacylab.grading.grader import SubmissionResult
from privacylab.grading.result.model import PASSED
from privacylab.terminal import Terminal, bold
from privacylab.verification.answers import read_answers, reference_of

MODULE = "02_retention"
EXAMPLE = "delia"
REFERENCE = "(reference)"


@dataclass(frozen=True)
class Learner:
    """One invented learner of 02_retention: what they wrote, and what happened to the notebooks.

    answers maps exercises to the names of answers. A string instead names the kind of all their
    answers, which are right; an exercise without an answer of that kind gets the reference.
    """

    name: str
    story: str
    answers: dict[str, str] | str
    mishap: Callable[[str], str] = lambda notebook: notebook

    def cells(self, exercise_id: str, known: dict[str, dict[str, str]]) -> dict[str, str]:
        """Return what this learner wrote in an exercise, by step; known maps names to answers."""
        if isinstance(self.answers, str):
            return known.get(self.answers, known[REFERENCE])
        return known.get(self.answers.get(exercise_id, ""), {})


def _cut_short(notebook: str) -> str:
    return notebook[: len(notebook) // 3]


def _all_points_to_me(notebook: str) -> str:
    more = notebook.replace('"points": 10.0', '"points": 80.0')
    return more.replace('checks = Checks(\\"RET-08\\"', 'print(\\"well done\\") #')


def _syntax_error(notebook: str) -> str:
    return notebook.replace("def policy_gaps(", "def policy_gaps((")


CLASS = (
    Learner("amara", "all right, in loops", "plain_python"),
    Learner("bashir", "all right, vectorized", "vectorised_pandas"),
    Learner("chidi", "two right, the others not begun", {"RET-02": REFERENCE, "RET-01": REFERENCE}),
    Learner(
        "delia",
        "months are days; time limits only; audio only",
        {
            "RET-02": "DaysNotMonths",
            "RET-05": "ThreeMonths",
            "RET-01": "TimeLimitOnly",
            "RET-13": "EitherWillDo",
            "RET-08": "AudioOnly",
            "RET-20": "HeldForEver",
            "RET-17": "InnerJoin",
        },
    ),
    Learner(
        "emeka",
        "any touch is use; last rule wins; a failure is no violation",
        {"RET-02": "AnyTouch", "RET-01": "LastLoadedWins", "RET-08": "SwallowedException"},
    ),
    Learner(
        "farah",
        "age today; holds freeze all; joins hide orphans",
        {"RET-02": "AgeToday", "RET-01": "HoldFreezesAll", "RET-08": "InnerJoin"},
    ),
    Learner(
        "goran",
        "never deletes",
        {"RET-02": "KeepForever", "RET-01": "MissingMeansKeep", "RET-08": "PassDespiteGap"},
    ),
    Learner("hana", "never opened it", {}),
    Learner("ines", "a file that was cut off in the upload", REFERENCE, _cut_short),
    Learner("jonas", "right, and changed the points and a test", REFERENCE, _all_points_to_me),
    Learner("keiko", "right, but for a bracket", "plain_python", _syntax_error),
)


def make_class(course: Course) -> tuple[Learner, ...]:
    """Write the class's submissions into the course's home, after emptying it."""
    module, catalog = course.module(MODULE), load_catalog(course.root)
    shutil.rmtree(course.home, ignore_errors=True)
    for exercise in module.exercises:
        text = read_exercise(course.root, module, exercise)
        empty = release(exercise_notebook(text, catalog))
        known = {answer.name: answer.cells for answer in read_answers(text)}
        known[REFERENCE] = reference_of(text)
        for learner in CLASS:
            path = course.submitted(learner.name, module.id) / f"{exercise.name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            filled = _fill(empty, exercise.id, learner.cells(exercise.id, known))
            path.write_text(learner.mishap(filled), encoding="utf-8")
    return CLASS


def _fill(empty: NotebookNode, exercise_id: str, cells: dict[str, str]) -> str:
    notebook = copy.deepcopy(empty)
    names = {f"{exercise_id}-{step}": source for step, source in cells.items()}
    for cell in notebook.cells:
        cell.source = names.get(cell.id, cell.source)
    return writes_json(notebook)


def show_demo(course: Course, found: list[SubmissionResult], console: Terminal) -> None:
    """Show the class as an instructor sees it, one learner's first feedback, and the next steps."""
    show_class(found, console)
    example = next(one for one in found if one.learner == EXAMPLE)
    story = next(learner.story for learner in CLASS if learner.name == EXAMPLE)
    first, *others = [one for one in example.exercises if one.outcome != PASSED]
    console.print(Text.assemble(bold(f"\nWhat {EXAMPLE} reads first"), f" ({story})"))
    show_failures(first, console)
    if others:
        rest = listed([one.id for one in others])
        console.print(f"The same for {rest} is on {EXAMPLE}'s page.")
    page, home = from_here(course.feedback(EXAMPLE, MODULE)), from_here(course.home)
    console.print(bold("\nNext"))
    for line in (
        f"Open {EXAMPLE}'s page in a browser: {page}",
        f"All pages, submissions and the gradebook: {home}/",
        "Solve it yourself: make lab in a clone, or privacylab lab",
        "Grade your own class: README.md, under “You teach”",
    ):
        console.print(f"  {line}", soft_wrap=True)
