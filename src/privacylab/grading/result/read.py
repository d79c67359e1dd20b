"""Reads the result of a submission from the notebooks that ran.

The words come from what the checks reported; the scores come only from the gradebook.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nbformat import NotebookNode

from privacylab.authoring.cells import Role, exercise_of, name_of, role, step_of
from privacylab.catalog import Exercise, Module
from privacylab.checks import MIME, Outcome
from privacylab.grading.course import Course
from privacylab.grading.result.cell_error import CellError, cell_error
from privacylab.grading.result.model import (
    BY_PERSON,
    CRASHED,
    FAILED,
    NOT_ATTEMPTED,
    NOT_SUBMITTED,
    PARTLY,
    PASSED,
    STOPPED,
    WAITING,
    CheckLine,
    ExerciseGrade,
    RecordedGrades,
    StepGrade,
    SubmissionResult,
    passing,
)


def read_result(
    course: Course,
    module: Module,
    learner: str,
    notebooks: Mapping[Exercise, NotebookNode],
    recorded: RecordedGrades,
    lost: Container[Exercise] = (),
) -> SubmissionResult:
    """Read the notebooks that ran, with what the gradebook holds for their cells.

    The scores and the comments are put into the notebooks, where nbgrader's GetGrades puts them.
    lost are exercises whose notebook is no longer there: only their score is known.
    """
    for cell in (cell for one in notebooks.values() for cell in one.cells if role(cell)):
        mark = cell.metadata.nbgrader
        if role(cell) is Role.ANSWER:
            mark.comment = recorded.comments.get(name_of(cell))
        if mark.grade:
            mark.score = recorded.scores[name_of(cell)]
    notes = [one.metadata.get("privacylab", {}) for one in notebooks.values()]
    grades = {
        one: _from_scores(one, recorded) if one in lost else read_exercise(one, notebooks.get(one))
        for one in module.exercises
    }
    return SubmissionResult(
        learner,
        module.id,
        course.feedback(learner, module.id),
        exercises=tuple(_with_person(one, grade, recorded) for one, grade in grades.items()),
        score=round(sum(recorded.scores.values()) - recorded.late_penalty, 2),
        points=module.points,
        late_penalty=recorded.late_penalty,
        repaired=tuple(line for one in notes for line in one.get("repaired", ())),
        isolation=notes[0].get("isolation", "") if notes else "",
    )


def _from_scores(exercise: Exercise, recorded: RecordedGrades) -> ExerciseGrade:
    """Return the grade of an exercise whose notebook is lost."""
    head = exercise.id, exercise.title, float(exercise.points)
    own = [score for name, score in recorded.scores.items() if exercise_of(name) == exercise.id]
    score = round(sum(own), 2)
    outcome = PASSED if score >= exercise.points else PARTLY if score else FAILED
    if exercise.essay:
        outcome = NOT_SUBMITTED
    return ExerciseGrade(*head, score, outcome, "graded earlier, but its notebook is gone")


def _with_person(
    exercise: Exercise, grade: ExerciseGrade, recorded: RecordedGrades
) -> ExerciseGrade:
    """Return the same grade, with what a person gave, or still has to give."""

    def of(names: Iterable[str]) -> list[str]:
        return [name for name in names if exercise_of(name) == exercise.id]

    aside = " ".join(recorded.set_aside[name] for name in of(recorded.set_aside))
    grade = replace(grade, needs_person=bool(of(recorded.waiting)), set_aside=aside)
    if exercise.essay and of(recorded.by_hand):
        return replace(grade, outcome=BY_PERSON, untouched=False)
    if exercise.essay and of(recorded.ungraded):
        return replace(grade, outcome=WAITING, untouched=False)
    return grade


def read_exercise(exercise: Exercise, notebook: NotebookNode | None) -> ExerciseGrade:
    """Return an exercise's grade from its notebook, whose cells have scores; None: not sent."""
    head = exercise.id, exercise.title, float(exercise.points)
    if notebook is None:
        why = "its notebook was not submitted"
        outcome = NOT_SUBMITTED if exercise.essay else NOT_ATTEMPTED
        return ExerciseGrade(*head, 0.0, outcome, why, untouched=True)
    untouched = notebook.metadata.get("privacylab", {}).get("untouched", False)
    graded_at = str(notebook.metadata.get("privacylab", {}).get("graded_at", ""))
    graded = [cell for cell in notebook.cells if role(cell) and cell.metadata.nbgrader.grade]
    score = round(sum(float(cell.metadata.nbgrader.get("score") or 0) for cell in graded), 2)
    if exercise.essay:  # the gradebook says whether it waits for a person
        why = "a written answer"
        return ExerciseGrade(
            *head, score, NOT_SUBMITTED, why, untouched=untouched, graded_at=graded_at
        )
    errors = answer_errors(notebook)
    steps = tuple(_read_step(cell, exercise.id, errors.get(_step(cell))) for cell in graded)
    checks = [check for step in steps for check in step.checks]
    outcomes = {step.outcome for step in steps}
    outcome = outcomes.pop() if len(outcomes) == 1 else _outcome_of_steps(outcomes, checks)
    ended = [
        f"{step.name}: {step.summary}" for step in steps if step.summary != _summary(step.checks)
    ]
    told = [_summary(checks)] if checks else []
    summary = steps[0].summary if len(steps) == 1 else "; ".join([*told, *ended])
    return ExerciseGrade(*head, score, outcome, summary, steps, untouched, graded_at=graded_at)


