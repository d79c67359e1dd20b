"""What the grader does with what learners sent ends in time, or is ended."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from privacylab.errors import CannotGrade
from privacylab.grading import limited
from privacylab.grading.limited import OverBudget, run_limited


def add(one: int, other: int) -> int:
    return one + other


def refuse() -> None:
    raise CannotGrade("It is empty.")


def spin() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(1_000)


def fill() -> int:
    return len([bytes(1 << 20) for _ in range(1 << 20)])


def die() -> None:
    os.abort()


def fail_oddly() -> None:
    class Own(Exception):  # which no other process can load
        pass

    raise Own("odd")


def number() -> int:
    return os.getpid()


def test_a_call_returns_and_raises_as_it_would_here():
    assert run_limited(add, 1, other=2) == 3
    with pytest.raises(CannotGrade, match=r"It is empty\."):
        run_limited(refuse)
    with pytest.raises(RuntimeError, match="odd"):
        run_limited(fail_oddly)


def test_calls_one_after_the_other_use_one_worker():
    assert run_limited(number) == run_limited(number) != os.getpid()


@pytest.mark.parametrize(
    ("endless", "what"), [(spin, "time"), (sleep, "time"), (fill, "memory"), (die, "time")]
)
def test_a_call_without_end_is_ended_and_the_next_one_has_a_new_worker(endless, what, monkeypatch):
    monkeypatch.setattr(limited, "SECONDS", 1)
    monkeypatch.setattr(limited, "DEADLINE", 4)
    limited.stop()  # the next template knows of these
    before = run_limited(number)
    with pytest.raises(OverBudget, match=what):
        run_limited(endless)
    assert run_limited(number) != before
    monkeypatch.undo()
    limited.stop()


def test_a_process_in_which_arrow_waits_for_signals_has_workers_too():
    """Arrow then holds a pipe that it closes at each fork; a template that had closed it died."""
    limited.stop()
    code = (
        "import pyarrow as pa, pyarrow.csv, io, threading\n"
        "from privacylab.grading.limited import run_limited\n"
        "import operator\n"
        "pyarrow.csv.read_csv(io.BytesIO(b'a,b\\n1,2\\n'))\n"
        "print(run_limited(operator.add, 1, 2))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "3\n", done.stderr


def test_a_template_that_was_killed_is_replaced():
    limited.stop()
    limited.start()
    os.kill(limited._template._number, signal.SIGKILL)
    assert run_limited(add, 1, 2) == 3


def test_calls_of_many_threads_do_not_meet():
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(run_limited(add, n, n))) for n in range(20)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(found) == [2 * n for n in range(20)]
