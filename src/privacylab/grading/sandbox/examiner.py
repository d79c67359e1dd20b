"""The program that holds the tests: it runs them with the learner's names bound to stand-ins.

It is a process of its own, so that a test can be stopped. The learner's code never runs in it.
"""

import ast
import builtins
import contextlib
import dataclasses
import json
import linecache
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Iterator
from functools import cache
from typing import Any

from privacylab.checks.outcome import Outcome, Result
from privacylab.grading.sandbox import known
from privacylab.grading.sandbox.core import one_core
from privacylab.grading.sandbox.jail import Plan, cold_start
from privacylab.grading.sandbox.order import BROKEN, STOPPED, TOO_LONG
from privacylab.grading.sandbox.outputs import Outputs, Sink, checked
from privacylab.grading.sandbox.peer import Peer
from privacylab.grading.sandbox.standins import abilities, operate
from privacylab.grading.sandbox.wire import BrokenWire, Wire, WireClosed

MEMORY = 4 << 30
MOST_SAID = 200_000  # characters that one reply may have printed
# Of a company a learner's code gets what the exercises name; its truth stays here. Each package
# stands for all of its modules.
OPEN_NAMES = {
    "privacylab.company.clock": {"today"},
    "privacylab.company.stores": {
        *("name", "scan", "lookup", "inspect", "derived", "read", "delete", "purge", "undelete"),
        *("put", "find", "get", "pending"),
    },
    "privacylab.company.running": {
        *("name", "clock", "stores", "processors", "connected", "registry", "accounts", "people"),
        *("guardians", "identity", "keys_of", "owner_of", "forget", "holds", "of", "journal"),
        *("append", "entries", "keys", "describe", "destroy", "destroy_escrow", "models"),
        *("artifacts", "lineage", "read", "backups", "kept", "inspect", "expire", "notify"),
        *("status", "audit"),
    },
}
OPEN_MODULES = {"builtins", "functools", "itertools", "collections", "__main__"}
NOT_HANDED_OVER = "the test has not handed that over"
CLOSED = (types.ModuleType, type, types.CodeType, types.FrameType, types.TracebackType)


class Ended(KeyboardInterrupt):
    """The cell is over, and no check may catch that. dead says that the jail is too."""

    def __init__(self, name: str, dead: bool):
        super().__init__(name)
        self.name, self.dead = name, dead


class Examiner(Peer):
    """The examiner's end of the conversation."""

    def __init__(self, wire: Wire):
        super().__init__(wire)
        self.ends = 0.0  # when the time of this cell is over
        self.broken = False

    def ask(self, verb: str, *parts: Any) -> Any:
        if self.broken:
            raise Ended(STOPPED, dead=True)
        try:
            if self._depth:
                return super().ask(verb, *parts)
            found = super().ask("within", max(0.1, self.ends - time.monotonic()), verb, *parts)
        except WireClosed:
            self.broken = True
            raise Ended(STOPPED, dead=True) from None
        except BrokenWire:
            self.broken = True
            raise Ended(BROKEN, dead=True) from None
        except Ended:
            self.broken = True
            raise
        if not isinstance(found, list) or len(found) > 1:
            raise Ended(BROKEN, dead=True)
        if not found:
            raise Ended(TOO_LONG, dead=False)
        return found[0]

    def answer(self, verb: str, parts: list[Any]) -> Any:
        """What the jail may ask for: to use what a test has handed over."""
        match verb, parts:
            case "call", [number, list(args), dict(kwargs)]:
                return _called(self.object(number), args, kwargs)
            case "send", [number, str(name), list(args), dict(kwargs)]:
                return _called(_attribute(self.object(number), name), args, kwargs)
            case "attr", [number, str(name)]:
                return _attribute(self.object(number), name)
            case "op", [number, str(op), list(arguments)]:
                found = self.object(number)
                kind: type = type(found)
                if op == "repr" or _is_open(kind):
                    return operate(found, op, arguments)
        raise TypeError(NOT_HANDED_OVER)

    def describe(self, value: Any) -> list[str]:
        kind: type = type(value)
        return [kind.__name__, abilities(kind) if _is_open(kind) else "", _path(kind)]

    def take_extras(self, extras: list[Any]) -> None:
        """What the learner's code has printed goes where the test's own output goes."""
        left = MOST_SAID
        for one in extras:
            match one:
                case ["stdout" | "stderr" as name, str(text)]:
                    print(text[:left], end="", file=getattr(sys, name))
                    left = max(0, left - len(text))
                case _:
                    raise BrokenWire("what was printed cannot be read")


