"""Writes a small course: one module, with exercises whose own work is next to nothing."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from privacylab.grading import Course

SETTINGS = Path(__file__).parent.parent / "nbgrader_config.py"
CASES = """
provisions = []
[sources]
ORD = "an order"
[traps]
[[facts]]
id = "F-A1"
case = "amazon"
text = "The complaint alleges that nothing was doubled."
source = ["ORD"]
confidence = "SEEN-P"
taught_in = ["{module}"]
"""
MODULE = """
title = "Small"
summary = "Small."
objectives = []
out_of_scope = []
lesson_minutes = 5
prerequisites = []
to_come = []
exercises = [{names}]
"""
REQUIREMENT = """
[[requirements]]
id = "{name}"
statement = "A number is doubled."
cites = ["F-A1"]
standards = []
module = "{module}"
misconception = "Four is twice anything."
basis = "allegation"
"""
BEGINNING = """
# %% [markdown]
# ## Why
# Nothing was doubled, the complaint alleges.{{fact}}`F-A1`

# %% given="setup"
{setup}
"""
STEP = """
# %% [markdown]
# ## Step

# %% step="{name}"
### BEGIN SOLUTION
{answer}
### END SOLUTION

# %% test="{name}"
{test}
"""


@dataclass(frozen=True)
class SmallStep:
    """One step: its answer and its checks as an author's text has them."""

    name: str
    answer: str
    test: str


@dataclass(frozen=True)
class SmallExercise:
    """One exercise; covers holds the requirements of its checks, each worth two points."""

    covers: tuple[str, ...]
    steps: tuple[SmallStep, ...]

    @property
    def name(self) -> str:
        return f"{self.covers[0]}_small"

    def write(self, module: Path, setup: str) -> None:
        """Write its folder below that of its module."""
        folder = module / self.name
        folder.mkdir(parents=True)
        hints = "".join(f'{name} = ["one", "two", "three"]\n' for name in self.covers)
        settings = f'title = "Small"\nminutes = {10 * len(self.covers)}\n\n[hints]\n{hints}'
        (folder / "exercise.toml").write_text(settings)
        text = BEGINNING.format(setup=setup)
        text += "".join(STEP.format(**vars(step)) for step in self.steps)
        (folder / "exercise.py").write_text(text)


def write_course(
    root: Path, module: str, setup: str, exercises: tuple[SmallExercise, ...]
) -> Course:
    """Write the course to root, which is emptied first."""
    shutil.rmtree(root, ignore_errors=True)
    (root / "course" / module).mkdir(parents=True)
    shutil.copy(SETTINGS, root)
    names = ", ".join(f'"{one.name}"' for one in exercises)
    (root / "course" / "course.toml").write_text(f'title = "Small"\nmodules = ["{module}"]\n')
    (root / "course" / module / "module.toml").write_text(MODULE.format(names=names))
    (root / "course" / "cases.toml").write_text(CASES.format(module=module))
    covered = [name for one in exercises for name in one.covers]
    requirements = "".join(REQUIREMENT.format(module=module, name=name) for name in covered)
    (root / "course" / "requirements.toml").write_text(requirements)
    for one in exercises:
        one.write(root / "solutions" / module, setup)
    return Course(root, root)
