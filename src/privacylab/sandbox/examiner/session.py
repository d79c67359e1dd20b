"""Runs the notebooks of one submission, and puts the outputs into their cells."""

import json
import time
from collections.abc import Container, Mapping
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict

from privacylab.checks.outcome import MIME
from privacylab.checks.report import Report
from privacylab.errors import CannotGrade
from privacylab.sandbox.examiner.cell_order import CellStep, for_class, steps
from privacylab.sandbox.examiner.outputs import CUT as TOO_MUCH
from privacylab.sandbox.examiner.outputs import STOPPED, TOO_LONG
from privacylab.sandbox.jail.bubblewrap import Isolation, plan_jail, sent_files
from privacylab.sandbox.pool.forkserver import start_forkserver
from privacylab.sandbox.pool.preload import words_in
from privacylab.sandbox.protocol.framing import ChannelClosed

WHOLE = 10  # all cells together may take this many times the limit of one
MOST_SHOWN = 20 << 20  # characters of output from all learners' cells of a notebook
CUT = json.dumps([{"output_type": "stream", "name": "stderr", "text": TOO_MUCH}])
Shown = dict[int, list[dict[str, Any]]]  # the outputs of cells, by their place


@dataclass
class Session:
    """Runs the cells of the notebooks of one submission, twice.

    First with the public checks alone: all that a learner may be shown comes from that run. Then,
    in a new jail, with the hidden checks in their places, as nbgrader runs them. Of that run only
    the outcome of each hidden check is kept, because the learner's code has seen secrets by then.

    root, folder       the course; where the notebooks are, with the files that were sent with them
    timeout, patience  seconds that a cell may take; seconds to end in once it is told to
    seed               the class's, for its own hidden tests
    """

    root: Path
    folder: Path
    timeout: float
    patience: float
    offer: Isolation
    most_restarts: int
    seed: str = ""

    def run(self, notebooks: Mapping[str, NotebookNode]) -> None:
        """Run notebooks, by exercise id and in order, and put the outputs into their code cells.

        Raises CannotGrade.
        """
        cells = [cell for notebook in notebooks.values() for cell in notebook.cells]
        for place, shown in self.execute(steps(notebooks)).items():
            cells[place].outputs = [from_dict(one) for one in shown]

    def execute(self, cells: list[CellStep]) -> Shown:
        """Run cells, and return what they show, by place. Raises CannotGrade."""
        stopped: dict[int, str] = {}  # the cells that stop Python, and how
        public = _Collected()
        self._run_all([one.without_hidden() for one in cells], stopped, public)
        shown = public.shown | {place: [_error(name)] for place, name in stopped.items()}
        graded = {one.place for one in cells if one.has_hidden} - stopped.keys()
        if graded:
            hidden = _Collected(hidden=True)
            self._run_all(for_class(cells, self.seed), stopped, hidden)
            for place in graded & shown.keys():
                shown[place] = self._with_hidden(shown[place], hidden.outcomes.get(place, []))
                ended = stopped.get(place, TOO_LONG if place in hidden.late else "")
                if ended:
                    shown[place].append(_error(ended))
        return shown

    def _with_hidden(
        self, shown: list[dict[str, Any]], outcomes: list[list[Any]]
    ) -> list[dict[str, Any]]:
        """Return a test's outputs with the outcomes of its hidden checks, and the score."""
        # without the score of the public checks
        shown = [one for one in shown if one["output_type"] != "execute_result"]
        for number, output in enumerate(shown):
            if MIME in output.get("data", {}):
                report = Report.from_data(output["data"][MIME], outcomes, self.root)
                shown[number] = output | {"data": report._repr_mimebundle_()}
                if outcomes and report.final:
                    shown.append(_value(report.score))
        return shown

    def _run_all(self, cells: list[CellStep], stopped: dict[int, str], found: "_Collected") -> None:
        """Run cells to their end. If one stops Python, leave it out and run all others again."""
        while True:
            found.clear()
            stuck = self._pass([one for one in cells if _runs(one, stopped)], found)
            if stuck is None:
                return
            stopped[stuck[0]] = stuck[1]
            if len(stopped) > self.most_restarts:
                raise CannotGrade(
                    f"{len(stopped)} cells stop Python or never end: run each notebook from top to "
                    "bottom in JupyterLab, and fix what stops it."
                )

    def _pass(self, cells: list[CellStep], found: "_Collected") -> tuple[int, str] | None:
        """Run cells in a new examiner and a new jail; return which cell ended them, and how."""
        own = [one.source for one in cells if one.role in ("given", "test")]
        examiner = start_forkserver(self.offer).open(words_in(own))
        jail = plan_jail(self.offer, self.root, sent_files(self.folder), self.folder)
        limit, now, done = self.timeout + 2 * self.patience, -1, False
        learners = {one.place for one in cells if one.role == "learner"}
        ends = time.monotonic() + WHOLE * self.timeout
        try:
            times = [self.timeout, self.patience]
            sent = [astuple(one) for one in cells]
            examiner.channel.send([str(self.root), astuple(jail), sent, times, found.hidden])
            while True:
                seconds = limit if now >= 0 else limit + 60
                if not examiner.readable(seconds):
                    return now, TOO_LONG
                match examiner.channel.receive()[0]:
                    case ["begin", place]:
                        now = place
                        if time.monotonic() > ends:
                            raise CannotGrade(
                                "All cells together take too long: make them faster, or leave out "
                                "what is not needed."
                            )
                    case ["cell", place, shown]:
                        found.take(place, shown, place in learners)
                    case ["outcomes", place, outcomes, late]:
                        found.outcomes[place] = outcomes
                        if late:
                            found.late.add(place)
                    case ["stuck", place, name]:
                        done = True
                        return place, name
                    case ["no jail", reason]:
                        done = True
                        raise RuntimeError(f"the jail does not start: {reason}")
                    case ["end"]:
                        done = True
                        return None
        except ChannelClosed:
            if now < 0:
                raise RuntimeError("the examiner does not start") from None
            return now, STOPPED
        finally:
            examiner.close(done)


@dataclass
class _Collected:
    """What one run reported: the cells' outputs, or the outcomes of hidden checks, by place."""

    hidden: bool = False
    shown: Shown = field(default_factory=dict)
    outcomes: dict[int, list[list[Any]]] = field(default_factory=dict)
    late: set[int] = field(default_factory=set)  # tests that took too long
    size: int = 0

    def clear(self) -> None:
        self.shown, self.outcomes, self.late, self.size = {}, {}, set(), 0

    def take(self, place: int, shown: str, learners: bool) -> None:
        self.size += len(shown)
        if learners and self.size > MOST_SHOWN:
            shown = CUT
        self.shown[place] = json.loads(_saved(shown))


def _runs(cell: CellStep, left_out: Container[int]) -> bool:
    return cell.role == "notebook" or cell.place not in left_out


def _saved(text: str) -> str:
    """Return JSON without lone surrogates, such as half an emoji: no file can hold one."""
    if "\\ud" not in text:
        return text
    return json.dumps(json.loads(text), ensure_ascii=False).encode(errors="replace").decode()


def _error(name: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": "", "traceback": [name]}


def _value(number: float) -> dict[str, Any]:
    data = {"text/plain": repr(number)}
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None}
