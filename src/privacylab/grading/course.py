"""A course on disk, as the grader sees it: where the texts are, and where a run leaves its work."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from privacylab.catalog import Exercise, Module, find_home, find_root, load_catalog
from privacylab.catalog.exercises import is_bundle
from privacylab.errors import LabError, did_you_mean
from privacylab.grading.own.lay_out import lay_out

ME = "me"  # the learner's name when people grade their own work


class GradingError(LabError):
    """A run that cannot begin: one sentence says what is wrong and what to do."""


@dataclass(frozen=True)
class Course:
    """A course: root holds course/ and solutions/, home what learners send in and get back.

    home is root itself, or any other folder. It holds submitted/, autograded/, feedback/ and
    gradebook.db, as nbgrader lays them out, and a learner's assignments/. isolation is what keeps
    learners' code in: "bubblewrap", or "none" if it is explicitly asked for.
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

    @property
    def is_bundle(self) -> bool:
        """Whether its learners hand in, and only their instructor has the hidden checks."""
        return is_bundle(self.root)

    def after_checks(self, module: Module, name: str) -> str:
        """What to do once the public checks of a module, exercise or file pass."""
        if self.is_bundle:
            return f"hand in, once the module is finished. Run: privacylab hand-in {module.id}"
        return f"the hidden checks. Run: privacylab grade {name}"

    def learners(self) -> list[str]:
        """Everybody who has a folder in submitted/, by name."""
        folder = self.home / "submitted"
        names = folder.iterdir() if folder.is_dir() else ()
        return sorted(path.name for path in names if path.is_dir() and path.name[0] != ".")

    @property
    def assignments(self) -> Path:
        """The folder that a learner fills in: the home's own, or the course's where it has none."""
        own = self.home / "assignments"
        return own if own.is_dir() else self.root / "assignments"

    def assignment(self, module_id: str, exercise: Exercise) -> Path:
        """Where a learner fills an exercise in."""
        return self.assignments / module_id / f"{exercise.name}.ipynb"

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


def own_course(isolation: str = "bubblewrap", start: Path | None = None) -> Course:
    """The course and the home that the settings name; without them, both are find_root(start).

    A home of its own gets what its learner opens, once: lessons, and empty notebooks. What is there
    stays. Raises CatalogError, and GradingError where the home cannot be written.
    """
    course = Course(find_root(start), find_home(start), isolation)
    try:
        if course.home != course.root:
            lay_out(course.root, course.home)
        if not os.access(course.home, os.W_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as error:
        raise GradingError(
            f"{course.home} cannot hold your work ({error.strerror}): name a folder of your own in "
            "PRIVACYLAB_HOME, such as PRIVACYLAB_HOME=~/privacylab"
        ) from None
    return course


def listed(names: Sequence[str]) -> str:
    """Names as a sentence lists them: "a, b and c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
