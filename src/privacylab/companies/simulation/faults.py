"""A company's faults: stores that don't answer or that lie, and processes that crash.

Faults never occur by chance: a test sets each one, or draws it from a seed.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

WAYS = {
    "down": "does not answer",
    "keeps": "says 200 and keeps the row",
    "hides": "marks as deleted what it should delete",
    "half": "deletes every other item and says it deleted all",
    "reverts": "is restored from last night's backup, every night",
    "stuck": "copies no deletion",
}
LYING = ("down", "keeps", "hides", "half", "reverts")


class StoreUnavailable(ConnectionError):
    """The store does not answer."""


class ReadOnly(StoreUnavailable):
    """The store refuses changes: only another part writes to it, or it is write-once."""


class Crashed(RuntimeError):
    """The process has crashed. Nothing answers until the company is restarted."""


class KeyDestroyed(KeyError):
    """The ciphertext exists, but its key does not."""


class Faults:
    """The schedule of what goes wrong, for all parts of one company.

    happened  the effects so far, each a call that changed something: the call, the part, and what
              it was applied to, such as ("purge", "audio", ["r-1"])
    """

    def __init__(self) -> None:
        self.happened: list[tuple[str, str, list[str]]] = []
        self._ways: dict[str, set[str]] = {}
        self._dead = False
        self._crash_at: int | None = None
        self._events: list[tuple[int, Callable[[], None]]] = []

    def set(self, name: str, what: str) -> None:
        """Make the part of that name misbehave from now on, in one of WAYS.

        Raises LookupError for an unknown way.
        """
        if what not in WAYS:
            raise LookupError(f"There is no fault {what!r}: try one of {', '.join(WAYS)}.")
        self._ways.setdefault(name, set()).add(what)

    def clear(self, name: str) -> None:
        """Make the part of that name behave again."""
        self._ways.pop(name, None)

    def has(self, name: str, what: str) -> bool:
        """Return whether that part currently misbehaves in that way."""
        return what in self._ways.get(name, ())

    def crash(self, after: int) -> None:
        """Make the process die after the next `after` effects.

        The answer to the last effect is lost. With 0, it dies before the next effect.
        """
        self._crash_at = len(self.happened) + after

    def draw(self, seed: int, names: Iterable[str]) -> list[str]:
        """Set faults on one or two of these stores; the same seed gives the same faults.

        Returns the faults in words.
        """
        chance = random.Random(seed)
        drawn = [
            (name, chance.choice(LYING))
            for name in chance.sample(sorted(names), chance.choice((1, 2)))
        ]
        for name, what in drawn:
            self.set(name, what)
        return [f"{name} {WAYS[what]}" for name, what in drawn]

    def restart(self) -> None:
        """Run the process again, with no crash scheduled."""
        self._dead, self._crash_at = False, None

    def happen(self, after: int, event: Callable[[], None]) -> None:
        """Let something happen after the next `after` effects; 0 means now."""
        self._events.append((len(self.happened) + after, event))
        self._let_happen()

    def asked(self, name: str) -> None:
        """Check that a part can answer. Raises Crashed, StoreUnavailable."""
        if self._dead:
            raise Crashed("The process has died.")
        if self.has(name, "down"):
            raise StoreUnavailable(f"The store {name!r} does not answer.")

    @contextmanager
    def effect(self, name: str, what: str, of: Iterable[str] = ()) -> Iterator[None]:
        """Wrap a change in a part: what is the call, of what it applies to. Raises like asked()."""
        self.asked(name)
        self._die_when_due()
        yield
        self.happened.append((what, name, [*of]))
        self._let_happen()
        self._die_when_due()

    def _let_happen(self) -> None:
        due = [event for at, event in self._events if at <= len(self.happened)]
        self._events = [one for one in self._events if one[0] > len(self.happened)]
        for event in due:
            event()

    def _die_when_due(self) -> None:
        if self._crash_at is not None and len(self.happened) >= self._crash_at:
            self._dead = True
            raise Crashed("The process has died.")
