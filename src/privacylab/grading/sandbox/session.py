"""One submission: a notebook goes in, and comes out with the outputs of its cells."""

import json
import time
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict

from privacylab.checks import MIME
from privacylab.grading.course import CannotGrade
from privacylab.grading.sandbox.jail import Isolation, plan, sent_files
from privacylab.grading.sandbox.order import (
    STOPPED,
    TOO_LONG,
    Step,
    public_part,
    steps,
    without_idle_tests,
)
from privacylab.grading.sandbox.outputs import CUT as TOO_MUCH
from privacylab.grading.sandbox.warm import warm_up
from privacylab.grading.sandbox.wire import WireClosed
from privacylab.notebooks.author import BEGIN_HIDDEN

WHOLE = 10  # times what one cell may take is what all of them may take
MOST_SHOWN = 20 << 20  # characters of what all learners' cells of a notebook show
CUT = json.dumps([{"output_type": "stream", "name": "stderr", "text": TOO_MUCH}])
DECIDES = ("execute_result", "error")  # what nbgrader reads a score from
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
        outputs, results = self.execute(cells, left_out)
        outputs |= self._unspoilt(cells, outputs, results, left_out)
        for place, shown in outputs.items():
            notebook.cells[place].outputs = [from_dict(one) for one in shown]

    def _unspoilt(
        self, cells: list[Step], outputs: Shown, results: dict[int, str], left_out: dict[int, str]
    ) -> Shown:
        """What may show something of a hidden test, from a jail that none has spoken to.

        Learners' code can keep what a hidden check hands it, and print it in a later cell, or
        return it to a later public check. So such output is made again without the hidden checks,
        and without the tests that have nothing to show; the scores and the outcomes stay.
        """
        hidden = [n for n, one in enumerate(cells) if one.role == "test" and BEGIN_HIDDEN in
                  one.source][:1]  # fmt: skip
        later = cells[hidden[0] + 1 :] if hidden else []
        suspect = [
            one
            for one in later
            if (one.role == "learner" and outputs[one.place])
            or (one.role == "test" and _tells(outputs[one.place]))
        ]
        if not suspect:
            return {}
        public = [
            replace(one, source=public_part(one.source), before=results.get(one.place, ""))
            if one.role == "test"
            else one
            for one in cells
        ]
        wanted = {one.place for one in suspect}
        alone, _ = self.execute(without_idle_tests(public, wanted), left_out)
        for one in suspect:
            if one.role == "test":
                decides = [each for each in outputs[one.place] if each["output_type"] in DECIDES]
                words = [each for each in alone[one.place] if each["output_type"] not in DECIDES]
                alone[one.place] = words + decides
        return {one.place: alone[one.place] for one in suspect}

    def execute(self, cells: list[Step], left_out: dict[int, str]) -> tuple[Shown, dict[int, str]]:
        """Run cells; those that stop Python are left out, and all is run again without them.

        Return what the cells show, and the results of the tests' checks as JSON, by place.
        """
        for _ in range(self.most_restarts + 1):
            part = [astuple(one) for one in cells if one.place not in left_out]
            outputs, results, stuck = self._pass(part)
            if stuck is None:
                break
            left_out[stuck[0]] = stuck[1]
        else:
            raise CannotGrade(
                f"{len(left_out)} cells of the notebook stop Python or never end: "
                "run it from top to bottom in JupyterLab, and mend what stops it."
            )
        return outputs | {place: [_error(name)] for place, name in left_out.items()}, results

    def _pass(
        self, cells: list[tuple[Any, ...]]
    ) -> tuple[Shown, dict[int, str], tuple[int, str] | None]:
        """Run cells in a new examiner and a new jail; tell which cell ended them, if one did."""
        outputs: Shown = {}
        results: dict[int, str] = {}
        examiner = warm_up(self.offer).open()
        jail = plan(self.offer, self.root, sent_files(self.folder), self.folder)
        limit, now, done = self.timeout + 2 * self.patience, -1, False
        roles, size = {place: role for place, role, *_ in cells if role != "echo"}, 0
        ends = time.monotonic() + WHOLE * self.timeout
        try:
            times = [self.timeout, self.patience]
            examiner.wire.send([str(self.root), astuple(jail), cells, times])
            while True:
                seconds = limit if now >= 0 else limit + 60
                if not examiner.readable(seconds):
                    return outputs, results, (now, TOO_LONG)
                match examiner.wire.receive()[0]:
                    case ["begin", place]:
                        now = place
                        if time.monotonic() > ends:
                            raise CannotGrade(
                                "All cells together take too long: make them faster, or leave out "
                                "what is not needed."
                            )
                    case ["cell", place, shown, found]:
                        size += len(shown)
                        if roles[place] == "learner" and size > MOST_SHOWN:
                            shown = CUT
                        outputs[place], results[place] = json.loads(_saved(shown)), _saved(found)
                    case ["stuck", place, name]:
                        done = True
                        return outputs, results, (place, name)
                    case ["no jail", reason]:
                        done = True
                        raise RuntimeError(f"the jail does not start: {reason}")
                    case ["end"]:
                        done = True
                        return outputs, results, None
        except WireClosed:
            if now < 0:
                raise RuntimeError("the examiner does not start") from None
            return outputs, results, (now, STOPPED)
        finally:
            examiner.close(done)


def _saved(text: str) -> str:
    """JSON without halves of characters, such as half an emoji: no file can hold one."""
    if "\\ud" not in text:
        return text
    return json.dumps(json.loads(text), ensure_ascii=False).encode(errors="replace").decode()


def _error(name: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": "", "traceback": [name]}


def _tells(outputs: list[dict[str, Any]]) -> bool:
    """Whether a test shows something that the learner's code said, or values that it returned."""
    checks = [
        check for one in outputs for check in one.get("data", {}).get(MIME, {}).get("checks", [])
    ]
    failed = any(not one["hidden"] and one["outcome"] in ("failed", "crashed") for one in checks)
    return failed or any(one["output_type"] == "stream" for one in outputs)
