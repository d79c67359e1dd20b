"""Genuine and counterfeit answers to the course's exercises, as systems under assessment.

Only a course with solutions has these answers, so only hidden tests use this module.
"""

import functools
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

from privacylab.assessment.bench import Candidate
from privacylab.assessment.sealed import Doors
from privacylab.authoring.exercise_text import ExerciseText, kind_of, read_exercise
from privacylab.catalog import find_root, load_catalog
from privacylab.verification.answers import read_answers, reference_of
from privacylab.verification.edits import Cells

Enter = Callable[[dict[str, Any]], Doors]


def candidate(enter: Enter, *answers: str) -> Candidate:
    """Return a system made of answers to exercises, each run in its own namespace.

    answers  such as "AUD-01" for the reference, "AUD-01/json_list" for another answer
    enter    turns the names that all these answers define into the functions that may be called

    It is named after its counterfeits, or if it has none, after its answers. Raises LookupError for
    an unknown exercise or answer, NoSolutions, and AuthorError.
    """
    broken, breaks = [], set[str]()
    for one in answers:
        exercise, _, name = one.partition("/")
        kind = _answers(find_root(), exercise)[name][1]
        broken += [name] if kind else []
        breaks |= kind

    def start() -> Doors:
        names: dict[str, Any] = {}
        for one in answers:
            names |= _run(find_root(), *one.partition("/")[::2])
        return enter(names)

    return Candidate(", ".join(broken or answers), frozenset(breaks), start)


def _run(root: Path, exercise: str, answer: str) -> dict[str, Any]:
    """Run an answer in a fresh namespace, and return the names that it defines."""
    names: dict[str, Any] = {"__name__": "system"}
    for code in _compiled(root, exercise, answer):
        exec(code, names)
    return names


@functools.lru_cache(maxsize=200)
def _compiled(root: Path, exercise: str, answer: str) -> tuple[types.CodeType, ...]:
    answers = _answers(root, exercise)
    sources = [*_given(_text(root, exercise)), *answers[answer][0].values()]
    return tuple(compile(one, "<system>", "exec") for one in sources)


@functools.lru_cache(maxsize=50)
def _answers(root: Path, exercise: str) -> dict[str, tuple[Cells, frozenset[str]]]:
    """Return an exercise's answers by name ("" is the reference): cells, and what each breaks."""
    text = _text(root, exercise)
    others = {one.name: (one.cells, frozenset(one.breaks)) for one in read_answers(text)}
    return {"": (reference_of(text), frozenset())} | others


@functools.lru_cache(maxsize=50)
def _text(root: Path, exercise: str) -> ExerciseText:
    for module in load_catalog(root).modules.values():
        for one in module.exercises:
            if one.id == exercise:
                return read_exercise(root, module, one)
    raise LookupError(f"there is no exercise {exercise}")


def _given(text: ExerciseText) -> list[str]:
    """Return the given cells of an exercise, which every answer may use."""
    return [cell.source for cell in text.cells if kind_of(cell) == "given"]
