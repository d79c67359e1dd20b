"""One submission before the examiner: its cells in the jail, the tests here, in their order.

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
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from privacylab.grading.sandbox import raised
from privacylab.grading.sandbox.core import one_core
from privacylab.grading.sandbox.examiner import Ended, Examiner
from privacylab.grading.sandbox.jail import Plan, cold_start
from privacylab.grading.sandbox.outputs import TOO_LONG, Outputs, Sink, checked
from privacylab.grading.sandbox.wire import Wire

MEMORY = 4 << 30


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

    outputs  what the test shows; left: seconds that it may still take
    names, borrowed  as they were: all names of the tests, and those of them that are the learner's
    """

    place: int
    statements: list[ast.stmt]
    file: str
    outputs: Outputs
    left: float
    names: dict[str, Any]
    borrowed: dict[str, Any]


class Sitting:
    """Runs the cells of one submission.

    No hidden check speaks to the jail before all has been shown that learners may see: their code
    can keep what it is handed, and print it in a later cell, or return it to a later public check.
    So the cells run in their order, of each test the public part; then the hidden parts, each with
    the names as they were. Objects that later cells have changed stay so.
    """

    def __init__(self, examiner: Examiner, timeout: float, patience: float):
        self.examiner, self.timeout, self.patience = examiner, timeout, patience
        self.names = Names(examiner)
        self.held: list[Held] = []

    def run(self, cells: list[list[Any]], host: Wire) -> list[Any]:
        """Run all cells, tell the host of each, and return the last message to it."""
        place = -1
        try:
            for place, role, name, source, secret in cells:
                host.send(["begin", place])
                held = len(self.held)
                outputs = self._public(place, role, name, source, secret)
                if role != "echo" and len(self.held) == held:
                    host.send(["cell", place, json.dumps(outputs.items)])
            for number, rest in enumerate(self.held):
                place = rest.place
                host.send(["begin", place])
                self._hidden(number, rest)
                host.send(["cell", place, json.dumps(rest.outputs.items)])
        except Ended as end:
            return ["stuck", place, end.name]
        return ["end"]

    def _public(self, place: int, role: str, name: str, source: str, secret: int) -> Outputs:
        """Run a cell up to its hidden part, and hold that.

        Raises Ended, with dead, where the jail is of no more use.
        """
        self.names.give_back()
        outputs = Outputs()
        with self.clock(self.timeout, outputs):
            if role == "test":
                file = f"test {name}"
                now, later = _parts(source, secret, file)
                if self._execute(now, file, outputs, outputs) and later:
                    self.examiner.ask("keep")
                    left = self.examiner.ends - time.monotonic()
                    names, borrowed = dict(self.names), dict(self.names.borrowed)
                    self.held.append(Held(place, later, file, outputs, left, names, borrowed))
                return outputs
            if role == "given":
                file = f"<given {name}>"
                self._execute(_parts(source, 0, file)[0], file, Outputs(), Outputs())
            shown = checked(self.examiner.ask("run", source))
            outputs.items = shown if role != "echo" else []
        return outputs

    def _hidden(self, number: int, rest: Held) -> None:
        """Run the rest of a test. Of what is printed there nothing is shown."""
        self.names.clear()
        self.names.update(rest.names)
        self.names.borrowed = rest.borrowed
        with self.clock(rest.left, rest.outputs):
            self.examiner.ask("back", number)
            self._execute(rest.statements, rest.file, rest.outputs, Outputs())

    @contextlib.contextmanager
    def clock(self, seconds: float, outputs: Outputs) -> Iterator[None]:
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
        sitting = Sitting(Examiner(wire), *times)
        last = sitting.run(cells, host) if _is_there(sitting) else ["no jail", _read(errors)]
    host.send(last)  # when the core is free for the next one


def _is_there(sitting: Sitting) -> bool:
    """Whether the jail answers."""
    outputs = Outputs()
    try:
        with sitting.clock(sitting.timeout + 30, outputs):
            sitting.examiner.ask("hello")
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
