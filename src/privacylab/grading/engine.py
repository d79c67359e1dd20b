"""Grades submissions by nbgrader's pipeline, one after another, and says what became of each."""

import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from privacylab.catalog import Module
from privacylab.grading.course import ME, CannotGrade, Course, GradingError, did_you_mean
from privacylab.grading.gradebook import forget_submission, open_gradebook, register
from privacylab.grading.intake import read_submission
from privacylab.grading.outcome import ExerciseGrade, read_exercises
from privacylab.grading.quiet import quiet, silent_log

Progress = Callable[[int, int], None]
log = logging.getLogger("privacylab.grading")


@dataclass(frozen=True)
class Graded:
    """What became of one submission. Where it could not be graded, reason says why, else it is "".

    score and points are the gradebook's; feedback is the page that was written.
    """

    learner: str
    module: str
    feedback: Path
    reason: str = ""
    exercises: tuple[ExerciseGrade, ...] = ()
    score: float = 0.0
    points: float = 0.0
    set_right: tuple[str, ...] = ()
    untouched: bool = False
    isolation: str = ""


def prepare(course: Course, module_id: str) -> str:
    """Make the gradebook ready for a module; return a sentence where the course's text changed.

    Raises GradingError for an unknown module.
    """
    module = course.module(module_id)
    with quiet():
        return register(course, module)


def grade_own(course: Course, module_id: str, notebook: Path | None = None) -> Graded:
    """Grade one's own notebook: assignments/<module>/<module>.ipynb, or the one named.

    A copy goes to submitted/me/, where the copy before it is kept. Raises GradingError for an
    unknown module, or a file that is not there.
    """
    module = course.module(module_id)
    path = notebook or course.root / "assignments" / module.id / f"{module.id}.ipynb"
    if not path.is_file():
        beside = [one.name for one in path.parent.glob("*.ipynb")] if path.parent.is_dir() else []
        raise GradingError(
            f"There is no notebook {path}.{did_you_mean(path.name, beside)} "
            f"Name the file: privacylab grade {module.id} FILE"
        )
    _submit(course, module, path)
    prepare(course, module_id)
    return _grade(course, module, ME)


def last_own(course: Course, module_id: str) -> Graded | None:
    """What became of one's own last graded try; None where there is none."""
    module = course.module(module_id)
    if not course.autograded(ME, module.id).is_file():
        return None
    with quiet():
        return _read(course, module, ME)


def grade_class(
    course: Course,
    module_id: str,
    learner: str | None = None,
    on_progress: Progress = lambda done, total: None,
) -> list[Graded]:
    """Grade every submission in submitted/*/<module>/, or one learner's.

    on_progress is told (done, total) at the start and after each. Raises GradingError for an
    unknown module or learner, and where nothing was sent in.
    """
    module = course.module(module_id)
    learners = [learner] if learner else _senders(course, module)
    if learner and learner not in course.learners():
        raise GradingError(
            f"There is no learner {learner!r} in submitted/."
            f"{did_you_mean(learner, course.learners())}"
        )
    if not learners:
        raise GradingError(
            f"Nobody has sent in {module.id}: put each notebook at "
            f"submitted/<learner>/{module.id}/{module.id}.ipynb"
        )
    prepare(course, module_id)
    graded = []
    on_progress(0, len(learners))
    for one in learners:
        graded.append(_grade(course, module, one))
        on_progress(len(graded), len(learners))
    return graded


def _senders(course: Course, module: Module) -> list[str]:
    """Who sent the module in, to the right place or to one that only looks like it.

    Not one's own work, which lies there too: nobody is their own class.
    """
    places = (module.id, f"{module.id}.ipynb")
    return [
        learner
        for learner in course.learners()
        if learner != ME
        and (
            any((course.home / "submitted" / learner / place).exists() for place in places)
            or did_you_mean(module.id, _unknown_folders(course, learner))
        )
    ]


def _unknown_folders(course: Course, learner: str) -> list[str]:
    from privacylab.catalog import load_catalog

    known = load_catalog(course.root).modules
    folder = course.home / "submitted" / learner
    return [path.name for path in folder.iterdir() if path.is_dir() and path.name not in known]


