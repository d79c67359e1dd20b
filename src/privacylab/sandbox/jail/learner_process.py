"""The process in the jail: it runs the learner's cells and answers the examiner's requests.

The learner's code can change anything in this process, including this module, so the examiner
trusts nothing that comes from it.
"""

import ast
import asyncio
import base64
import contextlib
import functools
import json
import os
import re
import resource
import signal
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any, NoReturn

from privacylab.checks import missing_function
from privacylab.checks.earlier_exercises import provide
from privacylab.sandbox.examiner.outputs import Outputs, Sink
from privacylab.sandbox.jail.offered import offer_only
from privacylab.sandbox.protocol import class_allowlist
from privacylab.sandbox.protocol.framing import Channel, ChannelClosed
from privacylab.sandbox.protocol.operations import operate
from privacylab.sandbox.protocol.rpc import Endpoint

LATE = "RanTooLong"


class _TimedOut(KeyboardInterrupt):
    """A cell, or a call, has used up its time."""


class LearnerEndpoint(Endpoint):
    """The jail's endpoint."""

    def __init__(self, channel: Channel, shell: Any, scratch: str):
        super().__init__(channel)
        self.shell, self._scratch = shell, scratch
        self._namespaces: list[dict[str, Any]] = [shell.user_ns]  # one for each notebook
        signal.signal(signal.SIGALRM, self._ring)

    def serve(self) -> None:
        """Answer until the examiner disconnects."""
        while True:
            with self._lock:
                message, blobs = self._channel.receive()
            self.reply(message[1], message[2:], blobs)

    def answer(self, verb: str, parts: list[Any]) -> Any:
        match verb, parts:
            case "hello", []:
                return sorted(os.environ)
            case "run", [source]:
                return self._run(source)
            case "notebook", [exercise]:
                self._begin(exercise)
            case "get", [name]:
                is_learners = (
                    name in self.shell.user_ns and name not in missing_function.NOT_LEARNERS
                )
                return [self.shell.user_ns[name]] if is_learners else []
            case "look up", [name]:
                return [*missing_function.look_up(name, self.shell.user_ns)]
            case "within", [seconds, inner, *rest]:
                return self._timed(seconds, inner, rest)
            case "call", [number, args, kwargs]:
                return self.object(number)(*args, **kwargs)
            case "calls", [number, cases]:
                return [self.object(number)(*case) for case in cases]
            case "attr", [number, name]:
                return getattr(self.object(number), name)
            case "op", [number, op, arguments]:
                return operate(self.object(number), op, arguments)
            case _:
                raise LookupError(verb)
        return None

    def _begin(self, exercise: str) -> None:
        """Give the next cells a namespace of their own, as in a notebook; earlier() finds it."""
        module, namespace = self.shell.prepare_user_module()
        self.shell.user_module, self.shell.user_ns = module, namespace
        self.shell.init_sys_modules()
        self.shell.init_user_ns()
        self._namespaces.append(namespace)
        provide(exercise, namespace)

    def _run(self, source: str) -> list[dict[str, Any]]:
        self.shell.outputs = Outputs()
        result = self.shell.run_cell(source, store_history=True)
        if isinstance(result.error_in_exec, _TimedOut):
            self.shell.outputs.items = [
                one for one in self.shell.outputs.items if one["output_type"] != "error"
            ]
            self.shell.outputs.error(LATE)
        shown, self.shell.outputs = self.shell.outputs.items, Outputs()
        return shown

    def _timed(self, seconds: float, verb: str, parts: list[Any]) -> list[Any]:
        """Return the answer in a list, or an empty list if it took more than that many seconds."""
        set_timer(seconds)
        try:
            return [self.answer(verb, parts)]
        except _TimedOut:
            return []
        finally:
            set_timer(0)

    def _ring(self, *_: Any) -> None:
        if self.depth:  # in the middle of an exchange, which must end in order
            set_timer(0.2)
        else:
            raise _TimedOut

    def base(self, path: Any) -> type | None:
        return class_allowlist.loaded_class(path) if path else None

    def is_own(self, frame: Any) -> bool:
        own_file = frame.f_code.co_filename.startswith(self._scratch)
        return own_file or any(frame.f_globals is one for one in self._namespaces)

    def may_send(self, error: BaseException) -> bool:
        return True

    def extras(self) -> list[Any]:
        said = [
            [one["name"], one["text"]]
            for one in self.shell.outputs.items
            if one["output_type"] == "stream"
        ]
        self.shell.outputs = Outputs()
        return said


