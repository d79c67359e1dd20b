"""A class of the tiny course: five learners who can be graded, and five who cannot."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import tiny_course as tiny
from nbformat import NotebookNode

from privacylab.grading import Course, SubmissionResult, grade_class
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.grading.quiet import quiet


@dataclass(frozen=True)
class ClassRun:
    """A class that has been graded, and what was told on the way."""

    course: Course
    graded: dict[str, SubmissionResult]
    progress: list[tuple[int, int]]

    def page(self, learner: str, task: str = "") -> str:
        """The page of a learner's exercise, or of the whole module."""
        exercise = tiny.exercise(self.course, task) if task else None
        path = self.course.feedback(learner, tiny.MODULE, exercise)
        return path.read_text(encoding="utf-8")


def without_time(page: Path) -> str:
    """A feedback page, but for the time at which it was graded: two runs differ in it."""
    return re.sub(r"Graded on [^<]* UTC", "Graded", page.read_text(encoding="utf-8"))


NOISY = tiny.right("RET-02") + (
    "\nimport sys, warnings\nfrom IPython.display import HTML, display\n"
    "print('<b>loud</b>')\nprint('to stderr', file=sys.stderr)\n"
    "display(HTML('<script>alert(1)</script><img src=\"https://tracker.example/x.png\">'))"
)
WARNS = (
    "import sys, warnings\nfrom helper import twice\n"
    "def ret_01(x):\n    warnings.warn('old')\n    print('careful', file=sys.stderr)\n"
    "    return twice(x)"
)
RAISES = "def ret_02(x):\n    if x > 1000:\n        raise ValueError(f'no {x}')\n    return 2 * x"


def messy(sent: tiny.Sent) -> None:
    """Every honest accident at once; none of them may cost a point."""
    first, second, third = (sent[task] for task in ("RET-02", "RET-01", "RET-08"))
    for notebook in sent.values():
        notebook.metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}
    second.cells.insert(0, second.cells.pop(tiny.place(second, tiny.test_id("RET-01"))))
    third.cells.pop(tiny.place(third, tiny.test_id("RET-08")))
    here = tiny.place(first, tiny.answer_id("RET-02"))
    answer = first.cells[here]
    copied = NotebookNode(answer | {"id": "copied", "source": answer.source + "\ncopied = 1"})
    first.cells.insert(here + 1, copied)
    test = first.cells[tiny.place(first, tiny.test_id("RET-02"))]
    test.metadata.tags = ["skip-execution"]
    answer = third.cells[tiny.place(third, tiny.answer_id("RET-08"))]
    answer.metadata.nbgrader.schema_version = 99
    third.cells.append(tiny.own("def helper_of_ret_08(x):\n    return 2 * x", "late"))
    third.cells[-1].metadata.nbgrader = {}
    answer.source = "def ret_08(x):\n    return helper_of_ret_08(x)"


def grade_the_class(course: Course) -> ClassRun:
    """Send everybody's work in, and grade it in one run."""
    home = Course(course.root, course.root / "var" / "class")

    def send(learner: str, answers: dict[str, str], edit: tiny.Edit | None = None) -> Path:
        return tiny.send(home, learner, tiny.notebooks(course, answers, edit))

    folder = send("ada", {**tiny.ALL_RIGHT, "RET-02": NOISY, "RET-01": WARNS})
    (folder / "helper.py").write_text("def twice(x):\n    return 2 * x\n")
    (folder / "Untitled.ipynb").write_text("not even a notebook")
    send("ben", tiny.ALL_RIGHT, messy)
    nothing = "def ret_08(x):\n    return None"
    send("cem", {"RET-02": RAISES, "RET-01": tiny.wrong("RET-01"), "RET-08": nothing})
    send("dot", {**tiny.ALL_RIGHT, "RET-01": "import os\nos._exit(1)"})
    send("eve", tiny.ALL_RIGHT)
    tiny.path_of(home, "eve", "RET-01").unlink()
    send("cut", tiny.ALL_RIGHT)
    path = tiny.path_of(home, "cut", "RET-01")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    tiny.send_one(home, "empty", b"")
    home.submitted("other name", tiny.MODULE).mkdir(parents=True)
    (home.submitted("other name", tiny.MODULE) / "mine (1).ipynb").write_bytes(whole)
    (home.home / "submitted" / "typo" / "02_duobling").mkdir(parents=True)
    (home.home / "submitted" / "flat").mkdir()
    (home.home / "submitted" / "flat" / path.name).write_bytes(whole)
    (home.home / "submitted" / "absent").mkdir()
    progress: list[tuple[int, int]] = []
    graded = grade_class(
        home, tiny.MODULE, on_progress=lambda done, total: progress.append((done, total))
    )
    return ClassRun(home, {one.learner: one for one in graded}, progress)


def rows(home: Course) -> list[tuple[object, ...]]:
    """All that the gradebook says of the class, without its random ids and its clock."""
    found: list[tuple[object, ...]] = []
    with quiet(), open_gradebook(home) as gradebook:
        for student in gradebook.students:
            found.append((student.id, student.score, len(student.submissions)))
        for sent in gradebook.assignment_submissions(tiny.MODULE):
            for notebook in sent.notebooks:
                late = notebook.late_submission_penalty
                found.append((sent.student_id, notebook.name, sent.timestamp, late))
                for one in notebook.grades:
                    marks = (one.auto_score, one.manual_score, one.needs_manual_grade)
                    found.append((sent.student_id, one.name, *marks))
                found += [(sent.student_id, one.name, one.comment) for one in notebook.comments]
    return sorted(found, key=repr)


def pages(home: Course) -> dict[str, str]:
    """What every page says, but for the time at which it was graded."""
    folder = home.home / "feedback"
    return {str(path.relative_to(folder)): without_time(path) for path in folder.rglob("*.html")}


def copy_of(run: ClassRun, home: Course, graded: bool = True) -> Course:
    source = run.course.home if graded else run.course.home / "submitted"
    target = home.home if graded else home.home / "submitted"
    shutil.copytree(source, target, dirs_exist_ok=True)
    return home
