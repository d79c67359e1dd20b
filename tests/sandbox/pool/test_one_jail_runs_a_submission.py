"""In each of its two runs, a submission has one jail for all of its notebooks.

The starts of the program that builds jails are counted.
"""

import dataclasses
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from privacylab.authoring.exercise_text import BEGIN_HIDDEN, END_HIDDEN
from privacylab.checks import MIME
from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail.bubblewrap import Isolation
from privacylab.sandbox.pool.forkserver import start_forkserver

TEST = f"""from privacylab.checks import Checks
checks = Checks("T-01")
with checks("public"):
    assert f(2) == 4
{BEGIN_HIDDEN}
with checks("hidden", hint=1):
    assert f(3) == 6
{END_HIDDEN}
checks.report()"""
RIGHT = "def f(x):\n    return 2 * x"
STOPS = "import os\nos._exit(1)"
NAMES = ("RET-02", "RET-05", "RET-01")


@pytest.fixture
def counted(
    jail_isolation: Isolation, tmp_path: Path
) -> Iterator[tuple[Isolation, Callable[[], int]]]:
    """An isolation whose bwrap tells of each jail, and the number of jails so far.

    It tells through a pipe, because the process that starts jails may see the disk read-only.
    """
    pipe, program = tmp_path / "pipe", tmp_path / "bwrap"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    program.write_text(
        "#!/bin/sh\n"
        f'case " $* " in *" --unshare-pid "*) echo jail > "{pipe}" ;; esac\n'
        f'exec "{jail_isolation.bwrap}" "$@"\n'
    )
    program.chmod(0o755)
    offer = dataclasses.replace(jail_isolation, bwrap=str(program))

    def count() -> int:
        try:
            return os.read(reader, 1 << 12).count(b"jail")
        except BlockingIOError:
            return 0

    yield offer, count
    start_forkserver(offer).close()
    os.close(reader)


def submission(*answers: str) -> dict[str, NotebookNode]:
    marks = NotebookNode(grade_id="T-01-f-test", grade=True, solution=False)
    return {
        name: new_notebook(
            cells=[
                new_code_cell(answer),
                new_code_cell(TEST, metadata=NotebookNode(nbgrader=marks)),
            ]
        )
        for name, answer in zip(NAMES, answers, strict=True)
    }


def outcomes(notebook: NotebookNode) -> list[str]:
    reports = [one.data[MIME] for one in notebook.cells[1].outputs if MIME in one.get("data", {})]
    return [check["outcome"] for report in reports for check in report["checks"]]


def test_three_notebooks_start_one_jail_for_each_of_the_two_runs(root, tmp_path, counted):
    offer, count = counted
    sent = submission(RIGHT, RIGHT, RIGHT)
    Session(root, tmp_path / "sent", 30, 5, offer, 2).run(sent)
    assert [outcomes(one) for one in sent.values()] == [["passed", "passed"]] * 3
    assert count() == 2


def test_a_cell_that_stops_python_costs_one_more_jail_for_all_notebooks(root, tmp_path, counted):
    offer, count = counted
    sent = submission(RIGHT, STOPS, RIGHT)
    Session(root, tmp_path / "sent", 30, 5, offer, 2).run(sent)
    assert [outcomes(one)[:1] for one in sent.values()] == [
        ["passed"],
        ["not attempted"],
        ["passed"],
    ]
    assert count() == 3
