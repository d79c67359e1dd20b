"""Measures what a call costs: CPU time and memory of this process, from inside it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psutil

EVERY = 0.005  # seconds between two samples of memory use


@dataclass(frozen=True)
class Cost:
    """CPU seconds, and peak memory in bytes beyond what was in use before."""

    seconds: float
    memory: int


def measure(call: Callable[[], Any]) -> tuple[Cost, Any]:
    """Call it, and return what it cost and what it returned.

    On a busy machine a call takes longer, but its CPU time stays about the same. A second thread
    samples the memory, so that what libraries allocate outside of Python counts, too.
    """
    process, done = psutil.Process(), threading.Event()
    before = process.memory_info().rss
    peak = before

    def watch() -> None:
        nonlocal peak
        while True:
            peak = max(peak, process.memory_info().rss)
            if done.wait(EVERY):
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    start = time.process_time()
    try:
        found = call()
        seconds = time.process_time() - start
    finally:
        done.set()
        watcher.join()
    return Cost(seconds, max(peak, process.memory_info().rss) - before), found