def _submit(course: Course, module: Module, notebook: Path) -> None:
    """Copy a notebook to submitted/me/; the one that stood there moves to earlier/."""
    target = course.submitted(ME, module.id)
    content = notebook.read_bytes()
    now = datetime.now(UTC)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and target.read_bytes() != content:
        earlier = target.parent / "earlier" / f"{now:%Y-%m-%dT%H-%M-%S-%f}.ipynb"
        earlier.parent.mkdir(exist_ok=True)
        target.rename(earlier)
    target.write_bytes(content)
    target.with_name("timestamp.txt").write_text(f"{now:%Y-%m-%d %H:%M:%S} UTC\n")


def _grade(course: Course, module: Module, learner: str) -> Graded:
    try:
        with quiet():
            read_submission(course, learner, module)
            _run_nbgrader(course, module, learner)
            return _read(course, module, learner)
    except CannotGrade as reason:
        return _refuse(course, module, learner, str(reason))
    except Exception as error:  # whatever it is, the others are still to be graded
        log.exception("%s's submission of %s could not be graded", learner, module.id)
        return _refuse(
            course, module, learner,
            f"The grader itself failed ({type(error).__name__}): show its log to whoever keeps "
            "this course.",
        )  # fmt: skip


def _run_nbgrader(course: Course, module: Module, learner: str) -> None:
    """nbgrader's autograde and generate_feedback, with the course's own nbgrader_config.py."""
    from nbgrader.converters import Autograde, BaseConverter, GenerateFeedback
    from nbgrader.coursedir import CourseDirectory

    config = read_config(course)
    one = {"assignment_id": module.id, "student_id": learner}
    for converter in (Autograde, GenerateFeedback):
        folder = CourseDirectory(config=config, log=silent_log(), **one)
        run: BaseConverter = _with_reason(converter)(
            coursedir=folder, config=config, log=silent_log(), force=True
        )
        try:
            run.start()
        except Exception as error:
            raise getattr(run, "reason", None) or error from None


def _with_reason(converter: Any) -> Any:
    """nbgrader puts an exception into its log; this keeps the exception itself."""

    class WithReason(converter):
        def convert_single_notebook(self, notebook_filename: str) -> None:
            try:
                super().convert_single_notebook(notebook_filename)
            except Exception as error:
                self.reason = error
                raise

    return WithReason


def read_config(course: Course) -> Any:
    """The settings of the course's nbgrader_config.py, for its home."""
    from traitlets.config.loader import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()
    config.CourseDirectory.root = str(course.home.resolve())
    config.Execute.isolation = course.isolation
    return config


def _read(course: Course, module: Module, learner: str) -> Graded:
    """What the gradebook and the graded notebook say of a submission."""
    import nbformat
    from nbgrader.preprocessors import GetGrades

    path = course.autograded(learner, module.id)
    names = {"notebook": module.id, "assignment": module.id, "student": learner}
    resources: dict[str, Any] = {"nbgrader": {**names, "db_url": course.gradebook_url}}
    notebook, resources = GetGrades().preprocess(nbformat.read(path, as_version=4), resources)
    notes = notebook.metadata.privacylab
    return Graded(
        learner,
        module.id,
        course.feedback(learner, module.id),
        exercises=read_exercises(notebook, module),
        score=resources["nbgrader"]["score"],
        points=resources["nbgrader"]["max_score"],
        set_right=tuple(notes.set_right),
        untouched=notes.untouched,
        isolation=notes.isolation,
    )


def _refuse(course: Course, module: Module, learner: str, reason: str) -> Graded:
    """Nothing of an earlier run may stand for a submission that cannot be graded."""
    from privacylab.grading.page import write_refusal

    with quiet():
        forget_submission(course, learner, module)
        shutil.rmtree(course.autograded(learner, module.id).parent, ignore_errors=True)
        with open_gradebook(course) as gradebook:
            points = gradebook.find_assignment(module.id).max_score
        page = write_refusal(course, learner, module, reason)
    return Graded(learner, module.id, page, reason=reason, points=points)
