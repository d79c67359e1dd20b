"""One submission: a notebook goes in, and comes out with the outputs of its cells."""

import json
import selectors
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

import privacylab
from privacylab.grading.course import CannotGrade
from privacylab.grading.sandbox.examiner import STOPPED, TOO_LONG
from privacylab.grading.sandbox.jail import Isolation, command, sent_files
from privacylab.grading.sandbox.order import steps
from privacylab.grading.sandbox.wire import Wire, WireClosed

START = "from privacylab.grading.sandbox.examiner import main; main()"


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
        cells = [[one.place, one.role, one.name, one.source] for one in steps(notebook)]
        left_out: dict[int, str] = {}
        for _ in range(self.most_restarts + 1):
            outputs, stuck = self._pass([cell for cell in cells if cell[0] not in left_out])
            if stuck is None:
                break
            left_out[stuck[0]] = stuck[1]
        else:
            raise CannotGrade(
                f"{len(left_out)} cells of the notebook stop Python or never end: "
                "run it from top to bottom in JupyterLab, and mend what stops it."
            )
        outputs |= {place: [_error(name)] for place, name in left_out.items()}
        for place, *_ in cells:
            notebook.cells[place].outputs = [NotebookNode(one) for one in outputs[place]]

    def _pass(
        self, cells: list[list[Any]]
    ) -> tuple[dict[int, list[dict[str, Any]]], tuple[int, str] | None]:
        """Run cells in a new examiner and a new jail; tell which cell ended them, if one did."""
        outputs: dict[int, list[dict[str, Any]]] = {}
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", START],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=self.root, env=self._names(),
        )  # fmt: skip
        assert process.stdin and process.stdout
        # unbuffered, so that what select sees is what there is
        reader = open(process.stdout.fileno(), "rb", 0, closefd=False)
        wire = Wire(reader, process.stdin)  # type: ignore[arg-type]
        walls = command(self.offer, self.root, sent_files(self.folder), self.folder)
        limit, now = self.timeout + 2 * self.patience, -1
        try:
            wire.send([walls, cells, [self.timeout, self.patience]])
            while True:
                seconds = limit if now >= 0 else limit + 60
                if not _readable(reader, seconds):
                    return outputs, (now, TOO_LONG)
                match wire.receive()[0]:
                    case ["begin", place]:
                        now = place
                    case ["cell", place, shown]:
                        outputs[place] = json.loads(shown)
                    case ["stuck", place, name]:
                        return outputs, (place, name)
                    case ["no jail", reason]:
                        raise RuntimeError(f"the jail does not start: {reason}")
                    case ["end"]:
                        return outputs, None
        except WireClosed:
            if now < 0:
                raise RuntimeError("the examiner does not start") from None
            return outputs, (now, STOPPED)
        finally:
            process.kill()
            process.wait()
            process.stdin.close()
            process.stdout.close()

    def _names(self) -> dict[str, str]:
        import os
        import tempfile

        code = str(Path(privacylab.__file__).parent.parent)
        return {
            **os.environ, "PYTHONPATH": code,
            "HYPOTHESIS_STORAGE_DIRECTORY": tempfile.gettempdir(),
        }  # fmt: skip


def _readable(stream: Any, seconds: float) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        return bool(selector.select(seconds))


def _error(name: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": "", "traceback": [name]}
