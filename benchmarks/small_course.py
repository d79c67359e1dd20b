"""Writes a small course: one module, with exercises whose own work is next to nothing."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from privacylab.grading import Course

SETTINGS = Path(__file__).parent.parent / "nbgrader_config.py"
CASES = """
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
[[provisions]]
id = "O-A1"
case = "amazon"
text = "The order requires doubling."
section = "I"
source = ["ORD"]
confidence = "SEEN-P"
taught_in = ["{module}"]
"""
MODULE = """
title = "Small"
[[modules]]
id = "{module}"
title = "Small"
summary = "Small."
objectives = []
out_of_scope = []
minutes = 5
prerequisites = []
to_come = []
"""
EXERCISE = """
[[modules.exercises]]
id = "{task}"
title = "Small"
covers = {covers}
points = {points}
minutes = 5
"""
REQUIREMENT = """
[[requirements]]
id = "{name}"
statement = "A number is doubled."
cites = ["F-A1", "O-A1"]
standards = []
module = "{module}"
misconception = "Four is twice anything."
inference = false
"""
CELLS = """
# %% [markdown]
# ## {task}

# %% task="{task}" points={points}
### BEGIN SOLUTION
{answer}
### END SOLUTION

# %% test="{task}" covers="{covered}"
{test}
"""


@dataclass(frozen=True)
class SmallExercise:
    """One exercise: its answer and its test as they stand in an author's text.

    covers  the requirements that it stands for, its own first; each is worth two points
    """

    covers: tuple[str, ...]
    answer: str
    test: str

    @property
    def words(self) -> dict[str, object]:
        """What the templates ask for."""
        return {
            "task": self.covers[0],
            "covers": list(self.covers),
            "covered": " ".join(self.covers),
            "points": 2 * len(self.covers),
            "answer": self.answer,
            "test": self.test,
        }


def write_course(
    root: Path, module: str, setup: str, exercises: tuple[SmallExercise, ...]
) -> Course:
    """Write the course to root, which is emptied first."""
    shutil.rmtree(root, ignore_errors=True)
    (root / "course" / module).mkdir(parents=True)
    (root / "solutions" / module).mkdir(parents=True)
    shutil.copy(SETTINGS, root)
    manifest = MODULE.format(module=module)
    manifest += "".join(EXERCISE.format(**one.words) for one in exercises)
    (root / "course" / "course.toml").write_text(manifest)
    (root / "course" / "cases.toml").write_text(CASES.format(module=module))
    covered = [name for one in exercises for name in one.covers]
    requirements = "".join(REQUIREMENT.format(module=module, name=name) for name in covered)
    (root / "course" / "requirements.toml").write_text(requirements)
    hints = "".join(f'{name} = ["one", "two", "three"]\n' for name in covered)
    (root / "course" / module / "hints.toml").write_text(hints)
    text = f'# %% [markdown]\n# # Small\n\n# %% given="setup"\n{setup}\n'
    text += "".join(CELLS.format(**one.words) for one in exercises)
    (root / "solutions" / module / f"{module}.py").write_text(text)
    return Course(root, root)
