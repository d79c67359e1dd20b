"""Grades every cheat in tests/cheats with stock nbgrader and with ours, and writes CHEATS.md.

    python benchmarks/cheats.py                  all of them; about ten minutes on two cores
    python benchmarks/cheats.py --only "a fork"  cheats with this in their name; writes nothing

Each cheat is in a class with an honest learner, Ada, who is graded after it. Stock nbgrader grades
each cheat in a throwaway course folder, inside its own bubblewrap sandbox, so that a cheat that
succeeds does no harm to this machine. Our grader grades all of them as one class.
"""

import argparse
import copy
import importlib.metadata
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from classes import REPOSITORY, SmallExercise, SmallStep, write_course
from graders import nbgrader, read_gradebook
from sandbox import PORT, SECONDS, TOKEN, run_sandboxed

sys.path.insert(0, str(REPOSITORY / "tests" / "cheats"))
from cheat_exercise import AGAIN, DOUBLE, HELD, SETUP, TEST, TRIPLE  # noqa: E402
from cheat_list import CHEATS, Cheat  # noqa: E402

from privacylab.authoring import read_exercise  # noqa: E402
from privacylab.authoring.exercise_notebook import exercise_notebook  # noqa: E402
from privacylab.authoring.release import release  # noqa: E402
from privacylab.catalog import load_catalog  # noqa: E402
from privacylab.grading import Course, Workers, grade_class  # noqa: E402

MODULE, CHEAT, ADA = "02_cheats", "abe", "ada"
NOTEBOOK = "RET-02_small.ipynb"
SECRETS = ("100021", "200042", "100_021", "100003", "SECRET_OF", "concealed")
FOUND = ("it found what it looked for", "no limit stopped it")
TABLE = Path(__file__).parent / "CHEATS.md"
FAMILIES = {
    "forge": "To gain points without an answer",
    "spy": "To see what is hidden, or what is another's",
    "tell": "To pass on what a hidden check hands over",
    "harm": "To stop the run, to fill the machine, to stay behind",
}
FULL = 6.0
HEAD = """<!-- written by `python benchmarks/cheats.py`: run it again, do not edit -->
# What cheats reach

Every submission in `tests/cheats`, actually graded by stock nbgrader {version} (with its default
settings, in a sandbox that protects this machine) and by this lab. Points are out of 6. *Honest* is
what the honest code in the submission deserves. Ada is an honest learner with every answer right,
graded after the cheat. The lab grades all cheats and Ada as one class. A dash means that the cheat
targets the lab's own result channel, which stock nbgrader doesn't have.

| of {count} cheats | stock nbgrader | this lab |
|---|---|---|
"""
COUNTS = {
    "got points that it had not earned": lambda fate, honest: (fate.score or 0) > honest + 0.01,
    "read a hidden test, or found what it looked for": lambda fate, _: any(
        "was read" in one or "looked for" in one for one in fate.did
    ),
    "met no limit on processes or disk": lambda fate, _: any("no limit" in one for one in fate.did),
    "stopped the grader, or cost Ada her points": lambda fate, _: fate.ada != FULL,
    "changed a file, or left something behind": lambda fate, _: any(
        "changed" in one or "left" in one for one in fate.did
    ),
    "did any of these": lambda fate, honest: _won(fate, honest),
}


@dataclass
class Fate:
    """The outcome of one cheat: its points and Ada's (None: never graded), and its side effects."""

    score: float | None
    ada: float | None
    did: list[str] = field(default_factory=list)


def cheats_course(root: Path) -> Course:
    """Return the exercise of tests/cheats as a course: one notebook with two steps."""
    first = _checks_of(TEST).replace('number is doubled"', 'number is doubled", "RET-03"')
    second = _checks_of(AGAIN).replace('becomes six"', 'becomes six", "RET-01"')
    second = second.replace('is tripled"', 'is tripled", "RET-01"')
    steps = (
        SmallStep("double", f"{DOUBLE}\n{HELD}", first),
        SmallStep("triple", TRIPLE, second),
    )
    exercise = SmallExercise(("RET-02", "RET-01", "RET-03"), steps)
    course = write_course(root, MODULE, SETUP, (exercise,))
    with (root / "nbgrader_config.py").open("a") as settings:
        settings.write("\nc.Execute.timeout = 8\n")
    return course


