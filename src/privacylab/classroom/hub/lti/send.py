"""Sends the scores of a module to the LMS that the learners came from.

The same people have a score as in the other forms of `export`. Each score that the LMS accepted is
recorded at once, so an interrupted run resumes, and a second run sends only what changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from privacylab.catalog import Module
from privacylab.classroom.handing_back.export import who_is_graded
from privacylab.classroom.hub.lti.key import tool_key
from privacylab.classroom.hub.lti.launch import (
    Launch,
    SentScore,
    keep_sent,
    read_launch,
    read_sent,
)
from privacylab.classroom.hub.lti.platform import read_platform
from privacylab.classroom.hub.lti.scores import (
    TIMEOUT,
    PlatformFailed,
    ScoreRefused,
    ScoreService,
)
from privacylab.files import locked
from privacylab.grading import Course, SubmissionResult, last_of_class
from privacylab.grading.course import ME
from privacylab.grading.submission.staging import TIMESTAMP

LMS_FAILED = "not sent, because the LMS failed twice in a row: see above"
CLOCK = "which is later than this machine's clock: correct the clock, and run the command again"


@dataclass
class Transfer:
    """Whose scores were sent, whose the LMS already had, and whose were not sent, with the reason.

    left_out have no score to send, or no place to send it to; failed have both. lms_ids holds the
    LMS's id of each of these learners, if a launch has given it.
    """

    sent: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lms_ids: dict[str, str] = field(default_factory=dict)


def send_scores(
    course: Course,
    module_id: str,
    partial: bool = False,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Transfer:
    """Send each score that the LMS does not have yet.

    partial includes learners who still need manual grading, with what they have so far. Raises
    ClassroomError, OSError.
    """
    module, platform = course.module(module_id), read_platform(course)
    results = last_of_class(course, module.id)
    results.pop(ME, None)
    graded, left_out = who_is_graded(results, module, partial)
    found = Transfer(left_out=left_out)
    (course.home / "collected").mkdir(exist_ok=True)
    with (
        locked(course.home / "collected" / ".lti-lock"),  # or two runs send old scores
        httpx.Client(timeout=TIMEOUT) as client,
    ):
        service = ScoreService(platform, tool_key(course), client)
        due, in_a_row = _due(course, module, graded, found), 0
        for done, one in enumerate(due, start=1):
            try:
                service.send(one.line_item, one.user, one.score, one.handed_in)
            except ScoreRefused as why:
                found.failed.append((one.learner, str(why)))
                in_a_row = in_a_row + 1 if isinstance(why, PlatformFailed) else 0
            else:
                keep_sent(course, one.learner, one.line_item, one.score)
                found.sent.append(one.learner)
                in_a_row = 0
            on_progress(done, len(due))
            if in_a_row == 2:  # a single failure can be this score's fault
                found.failed += [(each.learner, LMS_FAILED) for each in due[done:]]
                break
    for learner, _ in (*found.failed, *found.left_out):
        if launch := read_launch(course, learner):
            found.lms_ids[learner] = launch.subject
    return found


@dataclass(frozen=True)
class _Due:
    """A score that the LMS does not have: whose it is, the LMS's id for them, and where it goes."""

    learner: str
    user: str
    line_item: str
    score: SentScore
    handed_in: str


def _due(
    course: Course, module: Module, graded: Mapping[str, SubmissionResult], found: Transfer
) -> list[_Due]:
    """Return what is to be sent; everyone else is added to found."""
    due = []
    for learner, result in graded.items():
        launch = read_launch(course, learner)
        line_item = launch.line_items.get(module.id) if launch else None
        if not launch or not line_item:
            found.left_out.append((learner, _no_place(launch, module)))
            continue
        score, last = _score(result), read_sent(course, learner).get(line_item)
        if last and last.says_the_same(score):
            found.unchanged.append(learner)
        elif last and datetime.fromisoformat(last.at) >= datetime.fromisoformat(score.at):
            found.failed.append((learner, f"a score of {last.at} was sent, {CLOCK}"))
        else:
            handed_in = _handed_in(course, learner, module)
            due.append(_Due(learner, launch.subject, line_item, score, handed_in))
            if result.score > result.points:
                points = f"{result.score:g} of {result.points:g} points"
                found.notes.append(f"{learner} has {points}: the maximum is sent.")
    return due


def _score(result: SubmissionResult) -> SentScore:
    """Return the points as of now, never below zero, and never above the maximum."""
    points = min(max(result.score, 0.0), result.points)
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return SentScore(round(points, 2), round(result.points, 2), not result.needs_person, now)


def _handed_in(course: Course, learner: str, module: Module) -> str:
    """Return when the work was handed in, in ISO 8601, or ""."""
    from nbgrader.utils import parse_utc

    path = course.submitted(learner, module.id) / TIMESTAMP
    text = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
    return f"{parse_utc(text).isoformat(timespec='milliseconds')}Z" if text else ""


def _no_place(launch: Launch | None, module: Module) -> str:
    if not launch:
        return "never came from the LMS: ask the learner to open the assignment there once"
    return (
        f"has not opened {module.id} in the LMS, or it takes no scores: ask the learner to open it "
        "there once, and see docs/lti.md if that doesn't help"
    )
