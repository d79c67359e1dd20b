"""The forkserver: a process that has loaded what tests and answers use, and is forked per job.

Its first fork, made before any test is known, becomes the zygote (zygote.py), from which jails are
forked. The forkserver itself then waits for requests: a few words with one open file, which is the
channel to an examiner (a fork of its own) or to the caller that has a module to rehearse.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from privacylab import cache
from privacylab.sandbox.jail.bubblewrap import Isolation, forkserver_command, isolation
from privacylab.sandbox.pool.prefork_memory import compact_before_fork
from privacylab.sandbox.pool.preload import FOR_TESTS, NOW, Later
from privacylab.sandbox.protocol.framing import Channel, ChannelClosed, pack

SERVE, REHEARSE, LOAD = "serve", "rehearse", "load"  # requests
MOST_REQUEST = 1 << 10  # bytes; SOCK_SEQPACKET delivers a request whole
REHEARSE_AT = 6  # submissions; in a smaller class a rehearsal costs more than it saves
CellMessages = tuple[tuple[int, str, str, str], ...]  # cells, as examine() takes them


class ExaminerHandle:
    """A running examiner, seen from the host; it serves one job."""

    def __init__(self, ours: socket.socket):
        # reading is unbuffered, so that select sees everything that has arrived
        self._reader, self._writer = ours.makefile("rb", 0), ours.makefile("wb")
        ours.close()
        self.channel = Channel(self._reader, self._writer)  # type: ignore[arg-type]
        (self._number,), _ = self.channel.receive()

    def readable(self, seconds: float) -> bool:
        """Return whether the examiner sends something within that many seconds."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._reader, selectors.EVENT_READ)
            return bool(selector.select(seconds))

    def close(self, done: bool) -> None:
        """Disconnect, and kill the examiner if it is not done; its jail ends with it."""
        if not done:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._number, signal.SIGKILL)
        for one in (self._writer, self._reader):
            with contextlib.suppress(OSError):
                one.close()


class Forkserver:
    """The forkserver, seen from the host. Any thread may open examiners."""

    def __init__(self, offer: Isolation):
        # how many submissions of each module were announced, by the module's cells
        self._seen: dict[tuple[Path, CellMessages], int] = {}
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            requests = theirs.fileno()
            self._process = subprocess.Popen(
                forkserver_command(offer, json.dumps(asdict(offer)), requests),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[requests],
                env={},
                start_new_session=True,
            )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def open(self, words: Sequence[str] = ()) -> ExaminerHandle:
        """Start an examiner; words name what to load first (preload.py). Raises RuntimeError."""
        try:
            return ExaminerHandle(self._request(SERVE, *words))
        except (OSError, ChannelClosed):
            raise RuntimeError("the examiner does not start") from None

    def load_all(self) -> None:
        """Load everything now, for a long-lived process that will ask for many examiners."""
        with contextlib.suppress(OSError):
            self._request(LOAD).close()

    def rehearse(self, root: Path, cells: CellMessages, seconds: float) -> None:
        """Announce a submission of a module, with the module's reference cells.

        Before the sixth submission, the forkserver runs these cells itself, for at most that many
        seconds. That costs as much as one submission and makes each later one a fifth cheaper.
        """
        with _lock:
            times = self._seen[root, cells] = self._seen.get((root, cells), 0) + 1
            if times == REHEARSE_AT:
                with contextlib.suppress(OSError), self._request(REHEARSE) as ours:
                    ours.sendall(pack([str(root), cells, seconds], []))

    def _request(self, kind: str, *words: str) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            request = " ".join([kind, *words]).encode()
            socket.send_fds(self._requests, [request], [theirs.fileno()])
        return ours

    def close(self) -> None:
        """Kill the forkserver and its examiners; a jail ends with its examiner."""
        with contextlib.suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._requests.close()


_lock = threading.Lock()
_forkservers: dict[Isolation, Forkserver] = {}


def start_forkserver(wanted: str | Isolation = "bubblewrap") -> Forkserver:
    """Return the forkserver for an isolation, starting it if it is not running.

    It takes about a second to be ready. The caller can do other work in the meantime.
    """
    offer = isolation(wanted) if isinstance(wanted, str) else wanted
    with _lock:
        if offer not in _forkservers or not _forkservers[offer].alive:
            _forkservers[offer] = Forkserver(offer)
        return _forkservers[offer]


@atexit.register
def stop_forkservers() -> None:
    """Kill every forkserver, with its examiners and jails."""
    with _lock:
        while _forkservers:
            _forkservers.popitem()[1].close()


def main() -> None:
    """Run the forkserver: its arguments are the isolation as JSON, and the request socket."""
    from privacylab.sandbox.pool.zygote import Zygote

    cache.keeps = False
    offer = Isolation(**json.loads(sys.argv[1]))
    requests = socket.socket(fileno=int(sys.argv[2]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # so that finished examiners leave no zombies
    gc.disable()  # loaded modules stay: searching them for garbage takes two fifths of the time
    for name in NOW:
        importlib.import_module(name)
    zygote = Zygote(requests) if offer.bwrap else None
    importlib.import_module("privacylab.sandbox.examiner.cell_runner")
    later = Later(FOR_TESTS)
    gc.freeze()
    gc.enable()
    while True:
        request, files, _, _ = socket.recv_fds(requests, MOST_REQUEST, 1)
        if not request:
            return
        kind, *words = request.decode().split()
        if kind == LOAD:
            if zygote:
                zygote.load_all()
            later.load_all()
        else:
            later.before_job(words)
        if kind == SERVE and os.fork() == 0:
            requests.close()
            _serve(files[0], zygote, words)
        if kind == REHEARSE:
            with contextlib.suppress(ChannelClosed):
                _rehearse_module(os.dup(files[0]))
            compact_before_fork()
        os.close(files[0])


def _rehearse_module(channel: int) -> None:
    from privacylab.sandbox.examiner.cell_runner import rehearse

    rehearse(*Channel.over(socket.socket(fileno=channel)).receive()[0])


def _serve(channel: int, zygote: Any, words: list[str]) -> NoReturn:
    from privacylab.sandbox.examiner.cell_runner import examine

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        host = Channel.over(socket.socket(fileno=channel))
        host.send([os.getpid()])
        examine(host, zygote, words, *host.receive()[0])
    finally:
        os._exit(0)
