"""Marks one submission: reads, repairs and runs it. It does not open the gradebook.

Therefore many can be marked at once, on this machine or on others that see the same folders.
"""

import errno
import functools
import json
import logging
import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from privacylab.authoring.cells import Role, name_of, role
from privacylab.cache import cached, digest_of_files
from privacylab.catalog import Exercise, Module
from privacylab.errors import CannotGrade, MachineCannotGrade
from privacylab.grading.course import Course
from privacylab.grading.digest import digest_of
from privacylab.grading.limited import OverBudget, load, run_limited
from privacylab.grading.quiet import quiet, silent_log
from privacylab.grading.submission.names import printable
from privacylab.grading.submission.repair import read_and_repair
from privacylab.grading.submission.run import NotebookRunner
from privacylab.grading.submission.staging import staged

log = logging.getLogger("privacylab.grading")


@dataclass(frozen=True)
class Marked:
    """The result of marking; it is not in the gradebook yet.

    scores     the points of each graded cell, by name; None if a person must give them
    comments   nbgrader's own comment on each answer cell: "No response.", or None
    notebooks  those that ran, by exercise
    missing    the exercises whose notebook was not submitted
    only       the exercise, if only one was to be marked
    digest     of what was sent
    timestamp  when it was submitted, according to its timestamp.txt, or ""
    grader_failed  whether the reason is a failure of the grader, not of the submission
    """

    learner: str
    digest: str
    reason: str = ""
    scores: dict[str, float | None] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)
    notebooks: dict[Exercise, NotebookNode] = field(default_factory=dict)
    missing: tuple[Exercise, ...] = ()
    only: Exercise | None = None
    timestamp: str = ""
    grader_failed: bool = False


def mark(course: Course, module_id: str, learner: str, only: Exercise | None = None) -> Marked:
    """Mark a learner's submission, and write the notebooks that ran beside autograded/.

    Marks all of it, or only one exercise. A submission that cannot be graded, for whatever reason,
    comes back with that reason.
    """
    module = course.module(module_id)
    digest = ""
    try:
        with quiet(), staged(course, learner, module) as sent:
            digest = digest_of(course, module, learner, sent.digest)
            notebooks = run_limited(read_and_repair, course, learner, module, sent, only)
            missing = tuple(one for one in module.exercises if one not in notebooks and not only)
            if only and only not in notebooks:
                raise CannotGrade(f"{only.name}.ipynb is missing: restore it.")
            ran = _run(course, module, learner, notebooks, sent.files)
            ran = {one: notebook for one, notebook in ran.items() if only in (None, one)}
            _store(course, module, learner, sent.files, ran, keep=only is not None)
            marks = _marks(ran.values())
            return Marked(learner, digest, "", *marks, ran, missing, only, sent.timestamp)
    except MachineCannotGrade as reason:  # tried again once the machine can
        return Marked(learner, "", str(reason), only=only, grader_failed=True)
    except CannotGrade as reason:
        return Marked(learner, digest, str(reason), only=only)
    except OverBudget as budget:
        return Marked(
            learner,
            digest,
            f"Reading the notebooks takes too much {budget}: clear all outputs in JupyterLab, "
            "delete cells that you do not need, and submit them again.",
            only=only,
        )
    except Exception as error:  # one failure must not stop the other submissions
        log.exception("%s's submission of %s could not be graded", printable(learner), module.id)
        return Marked(learner, "", why_it_failed(error), only=only, grader_failed=True)


def why_it_failed(error: Exception) -> str:
    """Explain an error that is not the submission's fault."""
    if _is_full_disk(error):
        return "The disk is full: free some space, and run the command again."
    return (
        f"The grader itself failed ({type(error).__name__}): show its log to the person who "
        "maintains this course."
    )


def _is_full_disk(error: BaseException | None) -> bool:
    """Whether an error, or one that nbgrader or SQLAlchemy wrapped in it, means a full disk."""
    while error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


@functools.lru_cache(maxsize=8)
def read_config(course: Course) -> Any:
    """Return the settings in the course's nbgrader_config.py, for its home."""
    from traitlets.config.loader import PyFileConfigLoader

    load()  # what the settings import
    config = PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()
    config.CourseDirectory.root = str(course.home.resolve())
    config.Execute.isolation = course.isolation
    return config


@functools.lru_cache(maxsize=8)
def _limits(course: Course) -> dict[str, int]:
    """Return the time limits of cells, if the settings have any. Cached: reading loads nbgrader."""

    def derive() -> dict[str, int]:
        wanted = read_config(course).Execute
        return {name: wanted[name] for name in ("timeout", "patience") if name in wanted}

    file = course.root / "nbgrader_config.py"
    return cached(course.home, "limits", lambda: digest_of_files(course.root, [file]), derive)


def _run(
    course: Course,
    module: Module,
    learner: str,
    notebooks: dict[Exercise, NotebookNode],
    files: Path,
) -> dict[Exercise, NotebookNode]:
    """Take the same steps as nbgrader's autograde with this course's configuration.

    All notebooks run in one jail, one after the other.
    """
    folder = course.submitted(learner, module.id)
    runner = NotebookRunner(**_limits(course), isolation=course.isolation, log=silent_log())
    runner.run(notebooks, folder, learner, module, files)
    load()  # for your own work, another thread has done most of it while the jail ran
    from nbgrader.preprocessors import LimitOutput

    limit = LimitOutput(config=read_config(course), log=silent_log())
    return {one: limit.preprocess(notebook, {})[0] for one, notebook in notebooks.items()}


def _marks(
    notebooks: Iterable[NotebookNode],
) -> tuple[dict[str, float | None], dict[str, str | None]]:
    from nbgrader.utils import compute_checksum, determine_grade

    scores, comments = {}, {}
    for cell in (cell for notebook in notebooks for cell in notebook.cells if role(cell)):
        marks = cell.metadata.nbgrader
        if marks.grade:
            scores[name_of(cell)] = determine_grade(cell, silent_log())[0]
        if role(cell) is Role.ANSWER:
            empty = marks.get("checksum") == compute_checksum(cell)
            comments[name_of(cell)] = "No response." if empty else None
    return scores, comments


def _store(
    course: Course,
    module: Module,
    learner: str,
    files: Path,
    notebooks: dict[Exercise, NotebookNode],
    keep: bool,
) -> None:
    """Write the new autograded/<learner>/<module>/ beside the old one, completely or not at all.

    The writer moves it into place once the gradebook has the grade. keep says that notebooks of
    other exercises are kept.
    """
    new = course.to_be_autograded(learner, module.id)
    shutil.rmtree(new, ignore_errors=True)
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copytree(files, new)
        for path in course.autograded(learner, module.id).glob("*.ipynb") if keep else ():
            shutil.copyfile(path, new / path.name)
        for exercise, notebook in notebooks.items():
            # nbformat indents and sorts, which takes seven times as long and no program needs it
            text = json.dumps(notebook, ensure_ascii=False)
            file = new / f"{exercise.name}.ipynb"
            file.unlink(missing_ok=True)
            file.write_text(text, encoding="utf-8")
        for path in new.rglob("*"):
            if path.is_file():
                path.chmod(0o444)  # as nbgrader leaves it
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
