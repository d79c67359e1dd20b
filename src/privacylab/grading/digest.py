"""Digests of all that a grade rests on: where one differs, the submission is graded again."""

import functools
import hashlib
import importlib.metadata
from collections.abc import Iterable
from pathlib import Path

import privacylab
from privacylab.authoring.exercise_text import folder_of
from privacylab.catalog import Module
from privacylab.grading.class_file import read_class
from privacylab.grading.course import Course
from privacylab.grading.submission.staging import fingerprint

BENCH = "privacylab.assessment"


def digest_of(course: Course, module: Module, learner: str, sent: str = "") -> str:
    """A SHA-256 of what was sent, and of the isolation that it ran in.

    sent is the digest of a copy of the submission, if there is one.
    """
    found = sent or fingerprint(course, learner, module)
    return hashlib.sha256(f"{course.isolation}\0{found}".encode()).hexdigest()


def digest_of_rules(course: Course, module: Module) -> str:
    """A SHA-256 of what a whole class is graded by.

    That is the course's texts and data, nbgrader's settings with the late policy, the class's seed,
    and the lab.
    """
    files = [course.root / "nbgrader_config.py", *_files(course.root / "datasets", "*")]
    files += [*_files(course.root / "course", "*.toml")]
    for exercise in module.exercises:
        folder = folder_of(course.root, module, exercise)
        files += [folder / "exercise.py", folder / "exercise.toml"]
        files += _assessed(course.root, folder)
    rules = [_of(course.root, files), _of_the_lab(), read_class(course).seed]
    return hashlib.sha256("\0".join(filter(None, rules)).encode()).hexdigest()


def _assessed(root: Path, folder: Path) -> list[Path]:
    """The answers that an exercise of module 06 puts on its bench: those of other exercises."""
    text = folder / "exercise.py"
    if not text.is_file() or BENCH not in text.read_text(encoding="utf-8"):
        return []
    return [path for one in ("*.py", "*.toml") for path in _files(root / "solutions", one)]


@functools.cache
def _of_the_lab() -> str:
    """The lab's version, and its sources: an editable install changes without a new version."""
    folder = Path(privacylab.__file__).parent
    sources = _of(folder, [*_files(folder, "*.py"), *_files(folder, "*.j2")])
    return f"{importlib.metadata.version('privacylab')} {sources}"


def _files(folder: Path, pattern: str) -> list[Path]:
    return sorted(path for path in folder.rglob(pattern) if path.is_file())


def _of(root: Path, files: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in files:
        content = path.read_bytes() if path.is_file() else b""
        found.update(f"\0{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()
