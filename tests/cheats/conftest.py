"""A tiny exercise that cheats try to pass without solving it."""

import dataclasses
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cheat_exercise import AGAIN, SETUP, TEST, TRIPLE
from cheat_list import Cheat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from privacylab.checks import MIME
from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail import bubblewrap
from privacylab.sandbox.jail.bubblewrap import Isolation
from privacylab.sandbox.pool.forkserver import start_forkserver

# What to do to a jail's parts before the forkserver starts, so that they stop nothing.
WITHOUT = {
    "filter": "seccomp.compiled_filter = zygote.compiled_filter = bytes",
    "unreadable": "zygote.EXECUTE_ONLY = '0755'",
    "hidden": "zygote._hide_the_machine = lambda: None",
    "watcher": "zygote.enforce_memory_limit = lambda jail, first, scratch: os.waitpid(first, 0)",
    "limits": "learner_process.set_limits = lambda limits: None",
}
Weaken = Callable[[Isolation, tuple[str, ...]], Isolation]
START = """
import os
from privacylab.sandbox.jail import learner_process, seccomp
from privacylab.sandbox.pool import forkserver, zygote
"""


@dataclass(frozen=True)
class Run:
    """What became of a submission: points by exercise, and all that its feedback could show."""

    scores: dict[str, float]
    outcomes: list[str]
    shown: str
    cells: list[NotebookNode]


@pytest.fixture
def grade(root: Path, jail_isolation: Isolation, tmp_path: Path) -> Any:
    """Grade cells of a learner: grade("cell", "cell", ...), with tests of two exercises.

    grade.cheat(cheat) grades one of the list.
    """

    def grade(
        *first: str,
        then: tuple[str, ...] = (TRIPLE,),
        last: tuple[str, ...] = (),
        timeout: float = 8,
        skip: bool = False,
    ) -> Run:
        def cell(source: str, grade_id: str = "", **marks: Any) -> NotebookNode:
            made = new_code_cell(source)
            if grade_id:
                mark = {"grade_id": grade_id, "grade": False, "solution": False, **marks}
                made.metadata.nbgrader = NotebookNode(mark)
            return made

        tests = [cell(TEST, "RET-02-test", grade=True), cell(AGAIN, "RET-01-test", grade=True)]
        if skip:
            for test in tests:
                test.metadata.tags = ["skip-execution"]
        cells = [cell(SETUP, "setup"), *map(cell, first), tests[0]]
        cells += [*map(cell, then), tests[1], *map(cell, last)]
        notebook = new_notebook(cells=cells)
        Session(root, tmp_path, timeout, 2, jail_isolation, 5).run({"RET-02": notebook})
        scores, outcomes = {}, []
        for test in tests:
            results = [one for one in test.outputs if one.output_type == "execute_result"]
            score = float(results[0].data["text/plain"]) if len(results) == 1 else 0.0
            scores[test.metadata.nbgrader.grade_id] = score
            for one in test.outputs:
                checks = one.get("data", {}).get(MIME, {}).get("checks", [])
                outcomes += [check["outcome"] for check in checks]
        shown = json.dumps([one.outputs for one in notebook.cells if one.cell_type == "code"])
        return Run(scores, outcomes, shown, notebook.cells)

    def cheat(one: Cheat, port: int = 0) -> Run:
        first, then, last = one.cells(str(root), port)
        return grade(*first, then=then, last=last, timeout=one.seconds, skip=one.skip)

    grade.cheat = cheat  # type: ignore[attr-defined]
    return grade


@pytest.fixture(scope="module")
def weaker() -> Iterator[Weaken]:
    """Call it with an isolation and parts of the jail, to get an isolation without these parts."""
    made: set[Isolation] = set()

    def weaken(offer: Isolation, parts: tuple[str, ...]) -> Isolation:
        weak = dataclasses.replace(offer, reason=f"without {parts}")
        program = "\n".join([START, *(WITHOUT[part] for part in parts), "forkserver.main()"])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bubblewrap, "FORKSERVER", program)
            start_forkserver(weak)
        made.add(weak)
        return weak

    yield weaken
    for weak in made:
        start_forkserver(weak).close()
