"""Digests of everything a grade depends on: if one differs, the submission is graded again."""

import hashlib
from pathlib import Path

from privacylab.authoring.exercise_text import folder_of
from privacylab.cache import digest_of_files, lab_edition
from privacylab.catalog import Module
from privacylab.grading.class_file import read_class
from privacylab.grading.course import Course
from privacylab.grading.submission.staging import fingerprint

BENCH = "privacylab.assessment.systems"  # imported by exercises that assess other answers


def digest_of(course: Course, module: Module, learner: str, sent: str = "") -> str:
    """Return a SHA-256 of what was submitted and of the isolation that it ran in.

    sent is the digest of a copy of the submission, if there is one.
    """
    found = sent or fingerprint(course, learner, module)
    return hashlib.sha256(f"{course.isolation}\0{found}".encode()).hexdigest()


def digest_of_rules(course: Course, module: Module) -> str:
    """Return a SHA-256 of what the grades of a whole class depend on.

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
    """Whether an exercise (of module 06) assesses the answers to other exercises."""
    return text.is_file() and BENCH in text.read_text(encoding="utf-8")


def _files(folder: Path, pattern: str) -> list[Path]:
    return [path for path in folder.rglob(pattern) if path.is_file()]
