"""What opens at full marks: the reference answer beside your own, and how others got it wrong.

It is plain data, all of which the panel shows as text.
"""

import difflib
from collections.abc import Iterable
from typing import Any

from nbformat import NotebookNode

from privacylab.authoring import read_exercise
from privacylab.authoring.cells import Role, name_of, role, step_of
from privacylab.catalog import Catalog, Exercise, Module, load_catalog
from privacylab.errors import LabError
from privacylab.grading import Course, last_own
from privacylab.text import visible
from privacylab.verification.answers import Answer, read_answers, reference_of
from privacylab.verification.edits import Cells

LONGEST = 12_000  # characters of one answer; the rest is not compared
CONTEXT = 2  # lines around a change
BETWEEN = "…"  # lines that are left out
Lines = list[tuple[str, str]]  # each with its sign: "-", "+", " " or BETWEEN


def gallery(
    course: Course, module: Module, exercise: Exercise, notebook: NotebookNode
) -> dict[str, Any]:
    """The gallery of an exercise, with the learner's own answer as the notebook has it.

    Raises LabError if no attempt had full marks, NoSolutions if this copy has no answers.
    """
    graded = last_own(course, module.id)
    full = [one.id for one in graded.exercises if one.full_marks] if graded else []
    if exercise.essay or exercise.id not in full:
        raise LabError(
            f"The reference answer to {exercise.id} opens when all its checks pass: press Grade."
        )
    text = read_exercise(course.root, module, exercise)
    reference = reference_of(text)
    own = {
        step_of(name_of(cell)): cell.source for cell in notebook.cells if role(cell) is Role.ANSWER
    }
    counterfeits = [one for one in read_answers(text) if one.kind == "counterfeit"]
    catalog = load_catalog(course.root)
    return {
        "exercise": exercise.id,
        "steps": [
            {"name": step, "lines": _compared(own.get(step, ""), answer)}
            for step, answer in reference.items()
        ],
        "counterfeits": [_counterfeit(one, reference, catalog) for one in counterfeits],
    }


def _counterfeit(answer: Answer, reference: Cells, catalog: Catalog) -> dict[str, Any]:
    """A wrong answer: its story, the requirements that it breaks, and what it changes."""
    return {
        "story": answer.story.strip(),
        "breaks": [f"{one}: {catalog.requirements[one].statement}" for one in answer.breaks],
        "changes": [
            {"name": step, "lines": _changed(reference[step], source)}
            for step, source in answer.cells.items()
            if source != reference[step]
        ],
    }


def _compared(own: str, reference: str) -> Lines:
    """All lines of both: "-" is only in the learner's own answer, "+" only in the reference."""
    return list(_lines(own, reference, _matcher(own, reference).get_opcodes()))


def _changed(reference: str, other: str) -> Lines:
    """The lines that a counterfeit removes and adds, with a few around them."""
    found: Lines = []
    for group in _matcher(reference, other).get_grouped_opcodes(CONTEXT):
        found += [(BETWEEN, "")] if found else []
        found += _lines(reference, other, group)
    return found


def _matcher(before: str, after: str) -> difflib.SequenceMatcher[str]:
    return difflib.SequenceMatcher(None, _split(before), _split(after), autojunk=False)


def _lines(
    before: str, after: str, opcodes: Iterable[tuple[str, int, int, int, int]]
) -> Iterable[tuple[str, str]]:
    old, new = _split(before), _split(after)
    for kind, first, last, new_first, new_last in opcodes:
        if kind == "equal":
            yield from ((" ", line) for line in old[first:last])
            continue
        yield from (("-", line) for line in old[first:last])
        yield from (("+", line) for line in new[new_first:new_last])


def _split(source: str) -> list[str]:
    return [visible(line).rstrip() for line in source[:LONGEST].strip("\n").split("\n")]
