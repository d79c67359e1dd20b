"""A table of attacks on an answer: what each one shows, and whether the answer holds."""

from collections.abc import Callable, Iterable
from html import escape
from typing import Any, NamedTuple

from privacylab.lab.display.html import Fragment, table


class Attack(NamedTuple):
    """One attack: what happens, how to run a checker under it, and whether an answer holds.

    requirement  the one whose hints help if the answer fails
    """

    what: str
    run: Callable[[Any], Any]
    say: Callable[[Any], str]
    holds: Callable[[Any], bool]
    requirement: str


def attack_table(
    attacks: Iterable[Attack], yours: Any, careless: Any, who: str = "a careless checker"
) -> Fragment:
    """Return a table of what a careless answer and yours say under each attack."""
    header = ["attack", f"{who} says", "yours says", "does yours hold?"]
    rows = []
    for attack in attacks:
        theirs, ours = answer_or_error(attack.run, careless), answer_or_error(attack.run, yours)
        rows.append(
            (escape(attack.what), _say(attack, theirs), _say(attack, ours), _judge(attack, ours))
        )
    return table(header, rows)


def answer_or_error(run: Callable, *arguments: Any) -> Any:
    """Return the checker's answer, or the exception that it raised."""
    try:
        return run(*arguments)
    except Exception as stop:
        return stop


def _say(attack: Attack, found: Any) -> str:
    if isinstance(found, NotImplementedError):
        return escape(str(found) or "not written yet")
    if isinstance(found, Exception):
        return escape(f"it stops with {type(found).__name__}: {found}")
    said = answer_or_error(attack.say, found)
    return "an answer in the wrong form" if isinstance(said, Exception) else escape(said)


def _judge(attack: Attack, found: Any) -> str:
    if isinstance(found, NotImplementedError):
        return "○ not yet"
    if not isinstance(found, Exception) and answer_or_error(attack.holds, found) is True:
        return "✓ it holds"
    return f'✗ it fails: <code>hint("{attack.requirement}")</code>'
