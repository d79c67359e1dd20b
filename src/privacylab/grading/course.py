"""A course on disk, as the grader sees it: where the texts are, and where a run leaves its work."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from privacylab.catalog import Exercise, Module, load_catalog
from privacylab.errors import LabError, did_you_mean

ME = "me"  # the learner's name when people grade their own work


class GradingError(LabError):
    """A run that cannot begin: one sentence says what is wrong and what to do."""


@dataclass(frozen=True)
class Course:
    """A course: root holds course/ and solutions/, home what learners send in and get back.

    home is root itself, or a folder inside it. It holds submitted/, autograded/, feedback/ and
    gradebook.db, as nbgrader lays them out. isolation is what keeps learners' code in:
    "bubblewrap", or "none" if it is explicitly asked for.
    """

    root: Path
    home: Path
    isolation: str = "bubblewrap"

    def module(self, module_id: str) -> Module:
        """The module of that id. Raises GradingError where there is none, or none to grade."""
        modules = load_catalog(self.root).modules
        gradable = [module.id for module in modules.values() if module.exercises]
        if module_id in gradable:
            return modules[module_id]
        if not module_id:
            raise GradingError(f"Name a module. To be graded: {', '.join(gradable)}.")
        if module_id in modules:
            raise GradingError(
                f"Module {module_id} has no exercises yet. To be graded: {', '.join(gradable)}."
            )
        raise GradingError(
            f"There is no module {module_id!r}.{did_you_mean(module_id, gradable)} "
            f"To be graded: {', '.join(gradable)}."
        )

    def learners(self) -> list[str]:
        """Everybody who has a folder in submitted/, by name."""
        folder = self.home / "submitted"
        names = folder.iterdir() if folder.is_dir() else ()
        return sorted(path.name for path in names if path.is_dir() and path.name[0] != ".")

    def assignment(self, module_id: str, exercise: Exercise) -> Path:
        """Where a learner fills an exercise in."""
        return self.root / "assignments" / module_id / f"{exercise.name}.ipynb"

    def submitted(self, learner: str, module_id: str) -> Path:
        """The folder with a learner's notebooks of a module."""
        return self.home / "submitted" / learner / module_id

    def autograded(self, learner: str, module_id: str) -> Path:
        """The folder with the notebooks that ran."""
        return self.home / "autograded" / learner / module_id

    def to_be_autograded(self, learner: str, module_id: str) -> Path:
        """Where that folder is written before it takes the place of the one before."""
        return self.autograded(learner, module_id).with_name(f".new-{module_id}")

    def feedback(self, learner: str, module_id: str, exercise: Exercise | None = None) -> Path:
        """The feedback page of an exercise, or of the whole module."""
        name = exercise.name if exercise else module_id
        return self.home / "feedback" / learner / module_id / f"{name}.html"

    @property
    def gradebook_url(self) -> str:
        return f"sqlite:///{self.home.resolve() / 'gradebook.db'}"


def listed(names: Sequence[str]) -> str:
    """Names as a sentence lists them: "a, b and c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
