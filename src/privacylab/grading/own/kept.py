"""Keeps a copy of your own notebook whenever it is graded or replaced, so that none is lost.

Copies are in var/kept/<exercise>/, outside git, without outputs. A copy's name is the time (UTC)
and, if it was graded, its points: 2026-11-29T03-34-17-000000Z_4.5.ipynb.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from privacylab.files import write_whole
from privacylab.grading.course import Course

MOST = 50  # copies of one exercise; the oldest is deleted first
AT = "%Y-%m-%dT%H-%M-%S-%fZ"


@dataclass(frozen=True)
class Kept:
    """One copy: when it was kept, and the points that it was graded with, if it was."""

    path: Path
    at: datetime
    points: float | None


def folder_of(course: Course, exercise_id: str) -> Path:
    """Return the folder with the copies of an exercise."""
    return course.home / "var" / "kept" / exercise_id


def kept_of(course: Course, exercise_id: str) -> list[Kept]:
    """Return the copies of an exercise, latest first."""
    found = []
    for path in folder_of(course, exercise_id).glob("*Z*.ipynb"):
        at, _, points = path.stem.partition("_")
        try:
            when = datetime.strptime(at, AT).replace(tzinfo=UTC)
            found.append(Kept(path, when, float(points) if points else None))
        except ValueError:  # a file that a person put there
            continue
    return sorted(found, key=lambda one: one.at, reverse=True)


def keep(course: Course, exercise_id: str, content: bytes) -> Path:
    """Keep a copy of a notebook; identical cells are kept once, with the latest date.

    Raises OSError.
    """
    kept, now = kept_of(course, exercise_id), datetime.now(UTC).strftime(AT)
    for one in kept:
        if same_cells(one.path.read_bytes(), content):
            _, mark, points = one.path.stem.partition("_")
            return one.path.rename(one.path.with_name(f"{now}{mark}{points}.ipynb"))
    path = folder_of(course, exercise_id) / f"{now}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, _without_outputs(content))
    for one in kept[MOST - 1 :]:
        one.path.unlink(missing_ok=True)
    return path


def note_points(kept: Path, points: float) -> None:
    """Add the points that a copy was graded with to its name."""
    kept.rename(kept.with_name(f"{kept.stem.partition('_')[0]}_{points:g}.ipynb"))


def same_cells(one: bytes, other: bytes) -> bool:
    """Whether two notebooks have the same text in their cells."""
    texts = _texts(one)
    return one == other or (texts is not None and texts == _texts(other))


def _texts(content: bytes) -> list[tuple[str, str]] | None:
    try:
        return [(one["cell_type"], "".join(one["source"])) for one in json.loads(content)["cells"]]
    except (ValueError, KeyError, TypeError):
        return None


def _without_outputs(content: bytes) -> bytes:
    """Return a notebook without outputs; anything that isn't a notebook is returned unchanged."""
    try:
        notebook: dict[str, Any] = json.loads(content)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell |= {"outputs": [], "execution_count": None}
    except (ValueError, KeyError, TypeError):
        return content
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode(errors="replace")