def _checks_of(test: str) -> str:
    """Return a test as its author writes it, without the lines that the build adds."""
    lines = test.strip().splitlines()
    return "\n".join(line for line in lines if not line.startswith(("checks = ", "checks.report")))


def source_of(course: Course) -> NotebookNode:
    """Return the instructor's notebook of the exercise."""
    module = course.module(MODULE)
    text = read_exercise(course.root, module, module.exercises[0])
    return exercise_notebook(text, load_catalog(course.root))


def submission(released: NotebookNode, cheat: Cheat, root: Path) -> NotebookNode:
    """Return the released notebook with a cheat's cells in it."""
    notebook = copy.deepcopy(released)
    first, then, last = cheat.cells(str(root), PORT)
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        sources = {"RET-02-double": first, "RET-02-triple": then}.get(cell.id, ())
        if sources:
            cell.source = sources[0]
            cells += [nbformat.v4.new_code_cell(source) for source in sources[1:]]
        if cheat.skip and cell.id.endswith("-test"):
            cell.metadata.tags = ["skip-execution"]
    notebook.cells = cells + [nbformat.v4.new_code_cell(source) for source in last]
    return notebook


HONEST = Cheat("", (DOUBLE, HELD), (4.0, 2.0))


def send(home: Path, learner: str, notebook: NotebookNode) -> None:
    path = home / "submitted" / learner / MODULE / NOTEBOOK
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


def graded_by_us(
    course: Course, cheats: dict[str, Cheat], released: NotebookNode, jobs: int
) -> list[Fate]:
    """Grade all cheats as one class, with Ada last, and return the outcome of each cheat."""
    names = [f"abe-{number:02d}" for number in range(len(cheats))]
    for name, cheat in zip(names, cheats.values(), strict=True):
        send(course.home, name, submission(released, cheat, course.root))
    send(course.home, ADA, submission(released, HONEST, course.root))
    before = _fingerprint(course.home)
    os.environ["GRADERS_TOKEN"] = TOKEN
    with socket.create_server(("127.0.0.1", PORT)):
        graded = {one.learner: one for one in grade_class(course, MODULE, workers=Workers(jobs))}
    changed = _fingerprint(course.home) != before
    left = "98765" in subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    fates = []
    for name, cheat in zip(names, cheats.values(), strict=True):
        fate = Fate(graded[name].score, graded[ADA].score)
        fate.did = _told(course.home, name, cheat)
        fate.did += [graded[name].reason] if graded[name].reason else []
        fate.did += ["a file was changed"] if changed else []
        fate.did += ["left processes behind"] if left else []
        fates.append(fate)
    return fates


def graded_by_stock(
    template: Path, folder: Path, cheat: Cheat, released: NotebookNode
) -> Fate | None:
    """Grade one cheat and Ada with stock nbgrader in a sandbox.

    Returns None for a cheat that targets something only our grader has.
    """
    if cheat.at_us:
        return None
    shutil.copytree(template, folder)
    send(folder, CHEAT, submission(released, cheat, folder))
    send(folder, ADA, submission(released, HONEST, folder))
    before = _fingerprint(folder)
    code = run_sandboxed(
        [sys.executable, str(Path(__file__).parent / "sandbox.py"), str(folder), MODULE], folder
    )
    try:
        scores = read_gradebook(Course(folder, folder), MODULE)
    except Exception as error:  # a cheat can write anything into it
        return Fate(None, None, [f"the gradebook cannot be read ({type(error).__name__})"])
    fate = Fate(*(_total(scores.get(name)) for name in (CHEAT, ADA)))
    fate.did = _told(folder, CHEAT, cheat)
    if code is None:
        fate.did.append(f"the grader hung (stopped after {SECONDS} s)")
    elif code not in (0, 1):
        fate.did.append("the grader was killed")
    if _fingerprint(folder) != before:
        fate.did.append("a file was changed")
    left = folder / "left.txt"
    fate.did += left.read_text().splitlines() if left.exists() else []
    shutil.rmtree(folder)
    return fate


