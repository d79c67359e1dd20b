"""The program that holds the tests: it runs them with the learner's names bound to stand-ins.

It is a process of its own, so that a test can be stopped. The learner's code never runs in it.
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
import sys
import tempfile
import time
import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from privacylab.grading.sandbox import known, raised
from privacylab.grading.sandbox.core import one_core
from privacylab.grading.sandbox.jail import Plan, cold_start
from privacylab.grading.sandbox.outputs import (
    BROKEN,
    STOPPED,
    TOO_LONG,
    Outputs,
    Sink,
    checked,
)
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
            if self.depth:
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
        self.borrowed: dict[str, Any] = {}

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name) or name.startswith("_"):
            raise KeyError(name)
        found = self._examiner.ask("get", name)
        if not isinstance(found, list) or len(found) != 1:
            raise KeyError(name)
        self[name] = self.borrowed[name] = found[0]
        return found[0]

    def give_back(self) -> None:
        """Forget the learner's names: their next cell may define them anew."""
        for name, value in self.borrowed.items():
            if self.get(name) is value:
                del self[name]
        self.borrowed.clear()


@dataclass(frozen=True)
class Held:
    """The rest of a test, from its first hidden check on, and what it needs to go on.

    outputs  what the test shows; kept: whether the jail has kept its state; left: seconds
    names, borrowed, standins  the names of the tests, and all that stands for objects of the jail
    """

    place: int
    statements: list[ast.stmt]
    file: str
    outputs: Outputs
    left: float
    kept: bool
    names: dict[str, Any]
    borrowed: dict[str, Any]
    standins: dict[int, Any]


class Course:
    """Runs the cells of one submission.

    No hidden check speaks to the jail before all has been shown that learners may see: their code
    can keep what it is handed, and print it in a later cell, or return it to a later public check.
    So the cells run in their order with the public part of each test, after which the jail keeps
    its state; then the hidden parts run, the last one first, each in the state that it belongs to.
    """

    def __init__(self, examiner: Examiner, timeout: float, patience: float):
        self.examiner, self.timeout, self.patience = examiner, timeout, patience
        self.names = Names(examiner)
        self.held: list[Held] = []

    def run(self, cells: list[list[Any]], host: Wire) -> list[Any]:
        """Run all cells, tell the host of each, and return the last message to it."""
        place = -1
        try:
            for number, (place, role, name, source, secret) in enumerate(cells, 1):
                host.send(["begin", place])
                more = number < len(cells)
                outputs = self._public(place, role, name, source, secret, more)
                if role != "echo" and (not self.held or self.held[-1].place != place):
                    host.send(["cell", place, json.dumps(outputs.items)])
            while self.held:
                held = self.held.pop()
                place = held.place
                host.send(["begin", place])
                self._hidden(held)
                host.send(["cell", place, json.dumps(held.outputs.items)])
        except Ended as end:
            return ["stuck", place, end.name]
        return ["end"]

    def _public(
        self, place: int, role: str, name: str, source: str, secret: int, more: bool
    ) -> Outputs:
        """Run a cell up to its hidden part; more says that others follow, which may change things.

        Raises Ended, with dead, where the jail is of no more use.
        """
        self.names.give_back()
        outputs = Outputs()
        began = time.monotonic()
        with self._clock(self.timeout, outputs):
            if role == "test":
                file = f"test {name}"
                now, later = _parts(source, secret, file)
                done = self._execute(now, file, outputs, outputs)
                if later and done:
                    left = began + self.timeout - time.monotonic()
                    kept = more and self.examiner.ask("keep") is True
                    borrowed, standins = dict(self.names.borrowed), dict(self.examiner.standins)
                    self.held.append(Held(place, later, file, outputs, left, kept,
                                          dict(self.names), borrowed, standins))  # fmt: skip
                return outputs
            if role == "given":
                file = f"<given {name}>"
                self._execute(_parts(source, 0, file)[0], file, Outputs(), Outputs())
            shown = checked(self.examiner.ask("run", source))
            outputs.items = shown if role != "echo" else []
        return outputs

    def _hidden(self, held: Held) -> None:
        """Run the rest of a test. Of what is printed there nothing is shown."""
        self.names.clear()
        self.names.update(held.names)
        self.names.borrowed = held.borrowed
        with self._clock(held.left, held.outputs):
            if held.kept:
                self.examiner.ask("back")
            self.examiner.standins = held.standins
            self._execute(held.statements, held.file, held.outputs, Outputs())

    @contextlib.contextmanager
    def _clock(self, seconds: float, outputs: Outputs) -> Iterator[None]:
        """The jail is asked to be in time; a little later the examiner ends the cell itself."""
        self.examiner.ends = time.monotonic() + seconds

        def ring(*_: Any) -> None:
            raise Ended(TOO_LONG, dead=self.examiner.depth > 0)

        signal.signal(signal.SIGALRM, ring)
        # again each second: an alarm that rings within a library's callback is lost
        signal.setitimer(signal.ITIMER_REAL, seconds + self.patience, 1)
        try:
            yield
        except Ended as end:
            if end.dead or self.examiner.broken:
                raise
            outputs.error(end.name)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _execute(
        self, statements: list[ast.stmt], file: str, outputs: Outputs, printed: Outputs
    ) -> bool:
        """Run a part of a cell of the course here; return whether it ran to its end.

        The value of a last expression is its result. Reports go to outputs.
        """
        from privacylab.checks import run

        run.show = lambda report: outputs.data("display_data", report._repr_mimebundle_())
        sinks = [Sink(name, lambda: printed) for name in ("stdout", "stderr")]
        last = statements[-1] if statements else None
        with contextlib.redirect_stdout(sinks[0]), contextlib.redirect_stderr(sinks[1]):
            try:
                body = statements[:-1] if isinstance(last, ast.Expr) else statements
                exec(compile(ast.Module(body, []), file, "exec"), self.names)
                if isinstance(last, ast.Expr):
                    code = compile(ast.Expression(last.value), file, "eval")
                    value = eval(code, self.names)
                    if value is not None:
                        outputs.data("execute_result", {"text/plain": repr(value)})
                return True
            except Ended:
                raise
            except raised.OtherError:  # whose name the learner's code has chosen
                outputs.error("Error")
            except BaseException as error:  # a test that fails outside of its checks
                outputs.error(type(error).__name__)
        return False


def _parts(source: str, secret: int, file: str) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """The statements of a cell before the line on which its secrets begin, and from there on."""
    text = "\n".join(map(_without_magic, source.split("\n")))
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    body = ast.parse(text, file).body
    public = [one for one in body if not secret or one.lineno < secret]
    return public, body[len(public) :]


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

    Each cell is [place, role, name, source, secret], as a Step has them. Tells the host, for each,
    ["begin", place] and ["cell", place, outputs], where outputs are JSON text; ["stuck", place,
    name] where the jail is of no more use, ["no jail", reason], ["end"].
    """
    os.chdir(root)
    _limit_memory()
    with (
        tempfile.TemporaryFile() as errors,
        one_core() as core,
        _start(nursery, Plan(*jail), core, errors) as wire,
    ):
        course = Course(Examiner(wire), *times)
        last = course.run(cells, host) if _is_there(course) else ["no jail", _read(errors)]
    host.send(last)  # when the core is free for the next one


def _is_there(course: Course) -> bool:
    """Whether the jail answers."""
    outputs = Outputs()
    try:
        with course._clock(course.timeout + 30, outputs):
            course.examiner.ask("hello")
    except Ended:
        return False
    return not outputs.items


def _read(errors: Any) -> str:
    errors.seek(0)
    return errors.read(2000).decode(errors="replace")


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
