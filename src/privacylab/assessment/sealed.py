"""A sealed system under assessment: plain data goes in, and plain data comes out.

An assessor sees a system's answers, but not its source, its name, or its error messages. Only
listed functions can be called, and the number of calls and their total time are limited.
"""

import contextlib
import datetime as dt
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import pandas as pd

Doors = Mapping[str, Callable[..., Any]]
ATOMS = (type(None), bool, int, float, str, bytes, dt.date, dt.datetime, pd.Timestamp)
CONTAINERS = (list, tuple, set, frozenset, dict)
MOST_PARTS = 10_000  # in one call's arguments, or in its answer
DEEPEST = 20
SECONDS = 1.0  # CPU limit for all calls to one system together


@dataclass(frozen=True)
class Call:
    """One call to a system; answer is what it returned, or the class of what it raised."""

    name: str
    arguments: tuple[Any, ...]
    answer: Any


class System:
    """A system that you assess. You can see nothing but its answers.

    doors  the functions that may be called, by name
    most   the most calls that it answers
    """

    def __init__(self, doors: Doors, most: int):
        self._doors, self._most, self._left = doors, most, SECONDS
        self._calls: list[Call] = []
        self._refused = False

    def __repr__(self) -> str:
        return "<system>"

    def call(self, name: str, *arguments: Any) -> Any:
        """Return the system's answer to plain data: numbers, text, bytes, dates, and lists,
        tuples, sets, and dicts of them.

        Raises what the system raises, without its message; LookupError if it has no function of
        that name, TypeError for other data, and TimeoutError if the calls or the time are used up.
        """
        if name not in self._doors:
            raise LookupError(f"there is no {name!r}: it has {', '.join(self._doors)}")
        if len(self._calls) >= self._most:
            self._refused = True
            raise TimeoutError(f"this system answers at most {self._most} calls")
        given = plain(arguments)
        try:
            with self._timed():
                answer = plain(self._doors[name](*plain(arguments)))
        except TimeoutError:
            self._calls.append(Call(name, given, TimeoutError))
            raise TimeoutError("the system takes too long") from None
        except Exception as error:
            kind = type(error) if type(error).__module__ == "builtins" else RuntimeError
            self._calls.append(Call(name, given, kind))
            raise kind("the system raised this") from None
        self._calls.append(Call(name, given, answer))
        return answer

    def count(self) -> int:
        """Return how many calls it has answered: the number of the last call, counted from 1."""
        return len(self._calls)

    @contextlib.contextmanager
    def _timed(self) -> Iterator[None]:
        """End a call that exceeds the CPU limit: it costs one system, not the whole test."""

        def ring(*_: Any) -> NoReturn:
            raise TimeoutError

        if self._left <= 0:
            raise TimeoutError
        before = signal.signal(signal.SIGVTALRM, ring)
        signal.setitimer(signal.ITIMER_VIRTUAL, self._left)
        try:
            yield
        finally:
            self._left = signal.setitimer(signal.ITIMER_VIRTUAL, 0)[0]
            signal.signal(signal.SIGVTALRM, before)


def calls_of(system: System) -> list[Call]:
    """Return the calls that a system has answered, in order. Not a method, so assessors lack it."""
    return system._calls


def refused_calls(system: System) -> bool:
    """Return whether a system was asked for more calls than it answers."""
    return system._refused


def plain(value: Any) -> Any:
    """Return a copy of plain data. Raises TypeError for any other data, and for too much of it."""
    left = MOST_PARTS

    def copy(one: Any, depth: int) -> Any:
        nonlocal left
        left -= 1
        kind = type(one)
        if left < 0 or depth > DEEPEST:
            raise TypeError("this is too much data for one call")
        if kind in ATOMS:
            return one
        if kind is dict:
            return {copy(key, depth + 1): copy(part, depth + 1) for key, part in one.items()}
        if kind in CONTAINERS:
            return kind([copy(part, depth + 1) for part in one])
        raise TypeError("only plain data can be sent to a system, or come back from it")

    return copy(value, 0)
