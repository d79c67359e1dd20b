"""One submission: a notebook goes in, and comes out with the outputs of its cells."""

import atexit
import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict

import privacylab
from privacylab.checks import MIME
from privacylab.grading.course import CannotGrade
from privacylab.grading.sandbox.examiner import STOPPED, TOO_LONG
from privacylab.grading.sandbox.jail import Isolation, plan, sent_files
from privacylab.grading.sandbox.order import Step, steps
from privacylab.grading.sandbox.wire import Wire, WireClosed
from privacylab.notebooks.author import BEGIN_HIDDEN

START = "from privacylab.grading.sandbox.examiner import main; main()"
WHOLE = 10  # times what one cell may take is what all of them may take
Shown = dict[int, list[dict[str, Any]]]  # the outputs of cells, by their place


@dataclass
class Session:
    """Runs the cells of one notebook.

    root, folder       the course; where the notebook lies, with the files that were sent with it
    timeout, patience  seconds that a cell may take; in which it must end when it is told to
    """

    root: Path
    folder: Path
    timeout: float
    patience: float
    offer: Isolation
    most_restarts: int

    def run(self, notebook: NotebookNode) -> None:
        """Put into each code cell what it shows. Raises CannotGrade."""
        cells = steps(notebook)
        left_out: dict[int, str] = {}
        outputs = self.execute(cells, left_out)
        outputs |= self._unspoilt(cells, outputs, left_out)
        for place, shown in outputs.items():
            notebook.cells[place].outputs = [from_dict(one) for one in shown]

    def _unspoilt(self, cells: list[Step], outputs: Shown, left_out: dict[int, str]) -> Shown:
        """What may show something of a hidden test, from jails that none has spoken to.

        Learners' code can keep what a hidden check hands it, and print it in a later cell, or
        return it to a later public check. So such output is made again without the tests before.
        """
        spoilt = [n for n, one in enumerate(cells) if one.role == "test" and BEGIN_HIDDEN in
                  one.source][:1]  # fmt: skip
        later = cells[spoilt[0] + 1 :] if spoilt else []
        again: Shown = {}
        if any(outputs[one.place] for one in later if one.role == "learner"):
            alone = self.execute([one for one in cells if one.role != "test"], left_out)
            again |= {one.place: alone[one.place] for one in later if one.role == "learner"}
        for test in later:
            if test.role == "test" and _tells(outputs[test.place]):
                before = [one for one in cells[: cells.index(test)] if one.role != "test"]
                again[test.place] = self.execute([*before, test], left_out)[test.place]
        return again

    def execute(self, cells: list[Step], left_out: dict[int, str]) -> Shown:
        """Run cells; those that stop Python are left out, and all is run again without them."""
        outputs: Shown = {}
        for _ in range(self.most_restarts + 1):
            part = [astuple(one) for one in cells if one.place not in left_out]
            outputs, stuck = self._pass(part)
            if stuck is None:
                break
            left_out[stuck[0]] = stuck[1]
        else:
            raise CannotGrade(
                f"{len(left_out)} cells of the notebook stop Python or never end: "
                "run it from top to bottom in JupyterLab, and mend what stops it."
            )
        return outputs | {place: [_error(name)] for place, name in left_out.items()}

    def _pass(self, cells: list[tuple[Any, ...]]) -> tuple[Shown, tuple[int, str] | None]:
        """Run cells in a new examiner and a new jail; tell which cell ended them, if one did."""
        outputs: Shown = {}
        idle = _idle.setdefault(self.offer, [])
        server = idle.pop() if idle else _Server(self.offer)
        jail = plan(self.offer, self.root, sent_files(self.folder), self.folder)
        limit, now, done = self.timeout + 2 * self.patience, -1, False
        ends = time.monotonic() + WHOLE * self.timeout
        try:
            server.wire.send([str(self.root), astuple(jail), cells, [self.timeout, self.patience]])
            while True:
                seconds = limit if now >= 0 else limit + 60
                if not server.readable(seconds):
                    return outputs, (now, TOO_LONG)
                match server.wire.receive()[0]:
                    case ["begin", place]:
                        now = place
                        if time.monotonic() > ends:
                            raise CannotGrade(
                                "All cells together take too long: make them faster, or leave out "
                                "what is not needed."
                            )
                    case ["cell", place, shown]:
                        outputs[place] = json.loads(shown)
                    case ["stuck", place, name]:
                        done = True
                        return outputs, (place, name)
                    case ["no jail", reason]:
                        done = True
                        raise RuntimeError(f"the jail does not start: {reason}")
                    case ["end"]:
                        done = True
                        return outputs, None
        except WireClosed:
            if now < 0:
                raise RuntimeError("the examiner does not start") from None
            return outputs, (now, STOPPED)
        finally:
            if done:
                idle.append(server)
            else:
                server.close()


class _Server:
    """An examiner that waits for work, and what it has started."""

    def __init__(self, offer: Isolation) -> None:
        code = str(Path(privacylab.__file__).parent.parent)
        names = {**os.environ, "PYTHONPATH": code, "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", START, json.dumps(asdict(offer))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=names, start_new_session=True,
        )  # fmt: skip
        assert self._process.stdin and self._process.stdout
        # unbuffered, so that what select sees is what there is
        self._reader = os.fdopen(os.dup(self._process.stdout.fileno()), "rb", 0)
        self.wire = Wire(self._reader, self._process.stdin)  # type: ignore[arg-type]

    def readable(self, seconds: float) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(self._reader, selectors.EVENT_READ)
            return bool(selector.select(seconds))

    def close(self) -> None:
        """End it; a jail dies with the examiner that started it."""
        with contextlib.suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._reader):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]


_idle: dict[Isolation, list[_Server]] = {}


@atexit.register
def _close_all() -> None:
    for servers in _idle.values():
        for server in servers:
            server.close()


def _error(name: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": "", "traceback": [name]}


def _tells(outputs: list[dict[str, Any]]) -> bool:
    """Whether a test shows something that the learner's code said, or values that it returned."""
    checks = [
        check for one in outputs for check in one.get("data", {}).get(MIME, {}).get("checks", [])
    ]
    failed = any(not one["hidden"] and one["outcome"] in ("failed", "crashed") for one in checks)
    return failed or any(one["output_type"] == "stream" for one in outputs)
