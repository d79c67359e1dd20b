"""Grades submissions: many are marked at once, and one writer records the results."""

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from privacylab.authoring.release import has_answers
from privacylab.catalog import Exercise, Module, load_catalog
from privacylab.errors import did_you_mean
from privacylab.grading import limited
from privacylab.grading.cells import own_cells
from privacylab.grading.course import ME, Course, GradingError
from privacylab.grading.digest import digest_of
from privacylab.grading.gradebook.database import is_registered, open_gradebook, register
from privacylab.grading.gradebook.stamps import find_attempts
from privacylab.grading.gradebook.writer import GradebookWriter
from privacylab.grading.marking import mark
from privacylab.grading.own.kept import keep, note_points
from privacylab.grading.quiet import quiet
from privacylab.grading.reference import require_reference_passes
from privacylab.grading.result.model import SubmissionResult
from privacylab.grading.submission.names import has_controls, name_problem, printable
from privacylab.grading.submission.read import OWN_DATE
from privacylab.grading.submission.staging import fingerprint, folders_of, is_sent
from privacylab.grading.workers import Workers

Progress = Callable[[int, int], None]
# why a submission must be graded: it never was; it has changed since; or the course has changed or
# one of the results is gone
NEW, CHANGED, AGAIN = "new", "changed", "again"


def prepare(course: Course, module_id: str) -> str:
    """Prepare the gradebook for a module; return a sentence if the course's text changed.

    Raises GradingError for an unknown module.
    """
    module = course.module(module_id)
    with quiet():
        return register(course, module)


def grade_own(
    course: Course,
    module_id: str,
    exercise: Exercise | None = None,
    notebook: Path | None = None,
) -> SubmissionResult:
    """Grade your own work: all notebooks in assignments/<module>/, or one exercise.

    notebook is the file to use for that exercise, instead of the one in assignments/. Copies go to
    submitted/me/, and notebooks with answers are kept (own/kept.py). Raises GradingError for an
    unknown module or a missing file.
    """
    module = course.module(module_id)
    files = {one: course.assignment(module.id, one) for one in module.exercises}
    if exercise:
        files = {exercise: notebook or files[exercise]}
    there = {one: path for one, path in files.items() if path.is_file()}
    if not there:
        missing = next(iter(files.values()))
        raise GradingError(
            f"There is no notebook {missing}.{_near(missing)} Restore it, or name your file: "
            "privacylab grade FILE.ipynb"
        )
    if exercise:  # the exercises that it builds on run before it
        for one in module.with_earlier(exercise)[:-1]:
            beside = there[exercise].with_name(f"{one.name}.ipynb")
            if beside.is_file():
                _submit(course, module, one, beside)
    kept = {}
    for one, path in there.items():
        content = _submit(course, module, one, path)
        if has_answers(content.decode(errors="replace")):
            kept[one.id] = keep(course, one.id, content)
    result = _mark_own(course, module, exercise)
    for grade in result.exercises:
        if grade.id in kept and not grade.reason and not grade.needs_person:
            note_points(kept[grade.id], grade.score)
    if exercise and result.has_grade:
        return result.only(exercise, course.feedback(ME, module.id, exercise))
    return result


def _mark_own(course: Course, module: Module, exercise: Exercise | None) -> SubmissionResult:
    """Mark what was submitted, and record it.

    nbgrader is loaded, and the gradebook prepared, while the jail runs.
    """
    for one in module.with_earlier(exercise) if exercise else module.exercises:
        own_cells(course.root, module, one)  # raises their errors before anything runs
    limited.start(limited.TO_READ)
    with quiet(), ThreadPoolExecutor(1) as beside:
        prepared = beside.submit(_load_and_prepare, course, module)
        marked = mark(course, module.id, ME, exercise)
        prepared.result()
    limited.start()
    with GradebookWriter.open(course, module) as writer:
        return writer.write(marked)


def _load_and_prepare(course: Course, module: Module) -> None:
    limited.load()
    prepare(course, module.id)


def _near(path: Path) -> str:
    beside = [one.name for one in path.parent.glob("*.ipynb")] if path.parent.is_dir() else []
    return did_you_mean(path.name, beside)


def last_own(course: Course, module_id: str) -> SubmissionResult | None:
    """Return the result of your own last graded submission; None if there is none."""
    module = course.module(module_id)
    with quiet():
        if not is_registered(course, module):
            return None
    with GradebookWriter.open(course, module) as writer:
        return writer.read(ME)


