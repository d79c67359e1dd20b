"""Runs one submission: the learner's cells in the jail, the tests in this process, in order.

This is a process of its own, so that a test can be stopped. The learner's code never runs in it.
"""

import ast
import builtins
import contextlib
import json
import linecache
import os
import resource
import signal
import subprocess
import tempfile
import time
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from privacylab.catalog.exercises import public_part
from privacylab.checks.missing_function import Found
from privacylab.checks.report import Report
from privacylab.sandbox.examiner.examiner import CellEnded, ExaminerEndpoint
from privacylab.sandbox.examiner.outputs import TOO_LONG, Outputs, Sink, checked
from privacylab.sandbox.jail.bubblewrap import JailPlan, cold_start_command
from privacylab.sandbox.pool.cpu_affinity import one_core
from privacylab.sandbox.protocol import remote_errors
from privacylab.sandbox.protocol.framing import Channel

MEMORY = 4 << 30


class TestNamespace(dict[str, Any]):
    """The namespace of the tests: their own and given names first, then the learner's."""

    def __init__(self, examiner: ExaminerEndpoint):
        super().__init__(__name__="__main__")
        self._examiner = examiner
        self._borrowed: dict[str, Any] = {}

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name) or name.startswith("_"):
            raise KeyError(name)
        found = self._examiner.ask("get", name)
        if not isinstance(found, list) or len(found) != 1:
            raise KeyError(name)
        self[name] = self._borrowed[name] = found[0]
        return found[0]

    def look_up(self, name: str) -> Found:
        """Look up a name among the learner's cells (see missing_function)."""
        return self._examiner.look_up(name)

    def begin(self) -> None:
        """Forget everything: another notebook begins."""
        self.clear()
        self._borrowed.clear()
        self["__name__"] = "__main__"

    def give_back(self) -> None:
        """Forget the learner's names: the next cell may redefine them."""
        for name, value in self._borrowed.items():
            if self.get(name) is value:
                del self[name]
        self._borrowed.clear()


@dataclass(frozen=True)
class CompiledCell:
    """A cell of the course; last is the expression at its end, if there is one."""

    body: types.CodeType
    last: types.CodeType | None

    def run(self, names: dict[str, Any]) -> Any:
        """Run it, and return the value of that expression."""
        exec(self.body, names)
        return eval(self.last, names) if self.last else None


def compiled(role: str, name: str, source: str) -> CompiledCell:
    """Compile a cell, once for all submissions. Raises SyntaxError or ValueError."""
    file = f"test {name}" if role == "test" else f"<{role} {name}>"  # blame.py looks for it
    lines, cell = _compiled(source, file)
    linecache.cache[file] = (len(source), None, lines, file)
    return cell


@lru_cache(maxsize=500)
def _compiled(source: str, file: str) -> tuple[list[str], CompiledCell]:
    text = "\n".join(map(_without_magic, source.split("\n")))
    body = ast.parse(text, file).body
    end, last = body[-1] if body else None, None
    if isinstance(end, ast.Expr):
        last = compile(ast.Expression(end.value), file, "eval")
        body.pop()
    cell = CompiledCell(compile(ast.Module(body, []), file, "exec"), last)
    return text.splitlines(keepends=True), cell


class CellRunner:
    """Runs the cells of one submission, in the order of its notebooks.

    hidden  whether the tests include their hidden checks. Then nothing that a cell shows leaves
            this process, because the learner's code may have put what a hidden check told it there.
            Only the outcomes of each test's hidden checks leave
    """

    def __init__(self, examiner: ExaminerEndpoint, times: Sequence[float], hidden: bool):
        self.examiner, self.hidden = examiner, hidden
        self.timeout, self.patience = times
        self.names = TestNamespace(examiner)
        self.outcomes: list[list[Any]] = []  # of the hidden checks of the test that runs now

    def run(self, cells: list[list[Any]], host: Channel) -> list[Any]:
        """Run all cells, report each to the host, and return the last message for it."""
        place = -1
        try:
            for place, role, name, source in cells:
                if role == "notebook":
                    self._begin(name)
                    continue
                host.send(["begin", place])
                outputs = self._cell(role, name, source)
                if not self.hidden and role != "echo":
                    host.send(["cell", place, json.dumps(outputs.items)])
                elif role == "test":
                    late = any(one.get("ename") == TOO_LONG for one in outputs.items)
                    host.send(["outcomes", place, self.outcomes, late])
        except CellEnded as end:
            return ["stuck", place, end.name]
        return ["end"]

    def _begin(self, exercise: str) -> None:
        """Begin a notebook: its cells see nothing of the notebooks before it."""
        self.names.begin()
        with self.clock(self.timeout, Outputs()):
            self.examiner.ask("notebook", exercise)

    def _cell(self, role: str, name: str, source: str) -> Outputs:
        """Run one cell. Raises CellEnded if the jail can no longer be used."""
        self.names.give_back()
        self.outcomes = []
        outputs = Outputs()
        with self.clock(self.timeout, outputs):
            if role == "test":
                self._test(name, source, outputs)
                return outputs
            if role == "given":
                with contextlib.suppress(SyntaxError, ValueError):  # the jail says so, too
                    self._execute(compiled(role, name, source), Outputs(), Outputs())
            shown = self.examiner.ask("run", source)
            if role != "echo" and not self.hidden:
                outputs.items = checked(shown)
        return outputs

    def _test(self, name: str, source: str, outputs: Outputs) -> None:
        try:
            test = compiled("test", name, source)
        except (SyntaxError, ValueError) as error:  # a learner's own copy of a test
            outputs.error(type(error).__name__)
        else:
            self._execute(test, outputs, outputs)

    @contextlib.contextmanager
    def clock(self, seconds: float, outputs: Outputs) -> Iterator[None]:
        """Ask the jail to end a cell in time; a little later, end it from here."""
        self.examiner.ends = time.monotonic() + seconds

        def ring(*_: Any) -> None:
            raise CellEnded(TOO_LONG, dead=self.examiner.depth > 0)

        signal.signal(signal.SIGALRM, ring)
        # repeats each second: an alarm that rings inside a library's callback is lost
        signal.setitimer(signal.ITIMER_REAL, seconds + self.patience, 1)
        try:
            yield
        except CellEnded as end:
            if end.dead or self.examiner.broken:
                raise
            outputs.error(end.name)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _execute(self, cell: CompiledCell, outputs: Outputs, printed: Outputs) -> None:
        """Run a cell of the course here. Its result and its report go to outputs."""
        from privacylab.checks import run

        def show(report: Report) -> None:
            if self.hidden:
                self.outcomes = [
                    [one.requirement, str(one.outcome), one.hint]
                    for one in report.results
                    if one.hidden
                ]
            else:
                outputs.data("display_data", report._repr_mimebundle_())

        run.show, run.explains = show, not self.hidden
        sinks = [Sink(name, lambda: printed) for name in ("stdout", "stderr")]
        with contextlib.redirect_stdout(sinks[0]), contextlib.redirect_stderr(sinks[1]):
            try:
                value = cell.run(self.names)
                if value is not None:
                    outputs.data("execute_result", {"text/plain": repr(value)})
            except CellEnded:
                raise
            except remote_errors.RemoteError:  # whose name the learner's code has chosen
                outputs.error("Error")
            except BaseException as error:  # a test that fails outside of its checks
                outputs.error(type(error).__name__)


