"""A tiny course for these tests, with exercises that take no time to run.

Every step asks for one function that doubles a number. Its public check tries 2; a hidden check for
each requirement tries a number of its own.
"""

import copy
import shutil
from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, writes_json

from privacylab.catalog import Exercise, load_catalog
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
STEPS = {"AUD-01": ("first", "second", "third")}  # the others have one, named after the exercise
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
    names = ", ".join(f'"{module}"' for module in in_module)
    (root / "course" / "course.toml").write_text(f'title = "Tiny"\nmodules = [{names}]\n')
    (root / "course" / "requirements.toml").write_text(_requirements(in_module))
    shutil.copy(settings, root)
    for module, tasks in in_module.items():
        (root / "course" / module).mkdir()
        (root / "course" / module / "module.toml").write_text(_module(tasks))
        for task in tasks:
            write_text(root, module, task)
    lesson = NotebookNode(cells=[new_markdown_cell("# The lesson")], metadata={})
    lesson |= {"nbformat": 4, "nbformat_minor": 5}
    (root / "course" / MODULE / "02_lesson.ipynb").write_text(writes_json(lesson))
    answers = root / "solutions" / MODULE / name_of(TASKS[0])  # with all that tells them
    (answers / "genuine").mkdir()
    for name in ("counterfeits.toml", "equivalent.toml", "fails.json", "genuine/doubles.py"):
        (answers / name).write_text("a = 1\n")
    return Course(root, root)


def name_of(task: str) -> str:
    """The name of an exercise's folder and notebook."""
    return f"{task}_twice"


def _module(tasks: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name_of(task)}"' for task in tasks)
    return f"""
title = "Doubling"
summary = "Doubling."
objectives = []
out_of_scope = []
lesson_minutes = 5
prerequisites = []
to_come = []
exercises = [{names}]
"""


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
basis = "allegation"
"""
        for module, tasks in in_module.items()
        for task in tasks
        for name in COVERS[task]
    )


def write_text(root: Path, module: str, task: str, extra: str = "", builds_on: str = "") -> None:
    """Write an exercise's folder; extra goes into its hidden region."""
    folder = root / "solutions" / module / name_of(task)
    folder.mkdir(parents=True, exist_ok=True)
    hints = "\n".join(f'{name} = ["one", "two", "three"]' for name in COVERS[task])
    earlier = f"[builds_on]\n{builds_on}\n" if builds_on else ""
    (folder / "exercise.toml").write_text(
        f'title = "Twice, for {task}"\nminutes = {10 * len(COVERS[task])}\n'
        f"{earlier}[hints]\n{hints}\n"
    )
    steps = "".join(_step(name, task, extra) for name in STEPS.get(task, (function_of(task),)))
    (folder / "exercise.py").write_text(BEGINNING + steps)


BEGINNING = """
# %% [markdown]
# ## Why
#
# Doubling, which no one did,{fact}`F-A1` and which is required.{fact}`O-A1`

# %% look
looked = True

# %% given="setup"
from privacylab.checks import Checks
"""


def _step(name: str, task: str, extra: str) -> str:
    more = f", says {name}" if task in STEPS else ""
    hidden = "\n".join(
        f'concealed_{n} = {n}\nwith checks("{HIDDEN_SENTENCE.format(requirement)}{more}", '
        f'"{requirement}", hint=1):\n    assert {name}(concealed_{n}) == {2 * n}'
        for n, requirement in enumerate(COVERS[task], start=1001)
    )
    return f'''
# %% [markdown]
# ## Step · `{name}`

# %% step="{name}"
def {name}(x: int) -> int:
    """Twice x."""
    ### BEGIN SOLUTION
    return x + x
    ### END SOLUTION

# %% test="{name}"
with checks("two becomes four{more}"):
    assert {name}(2) == 4
### BEGIN HIDDEN TESTS
{extra}
{hidden}
### END HIDDEN TESTS
'''


def function_of(task: str) -> str:
    return task.lower().replace("-", "_")


def right(task: str) -> str:
    return f"def {function_of(task)}(x):\n    return 2 * x"


def wrong(task: str) -> str:
    """Passes the public check and fails every hidden one."""
    return f"def {function_of(task)}(x):\n    return 4"


ALL_RIGHT = {task: right(task) for task in TASKS}
Sent = dict[str, NotebookNode]  # the notebooks of a submission, by exercise id
Edit = Callable[[Sent], object]


def answer_id(task: str) -> str:
    """The id of an exercise's answer cell."""
    return f"{task}-{function_of(task)}"


def test_id(task: str) -> str:
    return f"{answer_id(task)}-test"


test_id.__test__ = False  # type: ignore[attr-defined]


def exercise(course: Course, task: str) -> Exercise:
    found = load_catalog(course.root).exercise(task)
    assert found
    return found[1]


def notebook(course: Course, task: str, answer: str | None = None) -> NotebookNode:
    """The released notebook of an exercise, filled in."""
    module, one = load_catalog(course.root).exercise(task) or (None, None)
    assert module and one
    released = copy.deepcopy(own_cells(course.root, module, one).released)
    if answer is not None:
        released.cells[place(released, answer_id(task))].source = answer
    return released


def notebooks(course: Course, answers: dict[str, str], edit: Edit | None = None) -> Sent:
    """The released notebooks of the main module, filled in, and then edited."""
    sent = {task: notebook(course, task, answers.get(task)) for task in TASKS}
    if edit:
        edit(sent)
    return sent


def path_of(course: Course, learner: str, task: str) -> Path:
    """Where a learner's notebook of an exercise of the main module is submitted."""
    return course.submitted(learner, MODULE) / f"{name_of(task)}.ipynb"


def send(course: Course, learner: str, sent: Sent) -> Path:
    """Put a submission where a class's submissions are; its folder."""
    for task, content in sent.items():
        send_one(course, learner, content, task)
    return course.submitted(learner, MODULE)


def send_one(
    course: Course, learner: str, content: NotebookNode | str | bytes, task: str = TASKS[0]
) -> Path:
    """Put one notebook of a submission in its place, whatever is in it."""
    path = path_of(course, learner, task)
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, NotebookNode):
        content = writes_json(content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def place(sent: NotebookNode, cell_id: str) -> int:
    """Where the cell of that id is."""
    return [cell.id for cell in sent.cells].index(cell_id)


def own(source: str, cell_id: str = "mine") -> NotebookNode:
    """A code cell of the learner's own."""
    return new_code_cell(source, id=cell_id)
