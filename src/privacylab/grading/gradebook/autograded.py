"""The notebooks in autograded/, and which of them belong to the grade in the gradebook."""

import hashlib
import shutil
from collections.abc import Container, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import reads_json

from privacylab.authoring.cells import name_of, role
from privacylab.catalog import Exercise, Module
from privacylab.grading.course import Course

Notebooks = Mapping[Exercise, NotebookNode]


class AutogradedNotebooks:
    """The notebooks of a module that have run; each is identified by a digest of its file."""

    def __init__(self, course: Course, module: Module):
        self._course, self._module = course, module

    def digest(self, learner: str, exercise: Exercise) -> str:
        """Return the SHA-256 of a notebook's file; "" if there is none."""
        return _digest(self._course.autograded(learner, self._module.id), exercise)

    def digests(self, learner: str, exercises: Iterable[Exercise]) -> dict[str, str]:
        """Return the same for several, by the notebook's name."""
        return {one.name: self.digest(learner, one) for one in exercises}

    def new_digests(self, learner: str, exercises: Iterable[Exercise]) -> dict[str, str]:
        """Return the same for notebooks that are not moved into place yet."""
        folder = self._course.to_be_autograded(learner, self._module.id)
        return {one.name: _digest(folder, one) for one in exercises}

    def read(self, learner: str, but: Container[Exercise] = ()) -> dict[Exercise, NotebookNode]:
        """Return the notebooks that can be read, whichever grade they belong to."""
        folder, found = self._course.autograded(learner, self._module.id), {}
        for one in (one for one in self._module.exercises if one not in but):
            with suppress(OSError, ValueError, AttributeError, KeyError, TypeError):
                path = folder / f"{one.name}.ipynb"
                found[one] = reads_json(path.read_text(encoding="utf-8"))
        return found

    def read_known(
        self,
        learner: str,
        digests: Mapping[str, str],
        cells: Container[str],
        but: Container[Exercise] = (),
    ) -> dict[Exercise, NotebookNode]:
        """Return the notebooks that have these digests and no graded cells but these."""
        return {
            one: notebook
            for one, notebook in self.read(learner, but).items()
            if self.digest(learner, one) == digests.get(one.name)
            and all(
                name_of(cell) in cells
                for cell in notebook.cells
                if role(cell) and cell.metadata.nbgrader.grade
            )
        }

    def move_into_place(self, learner: str) -> None:
        """Replace the notebooks with those of the latest attempt."""
        new = self._course.to_be_autograded(learner, self._module.id)
        target = self._course.autograded(learner, self._module.id)
        old = target.with_name(f".old-{self._module.id}")
        shutil.rmtree(old, ignore_errors=True)
        if target.exists():
            target.rename(old)
        new.rename(target)
        shutil.rmtree(old, ignore_errors=True)

    def discard_new(self, learner: str) -> None:
        """Remove notebooks that an attempt left behind without moving them into place."""
        new = self._course.to_be_autograded(learner, self._module.id)
        shutil.rmtree(new, ignore_errors=True)


def _digest(folder: Path, exercise: Exercise) -> str:
    try:
        return hashlib.sha256((folder / f"{exercise.name}.ipynb").read_bytes()).hexdigest()
    except OSError:
        return ""
