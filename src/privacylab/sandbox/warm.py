"""A process that has loaded all that tests and answers use: examiners and jails are forks of it.

The first fork, before any test is known, becomes the nursery. The process itself then waits for
orders: one byte with one open file, the wire to an examiner, which is a fork of its own, or to
whoever has a module to rehearse.
"""

import atexit
import contextlib
import importlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from privacylab.catalog import CatalogError, load_catalog
from privacylab.sandbox.jail import Isolation, isolation, warm_start
from privacylab.sandbox.settle import settle
from privacylab.sandbox.wire import Wire, WireClosed, pack

BOTH = (
    "pandas",
    "pyarrow",
    "privacylab.companies.stores",
    "privacylab.checks.run",
    "privacylab.lab",
    "privacylab.sandbox.peer",
)
TESTS = (
    "privacylab.sandbox.sitting",
    "sqlalchemy.dialects.sqlite",
    "fsspec.implementations.memory",
    "privacylab.companies.murmur.sample",
    "privacylab.companies.murmur.small",
    "privacylab.companies.murmur.tiny",
    "privacylab.companies.porchlight.small",
)
SERVE, REHEARSE = b"s", b"r"  # orders
REHEARSED_BEFORE = 6  # in a class of fewer it would not pay
Told = tuple[tuple[int, str, str, str, int], ...]  # cells, as examine() takes them
NOWHERE = os.path.join(os.devnull, "hypothesis")  # where nothing can be written, by root neither


class Examiner:
    """An examiner at work, seen from the host; it serves one job."""

    def __init__(self, ours: socket.socket):
        # reading is unbuffered, so that what select sees is what there is
        self._reader, self._writer = ours.makefile("rb", 0), ours.makefile("wb")
        ours.close()
        self.wire = Wire(self._reader, self._writer)  # type: ignore[arg-type]
        (self._number,), _ = self.wire.receive()

    def readable(self, seconds: float) -> bool:
        """Whether it says something within that time."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._reader, selectors.EVENT_READ)
            return bool(selector.select(seconds))

    def close(self, done: bool) -> None:
        """Let it go, or end it where it is not done; its jail ends with it."""
        if not done:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._number, signal.SIGKILL)
        for one in (self._writer, self._reader):
            with contextlib.suppress(OSError):
                one.close()


class Warm:
    """The warm process, seen from the host. Any thread may ask for examiners."""

    def __init__(self, offer: Isolation):
        self._met: dict[tuple[Path, Told], int] = {}  # how often each module, by its cells
        self._door, theirs = socket.socketpair()
        with theirs:
            door = theirs.fileno()
            self._process = subprocess.Popen(
                warm_start(offer, json.dumps(asdict(offer)), door),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=[door], env={},
                start_new_session=True,
            )  # fmt: skip

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def open(self) -> Examiner:
        """A new examiner. Raises RuntimeError where the process does not start."""
        try:
            return Examiner(self._order(SERVE))
        except (OSError, WireClosed):
            raise RuntimeError("the examiner does not start") from None

    def rehearse(self, root: Path, cells: Told, seconds: float) -> None:
        """Say that a submission of a module follows, with the module's own cells.

        Before the sixth it runs them itself, for so many seconds at most. That costs as much as one
        submission, and each that follows costs a fifth less.
        """
        with _lock:
            times = self._met[root, cells] = self._met.get((root, cells), 0) + 1
            if times == REHEARSED_BEFORE:
                with contextlib.suppress(OSError), self._order(REHEARSE) as ours:
                    ours.sendall(pack([str(root), cells, seconds], []))

    def _order(self, kind: bytes) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._door, [kind], [theirs.fileno()])
        return ours

    def close(self) -> None:
        """End it with all its examiners; a jail dies with its examiner."""
        with contextlib.suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._door.close()


_lock = threading.Lock()
_warm: dict[Isolation, Warm] = {}


def warm_up(wanted: str | Isolation = "bubblewrap") -> Warm:
    """The warm process for an isolation; it is started where there is none.

    It takes a second to be ready, in which the host can do what else it has to.
    """
    offer = isolation(wanted) if isinstance(wanted, str) else wanted
    with _lock:
        if offer not in _warm or not _warm[offer].alive:
            _warm[offer] = Warm(offer)
        return _warm[offer]


@atexit.register
def cool_down() -> None:
    """End every warm process, with all that is at work."""
    with _lock:
        while _warm:
            _warm.popitem()[1].close()


def main() -> None:
    """The warm process: its arguments are what isolation there is, as JSON, and the door."""
    from privacylab.sandbox.nursery import Nursery

    offer = Isolation(**json.loads(sys.argv[1]))
    door = socket.socket(fileno=int(sys.argv[2]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who serve
    for name in BOTH:
        importlib.import_module(name)
    nursery = Nursery(door) if offer.bwrap else None
    _rehearse()
    settle()
    while True:
        order, files, _, _ = socket.recv_fds(door, 1, 1)
        if not order:
            return
        if order == SERVE and os.fork() == 0:
            door.close()
            _serve(files[0], nursery)
        if order == REHEARSE:
            with contextlib.suppress(WireClosed):
                _solve(os.dup(files[0]))
            settle()
        os.close(files[0])


def _rehearse() -> None:
    """Do once what every examiner would have to do for the first time."""
    import hypothesis.configuration
    from hypothesis.strategies import integers

    from privacylab.checks import Checks

    hypothesis.configuration.set_hypothesis_home_dir(NOWHERE)
    for name in TESTS:
        importlib.import_module(name)
    with contextlib.suppress(CatalogError):  # started elsewhere: each examiner reads its own
        load_catalog()
    Checks("").always(number=integers())(lambda number: None)


def _solve(wire: int) -> None:
    from privacylab.sandbox.sitting import rehearse

    rehearse(*Wire.over(socket.socket(fileno=wire)).receive()[0])


def _serve(wire: int, nursery: Any) -> NoReturn:
    from privacylab.sandbox.sitting import examine

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        host = Wire.over(socket.socket(fileno=wire))
        host.send([os.getpid()])
        examine(host, nursery, *host.receive()[0])
    finally:
        os._exit(0)