def _without_magic(line: str) -> str:
    """Replace a line that only IPython understands with `pass`."""
    bare = line.lstrip()
    return line[: len(line) - len(bare)] + "pass" if bare.startswith(("%", "!")) else line


def _limit_memory() -> None:
    """Bound the examiner's memory, whatever the learner's code sends."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def examine(
    host: Channel,
    zygote: Any,
    words: list[str],
    root: str,
    jail: list[Any],
    cells: list[list[Any]],
    times: list[float],
    hidden: bool,
) -> None:
    """Serve one job of the host: start the jail, and run the cells in the course's folder, root.

    words name what the jail's process needs to have loaded (pool/preload.py). Each cell is
    [place, role, name, source], as in CellStep. For each, the host receives ["begin", place] and
    ["cell", place, outputs], with the outputs as JSON text. In a run with hidden checks, it
    receives, instead of outputs, only ["outcomes", place, checks, late] for each test: each hidden
    check's [requirement, outcome, hint], and whether the test took too long. In either run it also
    receives ["stuck", place, name] when the jail can no longer be used, ["no jail", reason] when it
    did not start, and ["end"].
    """
    os.chdir(root)
    _limit_memory()
    with (
        tempfile.TemporaryFile() as errors,
        one_core() as core,
        _start(zygote, words, JailPlan(*jail), core, errors) as channel,
    ):
        runner = CellRunner(ExaminerEndpoint(channel), times, hidden)
        last = runner.run(cells, host) if _is_there(runner) else ["no jail", _read(errors)]
    host.send(last)  # when the core is free for the next one


def rehearse(root: str, cells: list[list[Any]], seconds: float) -> None:
    """Run a module once with its own answers, in the process that the examiners are forked from.

    The cells are those that examine() takes. Every fork then has what they compile, import, look up
    and make for the first time. Cells that fail, or still run after that many seconds, are skipped:
    they will fail where they are graded.
    """
    from privacylab.checks import run
    from privacylab.checks.earlier_exercises import provide

    def show(report: Any) -> None:
        report._repr_mimebundle_()

    def ring(*_: Any) -> None:
        raise TimeoutError

    run.show = show
    names: dict[str, Any] = {"__name__": "__main__"}
    before, nothing = os.getcwd(), Sink("stdout", Outputs)
    os.chdir(root)
    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    with contextlib.redirect_stdout(nothing), contextlib.redirect_stderr(nothing):
        for _, role, name, source in cells:
            if role == "notebook":
                names = {"__name__": "__main__"}
                provide(name, names)
                continue
            with contextlib.suppress(BaseException):  # grading will report it
                compiled(role, name, public_part(source))  # what a run without hidden checks needs
                compiled(role, name, source).run(names)
    signal.setitimer(signal.ITIMER_REAL, 0)
    os.chdir(before)


def _is_there(runner: CellRunner) -> bool:
    """Whether the jail answers."""
    outputs = Outputs()
    try:
        with runner.clock(runner.timeout + 30, outputs):
            runner.examiner.ask("hello")
    except CellEnded:
        return False
    return not outputs.items


def _read(errors: Any) -> str:
    errors.seek(0)
    return errors.read(2000).decode(errors="replace")


@contextlib.contextmanager
def _start(
    zygote: Any, words: list[str], jail: JailPlan, core: int, errors: Any
) -> Iterator[Channel]:
    """Start the learner process: forked from the zygote into a jail, else as a new process."""
    if jail.forked:
        running = zygote.open(jail, core, errors, words)
        yield running.channel
        running.close()
        return
    process = subprocess.Popen(
        cold_start_command(jail),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env={},
    )
    assert process.stdin and process.stdout
    yield Channel(process.stdout, process.stdin)  # type: ignore[arg-type]
    process.kill()
    process.wait()