def _total(scores: dict[str, float | None] | None) -> float | None:
    """Return the points of a submission, or None if no test was graded."""
    if not scores or all(score is None for score in scores.values()):
        return None
    return round(sum(score or 0 for score in scores.values()), 2)


def _told(home: Path, learner: str, cheat: Cheat) -> list[str]:
    """Return what a graded notebook's outputs reveal that they shouldn't."""
    path = home / "autograded" / learner / MODULE / NOTEBOOK
    try:
        cells = json.loads(path.read_text())["cells"]
    except (OSError, ValueError):
        return []
    shown = json.dumps([cell.get("outputs") for cell in cells])
    told = ["a hidden test was read"] if any(secret in shown for secret in SECRETS) else []
    found = FOUND[cheat.tries == "harm"]
    return told + ([found] if cheat.sign and cheat.sign in shown else [])


def _fingerprint(folder: Path) -> dict[str, bytes]:
    """Return the contents of the files that no submitted code may change."""
    return {
        str(path): path.read_bytes()
        for part in ("source", "solutions", "submitted")
        for path in sorted((folder / part).rglob("*"))
        if path.is_file()
    }


def stock_template(course: Course, folder: Path) -> None:
    """Create a stock nbgrader course folder with the assignment generated."""
    source = folder / "source" / MODULE / NOTEBOOK
    source.parent.mkdir(parents=True)
    nbformat.write(source_of(course), source)
    subprocess.run(
        nbgrader("generate_assignment", MODULE),
        cwd=folder,
        check=True,
        capture_output=True,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )


def write_table(
    cheats: Mapping[str, Any], stock: Sequence[Any], ours: Sequence[Any], version: str
) -> str:
    """Return the page CHEATS.md. stock and ours hold the outcomes in the order of the cheats."""
    rows = list(zip(cheats, cheats.values(), stock, ours, strict=True))
    text = HEAD.format(version=version, count=len(rows))
    for what, reached in COUNTS.items():
        counts = [
            sum(bool(row[side] and reached(row[side], sum(row[1].honest))) for row in rows)
            for side in (2, 3)
        ]
        text += f"| {what} | {counts[0]} | {counts[1]} |\n"
    for family, title in FAMILIES.items():
        text += f"\n## {title}\n\n| cheat | honest | stock nbgrader {version} | this lab |\n"
        text += "|---|---|---|---|\n"
        for name, cheat, by_stock, by_us in rows:
            if cheat.tries == family:
                honest = sum(cheat.honest)
                text += f"| {_plain(name)} | {honest:g} | {_said(by_stock, honest)} | "
                text += f"{_said(by_us, honest)} |\n"
    return text


def _won(fate: Any, honest: float) -> bool:
    return any(reached(fate, honest) for what, reached in COUNTS.items() if "any of" not in what)


def _said(fate: Any, honest: float) -> str:
    if fate is None:
        return "–"
    score = "no score" if fate.score is None else f"{fate.score:g}"
    said = [f"**{score}**" if (fate.score or 0) > honest + 0.01 else score, *fate.did]
    if fate.ada is None:
        said.append("Ada was not graded")
    elif fate.ada != FULL:
        said.append(f"Ada got {fate.ada:g}")
    return f"{'✗' if _won(fate, honest) else '✓'} {'; '.join(said)}"


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("_", "\\_")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="", help="only cheats with this in their name")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    cheats = {name: cheat for name, cheat in CHEATS.items() if arguments.only in name}
    root = REPOSITORY / "var" / "cheats"
    course = cheats_course(root)
    released = release(source_of(course))
    template = root / "var" / "template"
    stock_template(course, template)

    def by_stock(numbered: tuple[int, Cheat]) -> Fate | None:
        number, cheat = numbered
        return graded_by_stock(template, root / "var" / f"stock-{number:02d}", cheat, released)

    with ThreadPoolExecutor(arguments.jobs) as pool:
        stock = list(pool.map(by_stock, enumerate(cheats.values())))
    ours = graded_by_us(course, cheats, released, arguments.jobs)
    table = write_table(cheats, stock, ours, importlib.metadata.version("nbgrader"))
    print(table)
    if not arguments.only:
        TABLE.write_text(table, encoding="utf-8")


if __name__ == "__main__":
    main()