def _called(found: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
    kind: type = type(found)
    if _is_open(kind) and "c" in abilities(kind):
        return found(*args, **kwargs)
    raise TypeError(NOT_HANDED_OVER)


def _attribute(found: Any, name: str) -> Any:
    kind: type = type(found)
    names = _open_names(kind)
    own = kind.__module__ == "__main__" and not name.startswith("_")
    if name in names or (own and not names):
        return getattr(found, name)
    raise AttributeError(f"{kind.__name__!r} object has no attribute {name!r} here", name=name)


@cache
def _is_open(kind: type) -> bool:
    """Whether the jail may call, count or iterate objects of a class."""
    return (
        kind.__module__ in OPEN_MODULES
        and not issubclass(kind, CLOSED)
        or kind.__name__ == "_Iteration"
    )


@cache
def _path(kind: type) -> str:
    """The path of a class that the jail may have, too: one of a company's."""
    return known.path_of(kind) if _open_names(kind) else ""


@cache
def _open_names(kind: type) -> set[str]:
    """What is open of a class of a company; nothing for all other classes."""
    for module, names in OPEN_NAMES.items():
        if f"{kind.__module__}.".startswith(f"{module}."):
            return names
    return set()


class Names(dict[str, Any]):
    """The names of the tests: their own and the given ones first, then the learner's."""

    def __init__(self, examiner: Examiner):
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

    def give_back(self) -> None:
        """Forget the learner's names: their next cell may define them anew."""
        for name, value in self._borrowed.items():
            if self.get(name) is value:
                del self[name]
        self._borrowed.clear()


class Course:
    """Runs the cells of one submission, in their order."""

    def __init__(self, examiner: Examiner, timeout: float, patience: float):
        self.examiner, self.timeout, self.patience = examiner, timeout, patience
        self.names = Names(examiner)
        self.results: list[Any] = []  # of the last test's checks

    def run(self, cell: dict[str, Any]) -> list[dict[str, Any]]:
        """The outputs of one cell. Raises Ended, with dead, where the jail is of no more use."""
        self.names.give_back()
        self.results = []
        outputs = Outputs()
        try:
            with self._clock():
                if cell["role"] == "test":
                    self._execute(cell, f"test {cell['name']}", outputs)
                else:
                    if cell["role"] == "given":
                        self._execute(cell, f"<given {cell['name']}>", Outputs())
                    shown = checked(self.examiner.ask("run", cell["source"]))
                    outputs.items = shown if cell["role"] != "echo" else []
        except Ended as end:
            if end.dead or self.examiner.broken:
                raise
            outputs.error(end.name)
        return outputs.items

    @contextlib.contextmanager
    def _clock(self) -> Iterator[None]:
        """The jail is asked to be in time; a little later the examiner ends the cell itself."""
        self.examiner.ends = time.monotonic() + self.timeout

        def ring(*_: Any) -> None:
            raise Ended(TOO_LONG, dead=self.examiner._depth > 0)

        signal.signal(signal.SIGALRM, ring)
        # again each second: an alarm that rings within a library's callback is lost
        signal.setitimer(signal.ITIMER_REAL, self.timeout + self.patience, 1)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _show(self, report: Any, before: str, outputs: Outputs) -> None:
        """Show a report; where only the public part ran now, with what the whole test had found."""
        if before:
            had = [Result(**one) for one in json.loads(before)]
            now = {one.sentence: one for one in report.results}
            results = [_unspoilt(one, now.get(one.sentence)) for one in had]
            report = dataclasses.replace(report, results=tuple(results))
        self.results = [dataclasses.asdict(one) for one in report.results]
        outputs.data("display_data", report._repr_mimebundle_())

    def _execute(self, cell: dict[str, Any], file: str, outputs: Outputs) -> None:
        """Run a cell of the course here; its last expression is its result."""
        from privacylab.checks import run

        source = "\n".join(_without_magic(line) for line in cell["source"].split("\n"))
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        run.show = lambda report: self._show(report, cell["before"], outputs)
        sinks = [Sink(name, lambda: outputs) for name in ("stdout", "stderr")]
        with contextlib.redirect_stdout(sinks[0]), contextlib.redirect_stderr(sinks[1]):
            try:
                body = ast.parse(source, file)
                last = body.body[-1] if body.body else None
                if isinstance(last, ast.Expr):
                    body.body.pop()
                exec(compile(body, file, "exec"), self.names)
                if isinstance(last, ast.Expr):
                    code = compile(ast.Expression(last.value), file, "eval")
                    value = eval(code, self.names)
                    if value is not None:
                        outputs.data("execute_result", {"text/plain": repr(value)})
            except Ended:
                raise
            except BaseException as error:  # a test that fails outside of its checks
                outputs.error(type(error).__name__)


def _unspoilt(had: Any, now: Any) -> Any:
    """A result of the whole test, with words that come from a run without hidden checks."""
    outcome = Outcome(had.outcome)
    same = now is not None and now.outcome is outcome
    detail = had.detail if had.hidden else now.detail if same else ()
    return dataclasses.replace(had, outcome=outcome, detail=tuple(detail))


def _without_magic(line: str) -> str:
    """A line for IPython alone means nothing to a test."""
    bare = line.lstrip()
    return line[: len(line) - len(bare)] + "pass" if bare.startswith(("%", "!")) else line


def _limit_memory() -> None:
    """Whatever a stranger sends, the examiner does not grow beyond this."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def examine(
    host: Wire,
    nursery: Any,
    root: str,
    jail: list[Any],
    cells: list[list[Any]],
    times: list[float],
) -> None:
    """Serve one job of the host: start the jail, and run the cells in the course's folder, root.

    Each cell is [place, role, name, source, before]. Tells the host ["cell", place, outputs,
    results] after each, ["stuck", place, name] where the jail is of no more use, ["no jail",
    reason], ["end"]. Outputs, results, and before, the results of an earlier run of the same test,
    are JSON text.
    """
    os.chdir(root)
    _limit_memory()
    with (
        tempfile.TemporaryFile() as errors,
        one_core() as core,
        _start(nursery, Plan(*jail), core, errors) as wire,
    ):
        course = Course(Examiner(wire), *times)
        last = _run(host, course, cells) if _is_there(course) else ["no jail", _read(errors)]
    host.send(last)  # when the core is free for the next one


def _is_there(course: Course) -> bool:
    """Whether the jail answers."""
    try:
        with course._clock():
            course.examiner.ends += 30
            course.examiner.ask("hello")
    except Ended:
        return False
    return True


def _read(errors: Any) -> str:
    errors.seek(0)
    return errors.read(2000).decode(errors="replace")


def _run(host: Wire, course: Course, cells: list[list[Any]]) -> list[Any]:
    """Run the cells, and return the last message to the host."""
    for place, role, name, source, before in cells:
        host.send(["begin", place])
        cell = {"role": role, "name": name, "source": source, "before": before}
        try:
            outputs = course.run(cell)
        except Ended as end:
            return ["stuck", place, end.name]
        if role != "echo":
            host.send(["cell", place, json.dumps(outputs), json.dumps(course.results)])
    return ["end"]


@contextlib.contextmanager
def _start(nursery: Any, jail: Plan, core: int, errors: Any) -> Iterator[Wire]:
    """A jail from the nursery where it has walls; else a new process."""
    if jail.warm:
        lodging = nursery.open(jail, core, errors)
        yield lodging.wire
        lodging.close()
        return
    process = subprocess.Popen(
        cold_start(jail), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env={}
    )
    assert process.stdin and process.stdout
    yield Wire(process.stdout, process.stdin)  # type: ignore[arg-type]
    process.kill()
    process.wait()
