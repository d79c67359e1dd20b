"""Runs the grader's own code on learners' files in a process that can be killed.

The code is trusted, but what it reads decides how long it takes and how much memory it needs. So it
runs with limits on both, in workers that are forked from a template: a process that was itself
forked once, from this one, with everything loaded. A worker that exceeds its limits is replaced.
"""

import atexit
import contextlib
import importlib
import os
import pickle
import resource
import signal
import socket
import threading
import traceback
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, NoReturn, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
SECONDS = 20  # of CPU time, for one call
DEADLINE = 120  # seconds by the clock, for a machine with much else to do
MEMORY = 1 << 30  # bytes beyond what the template has
MOST_RESULT = 256 << 20  # bytes
# what calls import: a fork must not wait for an import that another thread has begun
TO_READ = ("nbformat.v4.rwbase", "privacylab.grading.submission.repair")
PRELOAD = (
    *TO_READ,
    "nbgrader.preprocessors",
    "nbgrader.utils",
    "privacylab.grading.feedback.page",
    "pygments.lexers.python",
    "IPython.lib.lexers",
)


class OverBudget(Exception):
    """A call took too much time or memory; its text is "time" or "memory"."""


@dataclass(frozen=True)
class _Worker:
    channel: Connection
    number: int

    def call(self, function: Callable[..., Any], arguments: Any, named: Any) -> tuple[bool, Any]:
        """Return whether the function returned, and what it returned or raised.

        Raises OverBudget.
        """
        try:
            self.channel.send_bytes(pickle.dumps((function, arguments, named)))
            if not self.channel.poll(DEADLINE):
                raise OverBudget("time")
            done, result = pickle.loads(self.channel.recv_bytes(MOST_RESULT))
        except (EOFError, OSError):  # the kernel has ended it
            raise OverBudget("time") from None
        if not done and isinstance(result, MemoryError):
            raise OverBudget("memory")
        return done, result

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.number, signal.SIGKILL)
        self.channel.close()


class _Template:
    """The process that the workers are forked from, seen from this one."""

    def __init__(self, names: Iterable[str]) -> None:
        load(names)
        self.loaded = frozenset(names)
        self.owner = os.getpid()
        self._requests, theirs = socket.socketpair()
        self._number = os.fork()
        if not self._number:
            _serve_template(theirs)
        theirs.close()

    def worker(self) -> _Worker:
        """Start a worker. Raises OSError if the template has ended."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._requests, [b"w"], [theirs.fileno()])
        channel = Connection(ours.detach())
        try:
            return _Worker(channel, pickle.loads(channel.recv_bytes()))
        except EOFError:
            raise OSError("the template has ended") from None

    def close(self) -> None:
        self._requests.close()  # the template then ends, and so does each worker
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._number, 0)


_lock, _loading = threading.Lock(), threading.Lock()
_template: _Template | None = None
_idle: list[_Worker] = []


def load(names: Iterable[str] = PRELOAD) -> None:
    """Import modules, in one thread at a time.

    nbgrader's packages import each other: if two threads load it at once, one can find a package
    that is not fully loaded yet.
    """
    with _loading:
        for name in names:
            importlib.import_module(name)


def start(names: Collection[str] = PRELOAD) -> None:
    """Fork the template, unless there is one with these modules; best before starting threads."""
    with _lock:
        if not _running(names).loaded.issuperset(names):
            _end()
            _running(names)


def run_limited(function: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
    """Call a function of a module in a worker, and return or raise what it does.

    Arguments and result are pickled. Raises OverBudget if the call exceeds its limits.
    """
    if not hasattr(os, "fork"):
        return function(*arguments, **named)
    with _lock:
        template = _running()  # which forgets the workers of another process
        worker = _idle.pop() if _idle else _worker_of(template)
    try:
        done, result = worker.call(function, arguments, named)
    except BaseException:
        worker.kill()
        raise
    with _lock:
        _idle.append(worker)
    if done:
        return result
    raise result


@atexit.register
def stop() -> None:
    """End the template and its workers."""
    with _lock:
        _end()


def _end() -> None:
    global _template
    if _template and _template.owner == os.getpid():
        while _idle:
            _idle.pop().kill()
        _template.close()
    _template = None


def _running(names: Iterable[str] = PRELOAD) -> _Template:
    """Return the template; if there is none, start one with these modules."""
    global _template
    if _template is None or _template.owner != os.getpid():
        _idle.clear()
        _template = _Template(names)
    return _template


def _worker_of(template: _Template) -> _Worker:
    """Start a worker, and first a new template if it has ended (out of memory, say)."""
    global _template
    try:
        return template.worker()
    except OSError:
        template.close()
        _template = None
        return _running().worker()


def _serve_template(requests: socket.socket) -> NoReturn:
    """Fork a worker for each request, until the other side ends."""
    try:
        _let_go_of_all_but(requests.fileno())
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # that is for the process that asked
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while True:
            request, files, _, _ = socket.recv_fds(requests, 1, 1)
            if not request:
                break
            if os.fork() == 0:
                requests.close()
                _serve_calls(Connection(files[0]))
            os.close(files[0])
    finally:
        os._exit(0)


def _let_go_of_all_but(kept: int) -> None:
    """Drop all files, such as a database, that the template shares with its parent, except one.

    Each descriptor stays open and leads to /dev/null: Arrow closes files of its own at the next
    fork, and aborts the process if they are already closed.
    """
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in map(int, os.listdir("/dev/fd")):
        if number > 2 and number not in (kept, nowhere):
            with contextlib.suppress(OSError):  # the descriptor that listed them
                os.fstat(number)
                os.dup2(nowhere, number, inheritable=False)


def _serve_calls(channel: Connection) -> NoReturn:
    """Answer calls until the other side ends."""
    try:
        _limit_memory()
        channel.send_bytes(pickle.dumps(os.getpid()))
        while True:
            channel.send_bytes(_answer(channel.recv_bytes()))
    finally:
        os._exit(0)


def _answer(request: bytes) -> bytes:
    try:
        function, arguments, named = pickle.loads(request)
        del request
        used = resource.getrusage(resource.RUSAGE_SELF)
        ends = int(used.ru_utime + used.ru_stime) + 1 + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (ends, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        return pickle.dumps((True, function(*arguments, **named)))
    except MemoryError:
        return pickle.dumps((False, MemoryError()))
    except Exception as error:
        error.add_note("".join(traceback.format_exception(error)))
        with contextlib.suppress(Exception):
            answer = pickle.dumps((False, error))
            pickle.loads(answer)
            return answer
        return pickle.dumps((False, RuntimeError("".join(traceback.format_exception(error)))))


def _limit_memory() -> None:
    """Limit the address space, counting from what the template already uses."""
    with contextlib.suppress(OSError, ValueError), open("/proc/self/statm") as sizes:
        most = int(sizes.read().split()[0]) * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
