"""How far a learner is with an exercise, in the same word for every view.

It comes from the notebook on disk and the gradebook, without nbgrader, which takes seconds to load.
"""

import functools
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from privacylab.catalog import Exercise, Module
from privacylab.catalog.exercises import is_look
from privacylab.grading.course import ME, Course
from privacylab.grading.gradebook.scores import OwnScore

LARGEST = 20 << 20  # bytes of a notebook to read
NOT_BEGUN, STARTED, GRADED, FULL = "not begun", "started", "graded", "full marks"
HANDED_IN, MISSING, TO_READ, READ = "handed in", "missing", "to read", "read"
WRITTEN = "written"  # in a bundle, where no grade says that an exercise is done


@dataclass(frozen=True)
class Filled:
    """What a learner has done in a notebook.

    written and open hold the ids of the answer cells: those that differ from the release, and those
    that do not.
    """

    touched: bool
    written: tuple[str, ...]
    open: tuple[str, ...]
    sources: str


@dataclass(frozen=True)
class State:
    """How far a learner is: the word, whether nothing is left to do, and the best score, if any.

    filled is None if the notebook is missing or damaged. cell is the cell to continue with, or "".
    changed says that the notebook's text differs from what was last graded.
    """

    word: str
    done: bool
    score: float | None
    filled: Filled | None
    cell: str
    changed: bool


def state_of(course: Course, module: Module, exercise: Exercise, graded: OwnScore | None) -> State:
    """Return how far a learner is with an exercise; graded is None if it was never graded."""
    path = course.assignment(module.id, exercise)
    filled = _look(course.assignments, path)
    sent = _look(course.home, course.submitted(ME, module.id) / path.name) if graded else None
    score, word, done = None, STARTED, False
    full = graded and (graded.score >= exercise.points or bool(graded.best and graded.best.full))
    if graded and graded.waits:
        word, done = HANDED_IN, True
    elif graded and (full or graded.most or (filled and filled.touched)):
        score, word, done = graded.most, FULL if full else GRADED, full or graded.by_person
    elif filled and not filled.touched:
        word = NOT_BEGUN
    elif filled and course.is_bundle and filled.written and not filled.open:
        word, done = WRITTEN, True
    if filled is None and not done:
        word = MISSING
    cell = filled.open[0] if filled and filled.open else ""
    if graded and graded.lost and not cell:
        cell = graded.lost[0].removesuffix("-test")
    changed = bool(filled and sent and filled.sources != sent.sources)
    return State(word, done, score, filled, "" if done else cell, changed)


def _look(folder: Path, path: Path) -> Filled | None:
    """Return what is filled in; None if the folder has no such notebook, or it is damaged."""
    try:
        file = path.resolve()
        about = file.stat()
        if not file.is_relative_to(folder.resolve()) or about.st_size > LARGEST:
            return None
        return _filled(file, about.st_mtime_ns, about.st_size)
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError):
        return None


@functools.lru_cache(maxsize=256)
def _filled(file: Path, changed: int, size: int) -> Filled:
    return _filled_in(file.read_bytes())


def is_untouched(content: bytes) -> bool:
    """Whether a notebook is one of the course's with nothing filled in."""
    try:
        return not _filled_in(content).touched
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _filled_in(content: bytes) -> Filled:
    cells = json.loads(content)["cells"]
    written: list[str] = []
    still_open: list[str] = []
    touched = False
    for cell in cells:
        mark = cell["metadata"].get("nbgrader")
        if mark and mark["solution"]:
            (still_open if is_stub(cell) else written).append(str(mark["grade_id"]))
        elif not mark and cell["cell_type"] == "code" and not is_look(cell):
            touched |= bool("".join(cell["source"]).strip())
    sources = json.dumps(["".join(cell["source"]) for cell in cells])
    digest = hashlib.sha256(sources.encode()).hexdigest()
    return Filled(touched or bool(written), tuple(written), tuple(still_open), digest)


def is_stub(cell: dict[str, Any]) -> bool:
    """Whether an answer cell is unchanged since its release.

    nbgrader's checksum is in the cell's metadata. It is recomputed here as in nbgrader, which takes
    seconds to load.
    """
    mark = cell["metadata"]["nbgrader"]
    parts = ["".join(cell["source"]), cell["cell_type"]]
    parts += [str(bool(mark[name])) for name in ("grade", "solution")]
    parts += [str(bool(mark["locked"])), mark["grade_id"]]
    parts += [str(float(mark["points"]))] if mark["grade"] else []
    # nbgrader's choice of checksum, not a secret
    found = hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()
    return bool(found == mark["checksum"])
