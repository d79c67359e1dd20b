"""Stages feedback pages before moving them into place, so that a failure keeps the old ones."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from nbformat import NotebookNode

from privacylab.authoring.cells import role
from privacylab.catalog import Exercise, Module
from privacylab.grading.course import Course
from privacylab.grading.result.model import SubmissionResult

MODULE = ""  # the name of the module's page in what was shown


class StagedPages:
    """The new pages of one submission; any that are not moved into place are removed at the end."""

    def __init__(self, course: Course, module: Module):
        self._course, self._module = course, module
        self._written: dict[Path, Path] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for new in self._written.values():
            new.unlink(missing_ok=True)

    def write(
        self,
        graded: SubmissionResult,
        notebooks: Mapping[Exercise, NotebookNode],
        ran: Mapping[Exercise, NotebookNode],
        shown: Mapping[str, str],
    ) -> dict[str, str]:
        """Write the pages of the notebooks that ran, and pages that differ from the gradebook.

        notebooks are all that there are. shown holds a digest of what each page was written from;
        returns the new ones. Raises OSError.
        """
        now = {one.name: _digest_of_exercise(graded, one, nb) for one, nb in notebooks.items()}
        facts = (graded.mark, graded.attempted, graded.score, graded.exercises)
        now[MODULE] = _digest(str((*facts, graded.due, graded.late)))
        if now == shown and not ran:
            return now
        changed = {
            one: notebook
            for one, notebook in notebooks.items()
            if one in ran or now[one.name] != shown.get(one.name)
        }
        from privacylab.grading.feedback.page import write_pages

        write_pages(graded, self._course, self._module, changed, notebooks, self._write)
        return now

    def replace(self) -> None:
        """Move the pages into place."""
        while self._written:
            path, new = self._written.popitem()
            new.replace(path)

    def _write(self, path: Path, page: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        self._written[path] = new
        new.write_text(page, encoding="utf-8", errors="replace")


def is_whole(page: Path) -> bool:
    """Whether a page exists, and is complete to its last line."""
    try:
        with page.open("rb") as file:
            file.seek(-min(64, page.stat().st_size), 2)
            return file.read().rstrip().endswith(b"</html>")
    except OSError:
        return False


def _digest_of_exercise(
    graded: SubmissionResult, exercise: Exercise, notebook: NotebookNode
) -> str:
    grade = [one for one in graded.exercises if one.id == exercise.id]
    comments = [cell.metadata.nbgrader.get("comment") for cell in notebook.cells if role(cell)]
    return _digest(str((grade, comments)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
