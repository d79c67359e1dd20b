"""One submission: its notebooks go in, and come out with the outputs of their cells."""

import json
import time
from collections.abc import Container, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict

from privacylab.errors import CannotGrade
from privacylab.sandbox.examiner.cell_order import CellStep, steps
from privacylab.sandbox.examiner.outputs import CUT as TOO_MUCH
from privacylab.sandbox.examiner.outputs import STOPPED, TOO_LONG
from privacylab.sandbox.jail.bubblewrap import Isolation, plan_jail, sent_files
from privacylab.sandbox.pool.forkserver import start_forkserver
from privacylab.sandbox.protocol.framing import ChannelClosed

WHOLE = 10  # times what one cell may take is what all of them may take
MOST_SHOWN = 20 << 20  # characters of what all learners' cells of a notebook show
CUT = json.dumps([{"output_type": "stream", "name": "stderr", "text": TOO_MUCH}])
Shown = dict[int, list[dict[str, Any]]]  # the outputs of cells, by their place


@dataclass
class Session:
    """Runs the cells of the notebooks of one submission, in one jail.

    root, folder       the course; where the notebooks are, with the files that were sent with them
    timeout, patience  seconds that a cell may take; in which it must end when it is told to
    """

    root: Path
    folder: Path
    timeout: float
    patience: float
    offer: Isolation
    most_restarts: int

    def run(self, notebooks: Mapping[str, NotebookNode]) -> None:
        """Put into each code cell what it shows; notebooks come by exercise id, in their order.

        Raises CannotGrade.
        """
        cells = [cell for notebook in notebooks.values() for cell in notebook.cells]
        for place, shown in self.execute(steps(notebooks)).items():
            cells[place].outputs = [from_dict(one) for one in shown]

    def execute(self, cells: list[CellStep]) -> Shown:
        """Run cells, and return what they show, by place.

        Those that stop Python are left out, and all is run again without them.
        """
        left_out: dict[int, str] = {}
        for _ in range(self.most_restarts + 1):
            outputs, stuck = self._pass([one for one in cells if _runs(one, left_out)])
            if stuck is None:
                return outputs | {place: [_error(name)] for place, name in left_out.items()}
            left_out[stuck[0]] = stuck[1]
        raise CannotGrade(
            f"{len(left_out)} cells stop Python or never end: run each notebook from top to bottom "
            "in JupyterLab, and fix what stops it."
        )

    def _pass(self, cells: list[CellStep]) -> tuple[Shown, tuple[int, str] | None]:
        """Run cells in a new examiner and a new jail; tell which cell ended them, if one did."""
        outputs: Shown = {}
        examiner = start_forkserver(self.offer).open()
        jail = plan_jail(self.offer, self.root, sent_files(self.folder), self.folder)
        limit, now, done = self.timeout + 2 * self.patience, -1, False
        roles = {one.place: one.role for one in cells if one.role not in ("echo", "notebook")}
        size = 0
        ends = time.monotonic() + WHOLE * self.timeout
        try:
            times = [self.timeout, self.patience]
            sent = [one.as_message() for one in cells]
            examiner.channel.send([str(self.root), astuple(jail), sent, times])
            while True:
                seconds = limit if now >= 0 else limit + 60
                if not examiner.readable(seconds):
                    return outputs, (now, TOO_LONG)
                match examiner.channel.receive()[0]:
                    case ["begin", place]:
                        now = place
                        if time.monotonic() > ends:
                            raise CannotGrade(
                                "All cells together take too long: make them faster, or leave out "
                                "what is not needed."
                            )
                    case ["cell", place, shown]:
                        size += len(shown)
                        if roles[place] == "learner" and size > MOST_SHOWN:
                            shown = CUT
                        outputs[place] = json.loads(_saved(shown))
                    case ["stuck", place, name]:
                        done = True
                        return outputs, (place, name)
                    case ["no jail", reason]:
                        done = True
                        raise RuntimeError(f"the jail does not start: {reason}")
                    case ["end"]:
                        done = True
                        return outputs, None
        except ChannelClosed:
            if now < 0:
                raise RuntimeError("the examiner does not start") from None
            return outputs, (now, STOPPED)
        finally:
            examiner.close(done)


def _runs(cell: CellStep, left_out: Container[int]) -> bool:
    return cell.role == "notebook" or cell.place not in left_out


def _saved(text: str) -> str:
    """JSON without halves of characters, such as half an emoji: no file can hold one."""
    if "\\ud" not in text:
        return text
    return json.dumps(json.loads(text), ensure_ascii=False).encode(errors="replace").decode()


def _error(name: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": "", "traceback": [name]}
