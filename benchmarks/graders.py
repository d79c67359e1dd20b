"""The graders to compare: each prepares a folder, runs as a command, and returns scores."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from abc import ABC, abstractmethod
from pathlib import Path

import nbformat

from classes import Bench, Submission
from measure import Cost, Failed, measure
from privacylab.authoring.cells import is_look
from privacylab.grading import Course
from privacylab.grading.gradebook.database import open_gradebook

Scores = dict[str, dict[str, float]]  # by learner and exercise
FLOOR = str(Path(__file__).with_name("floor.py"))
OURS = """
import sys
from pathlib import Path
from privacylab.grading import Course, Workers, start_forkserver
root, home, module, jobs = sys.argv[1:]
start_forkserver()  # as the command line does
from privacylab.grading import grade_class
graded = grade_class(Course(Path(root), Path(home)), module, workers=Workers(int(jobs)))
sys.exit("\\n".join({one.reason for one in graded if one.reason}) or 0)
"""
OTTER = """
import json, sys
from pathlib import Path
from otter.api import grade_submission
folder, scores = Path(sys.argv[1]), {}
for notebook in sorted(folder.glob("*.ipynb")):
    found = grade_submission(str(notebook), str(folder / "autograder.zip"), quiet=True)
    scores[notebook.stem] = {name: round(found.get_score(name), 2) for name in found.results}
(folder / "scores.json").write_text(json.dumps(scores))
"""


class Grader(ABC):
    """One way to grade a class, in its own folder inside the course folder."""

    name: str

    def __init__(self, bench: Bench, jobs: int):
        self.bench, self.jobs = bench, jobs
        self.folder = bench.course.root / "var" / self.name

    def run(self, size: int) -> tuple[Cost, Scores]:
        """Grade a class of this size from a cold start. Raises Failed."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.prepare(size)
        cost = measure(self.command(), self.folder, self.env())
        return cost, self.scores()

    def env(self) -> dict[str, str]:
        """Return an environment without the user's Jupyter settings or start-up files."""
        return {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder),
            "LANG": "C.UTF-8",
        }

    def submit(self, folder: Path, size: int) -> None:
        for learner, sent in self.bench.submissions(size):
            path = folder / "submitted" / learner / self.bench.module
            path.mkdir(parents=True)
            for name, text in sent.items():
                (path / f"{name}.ipynb").write_text(text)

    @abstractmethod
    def prepare(self, size: int) -> None:
        """Write the files that the command reads."""

    @abstractmethod
    def command(self) -> list[str]: ...

    @abstractmethod
    def scores(self) -> Scores: ...


class Ours(Grader):
    name = "ours"

    def prepare(self, size: int) -> None:
        self.submit(self.folder, size)

    def command(self) -> list[str]:
        words = [str(self.bench.course.root), str(self.folder), self.bench.module, str(self.jobs)]
        return [sys.executable, "-c", OURS, *words]

    def scores(self) -> Scores:
        return read_gradebook(Course(self.bench.course.root, self.folder), self.bench.module)


class Stock(Grader):
    """nbgrader out of the box, with its default settings and its own course folder."""

    name = "stock nbgrader"

    def prepare(self, size: int) -> None:
        source = self.folder / "source" / self.bench.module
        source.mkdir(parents=True)
        for exercise, notebook in self.bench.sources.items():
            nbformat.write(notebook, source / f"{exercise.name}.ipynb")
        made = subprocess.run(
            nbgrader("generate_assignment", self.bench.module),
            cwd=self.folder,
            env=self.env(),
            capture_output=True,
            text=True,
        )
        if made.returncode:
            raise Failed(made.stderr[-2000:])
        self.submit(self.folder, size)

    def command(self) -> list[str]:
        return nbgrader("autograde", self.bench.module)

    def scores(self) -> Scores:
        return read_gradebook(Course(self.bench.course.root, self.folder), self.bench.module)


class Otter(Grader):
    """otter-grader without a container: one submission after another, in one process.

    Each of our checks becomes an otter test case with the same points.
    """

    name = "otter-grader"

    def prepare(self, size: int) -> None:
        with zipfile.ZipFile(self.folder / "autograder.zip", "w") as tests:
            for cell in (cell for one in self.bench.sources.values() for cell in one.cells):
                mark = cell.metadata.get("nbgrader", {})
                if mark.get("grade"):
                    task = mark["grade_id"].removesuffix("-test")
                    tests.writestr(f"tests/{task}.py", otter_test(task, mark["points"], cell))
            tests.writestr("otter_config.json", json.dumps({"print_summary": False}))
        for learner, sent in self.bench.submissions(size):
            notebooks = [nbformat.reads(text, as_version=4) for text in sent.values()]
            whole = notebooks[0]  # otter grades one notebook for each submission
            whole.cells = [
                cell
                for notebook in notebooks
                for cell in notebook.cells
                if not cell.metadata.get("nbgrader", {}).get("grade") and not is_look(cell)
            ]
            nbformat.write(whole, self.folder / f"{learner}.ipynb")

    def command(self) -> list[str]:
        return [sys.executable, "-c", OTTER, str(self.folder)]

    def scores(self) -> Scores:
        return json.loads((self.folder / "scores.json").read_text())


class Floor(Grader):
    name = "floor"

    def prepare(self, size: int) -> None:
        cells = [run for who, sent in self.bench.submissions(size) for run in self.runs(who, sent)]
        (self.folder / "class.json").write_text(json.dumps(cells))

    def runs(self, who: str, sent: Submission) -> list[tuple[str, dict[str, list[str]]]]:
        """Return each run of a submission: its name, and its cells."""
        return [(who, self.bench.complete(sent))]

    def command(self) -> list[str]:
        return [sys.executable, FLOOR, "class.json", "scores.json", str(self.jobs)]

    def scores(self) -> Scores:
        return json.loads((self.folder / "scores.json").read_text())


class BothRuns(Floor):
    """The floor with the cells run twice, as our grader does: first with the public checks only."""

    name = "both runs"

    def runs(self, who: str, sent: Submission) -> list[tuple[str, dict[str, list[str]]]]:
        return [(f"{who}, public", self.bench.public(sent)), *super().runs(who, sent)]


def nbgrader(*words: str) -> list[str]:
    return [sys.executable, "-m", "nbgrader", *words]


def read_gradebook(course: Course, module: str) -> Scores:
    """Return the scores of every submission in a gradebook."""
    with open_gradebook(course) as gradebook:
        return {
            sent.student_id: {
                grade.name.removesuffix("-test"): grade.score
                for notebook in sent.notebooks
                for grade in notebook.grades
            }
            for sent in gradebook.assignment_submissions(module)
        }


OTTER_TEST = """
OK_FORMAT = False
from otter.test_files import test_case
name, points = {task!r}, {points!r}
cell, results = {cell!r}, []
def passed(env, number):
    if not results:
        names = dict(env)
        exec(compile(cell, "test", "exec"), names)
        results.extend(names["checks"].results)
    assert results[number].outcome == "passed"
"""
OTTER_CASE = """
@test_case(points={points!r})
def check_{number}(env):
    passed(env, {number})
"""


def otter_test(task: str, points: float, cell: nbformat.NotebookNode) -> str:
    """Return an otter test file in its exception-based format."""
    count = cell.source.count("with checks(")
    head = OTTER_TEST.format(task=task, points=points, cell=cell.source)
    cases = (OTTER_CASE.format(number=n, points=points / count) for n in range(count))
    return head + "".join(cases)
