"""Marks one submission: reads, repairs and runs it. It does not open the gradebook.

So many submissions can be marked at once, on this machine or on others that see the same folders.
"""

import functools
import hashlib
import json
import logging
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from privacylab.authoring.cells import Role, name_of, role
from privacylab.catalog import Module
from privacylab.errors import CannotGrade
from privacylab.grading.course import Course
from privacylab.grading.quiet import quiet, silent_log
from privacylab.sandbox.jail.bubblewrap import sent_files

log = logging.getLogger("privacylab.grading")


@dataclass(frozen=True)
class Marked:
    """What marking found; the gradebook does not know it yet.

    scores    points of each graded cell; None where a person is to give them
    comments  of each answer cell, nbgrader's own: "No response.", or None
    digest    of all that the marks rest on: the same digest, the same marks
    """

    learner: str
    digest: str
    reason: str = ""
    scores: dict[str, float | None] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)
    notebook: NotebookNode | None = None


def mark(course: Course, module_id: str, learner: str) -> Marked:
    """Mark a learner's submission, and write the notebook that ran to autograded/.

    A submission that cannot be graded comes back with the reason, whatever it is.
    """
    module = course.module(module_id)
    digest = digest_of(course, module, learner)
    try:
        with quiet():
            notebook = _run(course, module, learner)
            _store(course, module, learner, notebook)
            return Marked(learner, digest, "", *_marks(notebook), notebook)
    except CannotGrade as reason:
        return Marked(learner, digest, str(reason))
    except Exception as error:  # whatever it is, the others are still to be graded
        log.exception("%s's submission of %s could not be graded", learner, module.id)
        return Marked(
            learner,
            "",
            f"The grader itself failed ({type(error).__name__}): show its log to the person "
            "who maintains this course.",
        )


def digest_of(course: Course, module: Module, learner: str) -> str:
    """A SHA-256 of what was sent, of the text that it is marked by, and of the isolation."""
    sent = course.submitted(learner, module.id)
    text = course.root / "solutions" / module.id / f"{module.id}.py"
    found = hashlib.sha256(course.isolation.encode())
    for path in (text, sent, *sent_files(sent.parent)):
        content = path.read_bytes() if path.is_file() else b""
        name = path.name if path == text else path.relative_to(course.home).as_posix()
        found.update(f"\0{name}\0{len(content)}\0".encode(errors="surrogateescape"))
        found.update(content)
    return found.hexdigest()


@functools.lru_cache(maxsize=8)
def read_config(course: Course) -> Any:
    """The settings of the course's nbgrader_config.py, for its home."""
    from traitlets.config.loader import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()
    config.CourseDirectory.root = str(course.home.resolve())
    config.Execute.isolation = course.isolation
    return config


def _run(course: Course, module: Module, learner: str) -> NotebookNode:
    """The same steps as nbgrader's autograde takes with this course's configuration."""
    from nbgrader.preprocessors import LimitOutput

    from privacylab.grading.nbgrader_plugin import Execute, Repair

    settings = {"config": read_config(course), "log": silent_log()}
    facts: dict[str, Any] = {
        "metadata": {"path": str(course.submitted(learner, module.id).parent)},
        "nbgrader": {"student": learner, "assignment": module.id},
    }
    notebook = NotebookNode()
    for step in (Repair, Execute, LimitOutput):
        notebook, facts = step(**settings).preprocess(notebook, facts)
    return notebook


def _marks(notebook: NotebookNode) -> tuple[dict[str, float | None], dict[str, str | None]]:
    from nbgrader.utils import compute_checksum, determine_grade

    scores, comments = {}, {}
    for cell in filter(role, notebook.cells):
        marks = cell.metadata.nbgrader
        if marks.grade:
            scores[name_of(cell)] = determine_grade(cell, silent_log())[0]
        if role(cell) is Role.ANSWER:
            empty = marks.get("checksum") == compute_checksum(cell)
            comments[name_of(cell)] = "No response." if empty else None
    return scores, comments


def _store(course: Course, module: Module, learner: str, notebook: NotebookNode) -> None:
    """Write autograded/<learner>/<module>/ as a whole, or not at all."""
    sent = course.submitted(learner, module.id).parent
    target = course.autograded(learner, module.id).parent
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=target.parent) as folder:
        new = Path(folder, module.id)
        new.mkdir()
        for path in sent_files(sent):
            copy = new / path.relative_to(sent)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        # nbformat indents and sorts, which takes seven times as long and helps no program
        text = json.dumps(notebook, ensure_ascii=False)
        (new / f"{module.id}.ipynb").write_text(text, encoding="utf-8")
        for path in new.rglob("*"):
            if path.is_file():
                path.chmod(0o444)  # as nbgrader leaves it
        shutil.rmtree(target, ignore_errors=True)
        new.rename(target)
