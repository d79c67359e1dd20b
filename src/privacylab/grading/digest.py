"""Digests of all that a grade rests on: where one differs, the submission is graded again."""

import hashlib
from pathlib import Path

from privacylab.authoring.exercise_text import folder_of
from privacylab.cache import digest_of_files, lab_edition
from privacylab.catalog import Module
from privacylab.grading.class_file import read_class
from privacylab.grading.course import Course
from privacylab.grading.submission.staging import fingerprint

BENCH = "privacylab.assessment.systems"  # imported where others' answers are on the bench


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
    folders = [folder_of(course.root, module, exercise) for exercise in module.exercises]
    files += [folder / name for folder in folders for name in ("exercise.py", "exercise.toml")]
    if any(_assesses_others(folder / "exercise.py") for folder in folders):
        for kind in ("*.py", "*.toml"):
            files += _files(course.root / "solutions", kind)
    rules = [digest_of_files(course.root, files), lab_edition(), read_class(course).seed]
    return hashlib.sha256("\0".join(filter(None, rules)).encode()).hexdigest()


def _assesses_others(text: Path) -> bool:
    """Whether an exercise of module 06 puts the answers to other exercises on its bench."""
    return text.is_file() and BENCH in text.read_text(encoding="utf-8")


def _files(folder: Path, pattern: str) -> list[Path]:
    return [path for path in folder.rglob(pattern) if path.is_file()]