def _outcome_of_steps(outcomes: set[str], checks: Sequence[CheckLine]) -> str:
    """Return the word for an exercise whose steps have different outcomes."""
    if any(check.outcome is Outcome.PASSED for check in checks):
        return PARTLY
    if outcomes <= {NOT_ATTEMPTED, str(Outcome.SKIPPED)}:
        return NOT_ATTEMPTED
    for word in (STOPPED, CRASHED):
        if word in outcomes:
            return word
    return FAILED


def _step(cell: NotebookNode) -> str:
    return step_of(name_of(cell))


def answer_errors(notebook: NotebookNode) -> dict[str, CellError]:
    """Return, by step, the error that ended its answer, if one did."""
    answers = [cell for cell in notebook.cells if role(cell) is Role.ANSWER]
    found = {_step(cell): cell_error(cell) for cell in answers}
    return {step: error for step, error in found.items() if error}


def _read_step(cell: NotebookNode, exercise: str, answer_error: CellError | None) -> StepGrade:
    """Read a step from its test cell; answer_error is the error that ended its answer, if any."""
    mark = cell.metadata.nbgrader
    head = _step(cell), float(mark.points), float(mark.get("score") or 0)
    stopped = cell_error(cell)
    if stopped:
        why = stopped.why_stopped or f"the test ended early: {stopped.name}"
        # a report means that the public checks finished
        where = "in a hidden check, " if _report(cell) else ""
        return StepGrade(*head, STOPPED, f"{where}{why}")
    checks, said = read_checks(cell), _report(cell).get("notice") or ""
    outcome = outcome_of(checks)
    notice = notice_of(str(said), exercise, head[0], outcome, answer_error)
    if outcome == NOT_ATTEMPTED and answer_error:
        # an answer was written, but nothing in it could be called
        why = answer_error.why_stopped or f"its cell stopped with {answer_error.with_article}"
        return StepGrade(*head, CRASHED, why, checks, "" if answer_error.why_stopped else notice)
    return StepGrade(*head, outcome, _summary(checks), checks, notice)


def notice_of(
    said: str, exercise: str, step: str, outcome: str, answer_error: CellError | None
) -> str:
    """Say that a function is missing, as the test did, or which error ended its cell."""
    missing = "is not defined" in said
    if not answer_error or outcome == PASSED or (said and not missing):
        return said
    if answer_error.why_stopped:
        start = f"{exercise}: `{step}` is not defined" if missing else f"{exercise}, `{step}`"
        return f"{start}: {answer_error.why_stopped}."
    cell = f"`{step}` is not defined, because its cell" if missing else f"the cell of `{step}`"
    return f"{exercise}: {cell} stopped {answer_error.place}."


def read_checks(cell: NotebookNode) -> tuple[CheckLine, ...]:
    """Return the checks that a test cell reported; none if they cannot be read."""
    try:
        return tuple(check_line(entry, _step(cell)) for entry in _report(cell).get("checks", ()))
    except (KeyError, TypeError, ValueError):
        return ()


def _report(cell: NotebookNode) -> dict[str, Any]:
    """Return what a test cell reported, as plain data; empty if it reported nothing."""
    for output in reversed(cell.outputs):
        data = output.get("data", {}).get(MIME)
        if data is not None:
            return dict(data) if isinstance(data, dict) else {}
    return {}


def check_line(entry: dict[str, Any], step: str) -> CheckLine:
    """Read a check from a test's report. Raises KeyError, TypeError or ValueError."""
    requirement, outcome = str(entry["requirement"]), Outcome(entry["outcome"])
    return CheckLine(
        step,
        str(entry["title"]),
        requirement,
        outcome,
        bool(entry["hidden"]),
        None if entry["hint"] is None else int(entry["hint"]),
        tuple(str(line) for line in entry["detail"]),
    )


def outcome_of(checks: Sequence[CheckLine]) -> str:
    """Return the word for a step with these checks."""
    found = {check.outcome for check in checks} - {Outcome.SKIPPED}
    if found == {Outcome.PASSED} and all(check.outcome is Outcome.PASSED for check in checks):
        return PASSED
    if Outcome.PASSED in found:
        return PARTLY
    if found == {Outcome.NOT_ATTEMPTED}:
        return NOT_ATTEMPTED
    if checks and not found:
        return str(Outcome.SKIPPED)
    return CRASHED if Outcome.CRASHED in found else FAILED


def _summary(checks: Sequence[CheckLine]) -> str:
    return f"{passing(checks, False)} public and {passing(checks, True)} hidden checks pass"
