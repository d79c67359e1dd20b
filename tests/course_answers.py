"""The answers of the course's own exercises, as functions that tests call."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

from privacylab.authoring import read_exercise
from privacylab.catalog import load_catalog
from privacylab.checks import earlier_exercises
from privacylab.verification.trial import bench
from privacylab.verification.verify import REFERENCE, all_answers


def functions(
    root: Path, module_id: str, names: Mapping[str, str] | None = None, default: str = REFERENCE
) -> dict[str, Any]:
    """What the answers of a module define, by name; given cells included.

    names holds the answer to take by exercise id, default that of the other exercises; where an
    exercise has no answer of that name, it is left out.
    """
    with patch.dict(earlier_exercises._provided):  # no other test may find them there
        return _functions(root, module_id, names or {}, default)


def _functions(
    root: Path, module_id: str, names: Mapping[str, str], default: str
) -> dict[str, Any]:
    catalog = load_catalog(root)
    module, found = catalog.modules[module_id], dict[str, Any]()
    for exercise in module.exercises:
        if exercise.essay:
            continue
        text = read_exercise(root, module, exercise)
        wanted = names.get(exercise.id, default)
        answers = {answer.name: answer.cells for answer in all_answers(text, catalog)}
        if wanted not in answers:
            continue
        namespace: dict[str, Any] = {"__name__": "__main__"}
        for cell in bench(root, text).trial(answers[wanted]).cells:
            if not cell.test:
                exec(cell.source, namespace)
        earlier_exercises.provide(exercise.id, namespace)
        found |= namespace
    return found
