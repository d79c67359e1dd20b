"""A course on disk, as the grader sees it: where its texts are, and where results go."""

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
    """Grading cannot start: one sentence says what is wrong and what to do."""


@dataclass(frozen=True)
class Course:
    """A course: root holds course/ and solutions/, home what learners send in and get back.

    home is root itself, or any other folder. It holds submitted/, autograded/, feedback/ and
    gradebook.db, in nbgrader's layout, and a learner's assignments/. isolation is what learners'
    code is isolated with: "bubblewrap", or "none" if explicitly asked for.
    """

    root: Path
    home: Path
    isolation: str = "bubblewrap"

    def module(self, module_id: str) -> Module:
        """Return the module with that id. Raises GradingError if there is none to grade."""
        modules = load_catalog(self.root).modules
        gradable = [module.id for module in modules.values() if module.exercises]
        if module_id in gradable:
            return modules[module_id]
        if not module_id:
            raise GradingError(f"Name a module. Modules to grade: {', '.join(gradable)}.")
        if module_id in modules:
            raise GradingError(
                f"Module {module_id} has no exercises yet. Modules to grade: {', '.join(gradable)}."
            )
        raise GradingError(
            f"There is no module {module_id!r}.{did_you_mean(module_id, gradable)} "
            f"Modules to grade: {', '.join(gradable)}."
        )

    @property
    def is_bundle(self) -> bool:
        """Whether learners hand in their work, and only the instructor has the hidden checks."""
        return is_bundle(self.root)

    def after_checks(self, module: Module, name: str) -> str:
        """Say what to do once the public checks of a module, exercise or file pass."""
        if self.is_bundle:
            return f"hand in, once the module is finished. Run: privacylab hand-in {module.id}"
        return f"the hidden checks. Run: privacylab grade {name}"

    def learners(self) -> list[str]:
        """Return the name of each learner with a folder in submitted/, sorted."""
        folder = self.home / "submitted"
        names = folder.iterdir() if folder.is_dir() else ()
        return sorted(path.name for path in names if path.is_dir() and path.name[0] != ".")

    @property
    def assignments(self) -> Path:
        """The folder that a learner works in: the home's, or the course's if the home has none."""
        own = self.home / "assignments"
        return own if own.is_dir() else self.root / "assignments"

    def assignment(self, module_id: str, exercise: Exercise) -> Path:
        """Return the notebook in which a learner does an exercise."""
        return self.assignments / module_id / f"{exercise.name}.ipynb"

    def submitted(self, learner: str, module_id: str) -> Path:
        """Return the folder with a learner's submitted notebooks of a module."""
        return self.home / "submitted" / learner / module_id

    def autograded(self, learner: str, module_id: str) -> Path:
        """Return the folder with the notebooks that ran."""
        return self.home / "autograded" / learner / module_id

    def to_be_autograded(self, learner: str, module_id: str) -> Path:
        """Return where that folder is written before it replaces the previous one."""
        return self.autograded(learner, module_id).with_name(f".new-{module_id}")

    def feedback(self, learner: str, module_id: str, exercise: Exercise | None = None) -> Path:
        """Return the path of the feedback page of an exercise, or of the whole module."""
        name = exercise.name if exercise else module_id
        return self.home / "feedback" / learner / module_id / f"{name}.html"

    @property
    def gradebook_url(self) -> str:
        return f"sqlite:///{self.home.resolve() / 'gradebook.db'}"


def own_course(isolation: str = "bubblewrap", start: Path | None = None) -> Course:
    """Return the course and home from the settings; without settings, both are find_root(start).

    A home other than the course gets what its learner opens, once: lessons and empty notebooks.
    Files that are already there stay. Raises CatalogError, and GradingError if the home cannot be
    written to.
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
    """Join names as in a sentence: "a, b and c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
