"""The process that grades, seen from Jupyter's server: started when needed, watched, replaced.

It has everything loaded (holder_process.py), so a report takes a fraction of a second. It does one
thing at a time, and requests wait their turn.
"""

import asyncio
import contextlib
import json
import logging
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

log = logging.getLogger("privacylab.jupyter")
BEAT = 1.0  # seconds between two signs of life
GRACE = 3.0  # seconds in which the process must end when it is told to
LONGEST_REPLY = 32 << 20  # bytes
STATE, ERROR, READY = "state", "error", "ready"
# the texts that the process reads before it is ready
TEXTS = ("course/*.toml", "course/*/*.toml", "solutions/*/*/*.toml")


class Holder:
    """Grades notebooks of the course at root, each in at most time_limit seconds."""

    def __init__(self, root: Path, time_limit: float):
        self.root, self.time_limit = root, time_limit
        self._process: Process | None = None
        self._texts: tuple[int, float] = (0, 0.0)
        self._turn = asyncio.Lock()
        self._waiting, self._now = 0, ""

    async def ask(self, action: str, notebook: Path) -> AsyncIterator[dict[str, Any]]:
        """Check or grade a notebook, and yield what happens. The last item is a report or an error.

        The action "last" grades nothing: it yields the report of the last grade, or None, and loads
        what the notebook's exercise needs. "gallery" yields what opens at full marks.
        """
        self._waiting += 1
        try:
            if self._waiting > 1 and self._now == "last":
                yield {STATE: "starting"}
            elif self._waiting > 1:
                yield {STATE: "waiting", "ahead": self._waiting - 1}
            async with self._turn:
                self._now = action
                async for said in self._answer(action, notebook):
                    yield said
        finally:
            self._waiting -= 1

    async def stop(self) -> None:
        """End the process, and everything that it has started."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        for end in (process.terminate, process.kill):
            with contextlib.suppress(ProcessLookupError):
                end()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), GRACE)
                return

    async def _answer(self, action: str, notebook: Path) -> AsyncIterator[dict[str, Any]]:
        deadline = time.monotonic() + self.time_limit
        try:
            if not self._is_fit():
                yield {STATE: "starting"}
                await self._start(deadline)
            process = self._process
            assert process and process.stdin and process.stdout
            yield {STATE: "running", "seconds": 0}
            process.stdin.write(json.dumps([action, str(notebook)]).encode() + b"\n")
            await process.stdin.drain()
            reply = asyncio.ensure_future(process.stdout.readline())
            began = time.monotonic()
            while not reply.done():
                await asyncio.wait([reply], timeout=min(BEAT, max(0, deadline - time.monotonic())))
                if not reply.done():
                    if time.monotonic() >= deadline:
                        reply.cancel()
                        raise TimeoutError
                    yield {STATE: "running", "seconds": round(time.monotonic() - began)}
            said = json.loads(reply.result())
        except TimeoutError:
            await self.stop()
            yield {ERROR: _took_too_long(self.time_limit)}
        except (OSError, ValueError) as error:
            # the process has ended: an empty line isn't JSON, and no one reads from the pipe
            log.warning("The grader ended while it was working (%s).", type(error).__name__)
            await self.stop()
            yield {
                ERROR: "The grader stopped while it was working, perhaps because memory ran out. "
                "Your answers are saved. Close notebooks that you don't need, and press the "
                "button again: the grader will restart."
            }
        else:
            yield said

    def _is_fit(self) -> bool:
        """Whether the process is running, and has read the current texts of the course."""
        running = self._process is not None and self._process.returncode is None
        return running and self._texts == state_of(self.root)

    async def _start(self, deadline: float) -> None:
        """Start the process, and wait until it is ready. Raises OSError or ValueError."""
        await self.stop()
        self._texts = state_of(self.root)
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "privacylab.jupyter.holder_process", str(self.root)),
            stdin=PIPE,
            stdout=PIPE,
            cwd=self.root,
            limit=LONGEST_REPLY,
            start_new_session=True,  # Ctrl-C is for the server, which asks first
        )
        assert self._process.stdout
        left = max(0.0, deadline - time.monotonic())
        line = await asyncio.wait_for(self._process.stdout.readline(), left)
        if json.loads(line) != READY:
            raise ValueError(READY)


def state_of(root: Path) -> tuple[int, float]:
    """How many texts the course has, and when the latest was changed."""
    times = [path.stat().st_mtime for texts in TEXTS for path in root.glob(texts)]
    return len(times), max(times, default=0.0)


def _took_too_long(seconds: float) -> str:
    long = f"{seconds / 60:g} minutes" if seconds >= 60 else f"{seconds:g} seconds"
    return (
        f"Stopped after {long}, so there is no report. Your answers are saved. Look for a loop "
        "that never ends: run the cells one by one, and press the button again."
    )