def set_timer(seconds: float) -> None:
    signal.setitimer(signal.ITIMER_REAL, seconds)


def make_shell(notes: str) -> Any:
    """Return an IPython shell, so that a cell does here what it does in a notebook.

    notes is a folder for what IPython writes when it starts.
    """
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets import Type
    from traitlets.config import Config

    class Hook(DisplayHook):
        def write_output_prompt(self) -> None:
            pass

        def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
            Shell.instance().outputs.data("execute_result", _texts(format_dict))

    class Publisher(DisplayPublisher):
        def publish(self, data: Any, metadata: Any = None, *_: Any, **__: Any) -> None:
            Shell.instance().outputs.data("display_data", _texts(data))

        def clear_output(self, wait: bool = False) -> None:
            Shell.instance().outputs.items.clear()

    class Shell(InteractiveShell):
        displayhook_class = Type(Hook)
        display_pub_class = Type(Publisher)
        outputs: Outputs

        def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
            lines = stb.split("\n") if isinstance(stb, str) else list(stb)
            self.outputs.error(etype.__name__, str(evalue), lines)

        def transform_cell(self, raw_cell: str) -> str:
            # searching plain Python for magics takes milliseconds
            plain = raw_cell if raw_cell.endswith("\n") else f"{raw_cell}\n"
            return plain if _is_python(plain) else super().transform_cell(raw_cell)

        def enable_gui(self, gui: Any = None) -> None:
            pass

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.cache_size = 20
    Shell.outputs = Outputs()
    shell = Shell.instance(config=config, ipython_dir=notes)
    sys.stdout = Sink("stdout", lambda: shell.outputs)
    sys.stderr = Sink("stderr", lambda: shell.outputs)
    return shell


def _is_python(cell: str) -> bool:
    """Whether a cell is plain Python, which IPython would leave unchanged."""
    if re.match(r"\s*(\n|In \[\d*\]|\.\.\.)", cell):  # IPython drops these
        return False
    try:
        with warnings.catch_warnings(action="ignore"):  # the cell warns when it runs
            ast.parse(cell)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _texts(data: dict[str, Any]) -> dict[str, Any]:
    return {
        form: base64.b64encode(part).decode() if isinstance(part, bytes) else part
        for form, part in data.items()
        if isinstance(part, str | bytes)
    }


def enter(settings: dict[str, Any]) -> str:
    """Copy the submitted files, drop all privileges permanently, and enter the scratch folder."""
    scratch = settings["scratch"] or tempfile.mkdtemp()
    os.environ.clear()
    os.environ.update(settings["environment"])
    tempfile.tempdir = None  # so that tempfile looks for a folder in this environment
    fetch_files(settings["files"], scratch)
    if settings["uid"]:
        os.setgroups([])
        os.setgid(settings["uid"])
        os.setuid(settings["uid"])
    set_limits(settings["limits"])
    os.chdir(scratch)
    sys.path.insert(0, scratch)
    return scratch


def fetch_files(source: str, scratch: str) -> None:
    """Copy the submitted files to the scratch folder, where the learner's code may change them."""
    for path in sorted(Path(source).rglob("*")) if source else ():
        target = Path(scratch) / path.relative_to(source)
        with contextlib.suppress(OSError):  # code that needs an unreadable file will say so
            if path.is_dir():
                target.mkdir()
                target.chmod(0o777)
            elif path.is_file() and not path.is_symlink():
                target.write_bytes(path.read_bytes())
                target.chmod(0o666)


def set_limits(limits: dict[str, int], number: int = 0) -> None:
    """Set the limits of a process (0 is this one) and of everything that it starts."""
    change = functools.partial(resource.prlimit, number) if number else resource.setrlimit
    for name, most in limits.items():
        kind = getattr(resource, f"RLIMIT_{name}", None)
        if kind is not None:
            hard = resource.getrlimit(kind)[1]
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            change(kind, (most, most))


def serve(channel: Channel, shell: Any, scratch: str) -> NoReturn:
    """Answer the examiner until it disconnects; the standard streams lead to /dev/null."""
    offer_only()
    asyncio.set_event_loop(asyncio.new_event_loop())
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.close(nothing)
    try:
        LearnerEndpoint(channel, shell, scratch).serve()
    except ChannelClosed:
        pass
    finally:
        os._exit(0)


def main() -> None:
    """Start without isolation. The zygote starts every other learner process."""
    channel = Channel(os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb"))
    scratch = enter(json.loads(sys.argv[1]))
    serve(channel, make_shell(scratch), scratch)
