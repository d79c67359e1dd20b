"""Builds notebooks from text: lessons, the instructor's notebooks, and the learners' release."""

from privacylab.authoring.build import Built, build_all, differences, leftovers, write
from privacylab.authoring.errors import AuthorError, NoSolutions
from privacylab.authoring.exercise_text import CheckSpec, ExerciseText, Step, read_exercise

__all__ = [
    "AuthorError",
    "Built",
    "CheckSpec",
    "ExerciseText",
    "NoSolutions",
    "Step",
    "build_all",
    "differences",
    "leftovers",
    "read_exercise",
    "write",
]
