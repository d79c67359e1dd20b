"""A tiny course for these tests, with exercises that take no time to run.

Every exercise asks for one function that doubles a number. Its public check tries 2; a hidden check
for each requirement tries a number of its own.
"""

import copy
import shutil
from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, writes_json

from privacylab.catalog import Exercise, Module, load_catalog
from privacylab.grading import Course
from privacylab.grading.cells import own_cells

MODULE, OTHER, PLANNED = "02_doubling", "03_other", "04_planned"
COVERS = {
    "RET-02": ("RET-02", "RET-03", "RET-04", "RET-07"),
    "RET-01": ("RET-01", "RET-15", "RET-16"),
    "RET-08": ("RET-08", "RET-09", "RET-10", "RET-11", "RET-12"),
    "AUD-01": ("AUD-01",),
    "NEW-01": ("NEW-01",),
}
TASKS = ("RET-02", "RET-01", "RET-08")
IN_MODULE = {MODULE: TASKS, OTHER: ("AUD-01",), PLANNED: ()}
HIDDEN_SENTENCE = "the concealed number of {} is doubled"
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
taught_in = ["02_doubling"]
[[provisions]]
id = "O-A1"
case = "amazon"
text = "The order requires doubling."
section = "I"
source = ["ORD"]
confidence = "SEEN-P"
taught_in = ["02_doubling"]
"""


def make_course(root: Path, settings: Path, in_module: dict[str, tuple[str, ...]]) -> Course:
    """Write a tiny course to root; settings is the repository's own nbgrader_config.py."""
    (root / "course").mkdir(parents=True)
    (root / "course" / "cases.toml").write_text(CASES)
    (root / "course" / "course.toml").write_text(_manifest(in_module))
    (root / "course" / "requirements.toml").write_text(_requirements(in_module))
    shutil.copy(settings, root)
    for module in in_module:
        (root / "course" / module).mkdir()
        hints = [f'{name} = ["one", "two", "three"]' for name in _covered(in_module[module])]
        (root / "course" / module / "hints.toml").write_text("\n".join(hints))
    for module in load_catalog(root).modules.values():
        if module.exercises:
            write_text(root, module)
    lesson = NotebookNode(cells=[new_markdown_cell("# The lesson")], metadata={})
    lesson |= {"nbformat": 4, "nbformat_minor": 5}
    (root / "course" / MODULE / "lesson.ipynb").write_text(writes_json(lesson))
    wrong_answers = root / "solutions" / MODULE / "counterfeits"
    wrong_answers.mkdir()
    (wrong_answers / "Wrong.py").write_text("ANSWER = 1\n")
    (root / "solutions" / MODULE / "notes.toml").write_text("answer = 1\n")
    return Course(root, root)


def _covered(tasks: tuple[str, ...]) -> list[str]:
    return [name for task in tasks for name in COVERS[task]]


def _manifest(in_module: dict[str, tuple[str, ...]]) -> str:
    text = 'title = "Tiny"\n'
    for module, tasks in in_module.items():
        text += f"""
[[modules]]
id = "{module}"
title = "Doubling"
summary = "Doubling."
objectives = []
out_of_scope = []
minutes = 5
prerequisites = []
to_come = []
"""
        for task in tasks:
            text += f"""
[[modules.exercises]]
id = "{task}"
title = "Twice, for {task}"
covers = {list(COVERS[task])}
points = {2 * len(COVERS[task])}
minutes = 5
"""
    return text


def _requirements(in_module: dict[str, tuple[str, ...]]) -> str:
    return "".join(
        f"""
[[requirements]]
id = "{name}"
statement = "A number is doubled."
cites = ["F-A1", "O-A1"]
standards = []
module = "{module}"
misconception = "Four is twice anything."
inference = false
"""
        for module, tasks in in_module.items()
        for name in _covered(tasks)
    )


def write_text(root: Path, module: Module, extra: str = "") -> None:
    """Write a module's text; extra goes into every hidden region."""
    parts = [
        '# %% [markdown]\n# # Doubling\n\n# %% given="setup"\n'
        "from privacylab.checks import Checks\n"
    ]
    parts += [_exercise(exercise, extra) for exercise in module.exercises]
    path = root / "solutions" / module.id / f"{module.id}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(parts))


def _exercise(exercise: Exercise, extra: str) -> str:
    name = function_of(exercise.id)
    hidden = "\n".join(
        f'concealed_{n} = {n}\nwith checks("{HIDDEN_SENTENCE.format(requirement)}", '
        f'"{requirement}", hint=1):\n    assert {name}(concealed_{n}) == {2 * n}'
        for n, requirement in enumerate(exercise.covers, start=1001)
    )
    return f'''
# %% [markdown]
# ## {exercise.id}

# %% task="{exercise.id}" points={exercise.points:g}
def {name}(x: int) -> int:
    """Twice x."""
    ### BEGIN SOLUTION
    return x + x
    ### END SOLUTION

# %% test="{exercise.id}" covers="{" ".join(exercise.covers)}"
checks = Checks("{exercise.id}")
with checks("two becomes four"):
    assert {name}(2) == 4
### BEGIN HIDDEN TESTS
{extra}
{hidden}
### END HIDDEN TESTS
checks.report()
'''


def function_of(task: str) -> str:
    return task.lower().replace("-", "_")


def right(task: str) -> str:
    return f"def {function_of(task)}(x):\n    return 2 * x"


def wrong(task: str) -> str:
    """Passes the public check and fails every hidden one."""
    return f"def {function_of(task)}(x):\n    return 4"


ALL_RIGHT = {task: right(task) for task in TASKS}
Edit = Callable[[NotebookNode], object]


def notebook(course: Course, answers: dict[str, str], edit: Edit | None = None) -> NotebookNode:
    """A released notebook, filled in, and then edited."""
    released = copy.deepcopy(own_cells(course.root, course.module(MODULE)).released)
    for cell in released.cells:
        cell.source = answers.get(cell.id, cell.source)
    if edit:
        edit(released)
    return released


def send(course: Course, learner: str, sent: NotebookNode | str | bytes) -> Path:
    """Put a submission where a class's submissions lie."""
    path = course.submitted(learner, MODULE)
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(sent, NotebookNode):
        sent = writes_json(sent)
    path.write_bytes(sent if isinstance(sent, bytes) else sent.encode())
    return path


def place(sent: NotebookNode, cell_id: str) -> int:
    """Where the cell of that id stands."""
    return [cell.id for cell in sent.cells].index(cell_id)


def own(source: str, cell_id: str = "mine") -> NotebookNode:
    """A code cell of the learner's own."""
    return new_code_cell(source, id=cell_id)