def grade_class(
    course: Course,
    module_id: str,
    learner: str | None = None,
    on_progress: Progress = lambda done, total: None,
    workers: Workers | None = None,
    again: bool = False,
) -> list[SubmissionResult]:
    """Grade every submission in submitted/*/<module>/, or one learner's.

    A submission that was already graded, from the same files and with the same tests, keeps its
    grade unless again is true. on_progress receives (done, total) at the start and after each
    submission. By default, workers grade as many submissions at once as this machine has cores.
    Raises GradingError for an unknown module or learner, when there are no submissions, and when
    the course's own answers do not pass here.
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
            f"No submissions found for {module.id}: put each learner's notebooks into "
            f"submitted/<learner>/{module.id}/"
        )
    prepare(course, module_id)
    limited.start()
    gc.freeze()  # loaded modules stay, and need not be searched for garbage again and again
    gc.enable()
    found = {one: _refuse_name(course, module, one) for one in learners if has_controls(one)}
    with GradebookWriter.open(course, module) as writer:
        standing = {} if again else writer.standing()
        for one in learners:
            if one in standing and standing[one] == digest_of(course, module, one):
                kept = writer.read(one)
                found |= {one: kept} if kept else {}
        on_progress(len(found), len(learners))
        todo = [one for one in learners if one not in found]
        if todo:
            require_reference_passes(course, module)
        with (workers or Workers()).start() as pool:
            for marked in pool.mark(course, module.id, todo):
                found[marked.learner] = writer.write(marked)
                on_progress(len(found), len(learners))
    return [found[one] for one in learners]


def last_of_class(course: Course, module_id: str) -> dict[str, SubmissionResult | None]:
    """Return the grade of each learner who submitted the module, with pages up to date.

    None means that the submission or the course has changed since: it must be graded again.
    """
    left = left_to_grade(course, module_id)
    found: dict[str, SubmissionResult | None] = dict.fromkeys(left)
    graded = [one for one, why in left.items() if not why]
    if graded:
        with GradebookWriter.open(course, course.module(module_id)) as writer:
            found |= {one: writer.read(one) for one in graded}
    return found


def left_to_grade(course: Course, module_id: str) -> dict[str, str]:
    """Return each learner who submitted the module, with a word for why to grade it, or ""."""
    module = course.module(module_id)
    senders = _senders(course, module)
    with quiet():
        if not is_registered(course, module):
            return dict.fromkeys(senders, NEW)
    either = [replace(course, isolation=one) for one in ("bubblewrap", "none")]
    with GradebookWriter.open(course, module) as writer:
        standing = writer.standing()
    with quiet(), open_gradebook(course) as gradebook:
        last = {who: one.sent for who, one in find_attempts(gradebook, module).items()}
    left = {}
    for one in senders:
        sent = fingerprint(course, one, module)
        digests = [digest_of(each, module, one, sent) for each in either]
        if standing.get(one) in digests:
            left[one] = ""
        elif one in last:
            left[one] = AGAIN if last[one] in ("", *digests) else CHANGED
        else:
            left[one] = NEW
    return left


def _refuse_name(course: Course, module: Module, learner: str) -> SubmissionResult:
    """Return the result of a learner whose name no gradebook can hold."""
    from privacylab.grading.feedback.page import write_refusal

    reason = name_problem(learner)
    page = write_refusal(course, learner, module, reason)
    return SubmissionResult(printable(learner), module.id, page, reason, points=module.points)


def _senders(course: Course, module: Module) -> list[str]:
    """Return the learners who submitted the module, to the right place or a similar one.

    Your own work is in submitted/, too, and is left out: it is not part of a class.
    """
    places = (module.id, *(f"{exercise.name}.ipynb" for exercise in module.exercises))
    return [
        learner
        for learner in course.learners()
        if learner != ME
        and (
            is_sent(course, learner, places)
            or did_you_mean(module.id, _unknown_folders(course, learner))
        )
    ]


def _unknown_folders(course: Course, learner: str) -> list[str]:
    known = load_catalog(course.root).modules
    return [name for name in folders_of(course, learner) if name not in known]


def _submit(course: Course, module: Module, exercise: Exercise, notebook: Path) -> bytes:
    """Copy a notebook to submitted/me/; return its content."""
    target = course.submitted(ME, module.id) / f"{exercise.name}.ipynb"
    content = notebook.read_bytes()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    now = datetime.now(UTC)
    target.with_name("timestamp.txt").write_text(f"{now:{OWN_DATE}}\n")
    return content
