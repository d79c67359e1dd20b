"""Ten attacks on a log, and which of five defenses catches each: the lab's, or a learner's."""

import sqlite3
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from privacylab.lab.answers import Answers
from privacylab.lab.audit import merkle
from privacylab.lab.audit.tampered_log import (
    CUT,
    DEFENSES,
    LAB,
    LATE,
    RECEIPT,
    TAMPERED,
    VICTIM,
    Case,
    LogFile,
    Night,
    Tools,
    entries_in,
    hand_out,
    new_folder,
    open_night,
    requests_of,
)
from privacylab.lab.display.charts import BLUE, GRAY, ORANGE, RED, legend, plain_figure
from privacylab.lab.display.html import Fragment, table
from privacylab.lab.display.picture import Picture, show


def _rewrite(number: int) -> str:
    """The SQL statement that replaces this entry with the entry of a harmless access."""
    harmless = "SELECT entry FROM entries WHERE number = 0"
    return f"UPDATE entries SET entry = ({harmless}) WHERE number = {number}"


class LogAttack(NamedTuple):
    """One attack: what is done to the file, and who is shown what afterward.

    rebuild  whether the roots in the file are recomputed
    forked   whether one auditor is still shown the original log
    """

    what: str
    statements: tuple[str, ...] = ()
    rebuild: bool = True
    forked: bool = False
    withheld: str | None = None


ATTACKS = (
    LogAttack("nothing: the log is as it was written"),
    LogAttack(f"entry {VICTIM} is rewritten", (_rewrite(VICTIM),), rebuild=False),
    LogAttack(f"entry {VICTIM} is rewritten, roots included", (_rewrite(VICTIM),)),
    LogAttack(
        f"entry {RECEIPT} is rewritten, roots included; someone has a receipt for it",
        (_rewrite(RECEIPT),),
    ),
    LogAttack(
        f"entries {VICTIM} and {VICTIM + 1} are swapped",
        tuple(
            f"UPDATE entries SET number = {new} WHERE number = {old}"
            for old, new in ((VICTIM, -1), (VICTIM + 1, VICTIM), (-1, VICTIM + 1))
        ),
    ),
    LogAttack(
        f"everything from entry {CUT} on is cut off",
        (f"DELETE FROM entries WHERE number >= {CUT}",),
    ),
    LogAttack(
        f"one of two auditors is shown another entry {VICTIM}", (_rewrite(VICTIM),), forked=True
    ),
    LogAttack("one service withholds its log", withheld="live"),
    LogAttack(f"entry {LATE} is rewritten, before an anchor covers it", (_rewrite(LATE),)),
    LogAttack("someone looks, and nothing is logged"),
)


class AttackVerdict(NamedTuple):
    """A verdict: its words in the table, and its legend, marker and color in the picture."""

    words: str
    legend: str
    marker: str
    color: str
    filled: bool = True


CAUGHT = AttackVerdict("✓ caught", "caught", "o", BLUE)
PASSES = AttackVerdict("– passes", "passes", "o", GRAY, filled=False)
MISSED = AttackVerdict("✗ it misses this", "wrong, or it stops", "X", RED)
ALARM = AttackVerdict("✗ false alarm", "wrong, or it stops", "X", RED)
NOT_YET = AttackVerdict("○ not yet", "not written yet", "D", ORANGE, filled=False)


def _cell(mark: AttackVerdict) -> str:
    return f'<span style="white-space:nowrap">{escape(mark.words)}</span>'


@dataclass(frozen=True)
class AttackReport:
    """What each defense says about each attack; Jupyter shows it as a table."""

    marks: list[list[AttackVerdict]]
    caption: str = ""

    def _hints(self, row: list[AttackVerdict]) -> str:
        wrong = [
            defense.requirement
            for mark, defense in zip(row, DEFENSES.values(), strict=True)
            if mark.marker == MISSED.marker
        ]
        return "<br>".join(f'<code>hint("{name}")</code>' for name in wrong)

    def as_table(self) -> Fragment:
        """A row for each attack, a column for each defense, and hints where one is wrong."""
        hints = [self._hints(row) for row in self.marks]
        rows = [
            [escape(attack.what), *(_cell(mark) for mark in row), hint]
            for attack, row, hint in zip(ATTACKS, self.marks, hints, strict=True)
        ]
        header = ["what happens", *DEFENSES, "where to look"]
        if not any(hints):
            header, rows = header[:-1], [row[:-1] for row in rows]
        return table(header, rows, escape(self.caption))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return self.as_table()._repr_mimebundle_()

    def picture(self) -> Picture:
        """The same as a grid of marks."""
        fig, axes = plain_figure(8.6, 5.2)
        for line, row in enumerate(self.marks):
            for place, mark in enumerate(row):
                axes.plot(
                    place,
                    line,
                    marker=mark.marker,
                    markersize=13,
                    markeredgewidth=2,
                    linestyle="",
                    color=mark.color,
                    markerfacecolor=mark.color if mark.filled else "white",
                )
                if mark is CAUGHT:
                    axes.annotate("✓", (place, line), color="white", ha="center", va="center")
        axes.set_xticks(range(len(DEFENSES)), [name.replace(" ", "\n") for name in DEFENSES])
        axes.set_yticks(range(len(ATTACKS)), [attack.what for attack in ATTACKS])
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        axes.set_xlim(-0.5, len(DEFENSES) - 0.5)
        axes.set_ylim(len(ATTACKS) - 0.5, -0.5)
        axes.set_xlabel("defense")
        axes.xaxis.set_label_position("top")
        axes.set_ylabel("attack")
        axes.set_title("Which defense catches which attack")
        there = {mark.legend: mark for row in self.marks for mark in row}
        handles = [
            axes.plot(
                [],
                [],
                marker=mark.marker,
                color=mark.color,
                linestyle="",
                markersize=9,
                markerfacecolor=mark.color if mark.filled else "white",
            )[0]
            for mark in there.values()
        ]
        legend(fig, handles, there)
        said = [
            f"{attack.what}: "
            + ", ".join(f"{name} {mark.legend}" for name, mark in zip(DEFENSES, row, strict=True))
            for attack, row in zip(ATTACKS, self.marks, strict=True)
        ]
        return show(
            fig,
            "A grid of marks: ten rows, which are attacks on a log; five columns, which are "
            f"defenses. {'. '.join(said)}.",
            "Which attacks does no defense catch? Is there a defense that catches all the others?",
        )


def besiege(night: Night) -> AttackReport:
    """Attack copies of the night's log, and report which of the lab's defenses catch it."""
    found = _answers(night, LAB, merkle.root)
    return AttackReport([[CAUGHT if caught else PASSES for caught in row] for row in found])


def besiege_mine(mine: Answers, accesses: pd.DataFrame, people: pd.DataFrame) -> AttackReport:
    """Attack the log that a learner's functions write, with their own functions as the defenses.

    The report marks each function that is missing or raises. If the functions write no log, the
    prepared one is attacked.
    """
    with warnings.catch_warnings(action="ignore"):
        tools = Tools(*(getattr(mine, name) for name in Tools._fields))

        def root(entries: list[bytes]) -> bytes:
            found = _try(tools.root, list(entries))
            return found if isinstance(found, bytes) else merkle.root(entries)

        given = open_night(accesses, people)
        truth = besiege(given).marks
        try:
            logs, said = _written(mine, accesses, people)
            night = hand_out(logs, root)
        except Exception as stop:
            night = hand_out(given.logs, root)
            said = f"This is the prepared log, because yours could not be written. {_why(stop)}"
        found = _answers(night, tools, root)
        marks = [
            [_against(*pair) for pair in zip(row, right, strict=True)]
            for row, right in zip(found, truth, strict=True)
        ]
        return AttackReport(marks, said)


def _written(
    mine: Answers, accesses: pd.DataFrame, people: pd.DataFrame
) -> tuple[dict[str, LogFile], str]:
    """Write the night with the learner's functions, and say how their database answered SQL."""
    folder = new_folder()
    logs = {}
    for service, requests in requests_of(accesses, people).items():
        path = folder / f"{service}.db"
        log = mine.AuditLog(str(path))
        for entry in mine.entries_of(requests):
            log.append(mine.encode(entry))
        entries = entries_in(path)  # as another process that opens the file sees them
        if len(entries) != len(requests):
            raise ValueError(
                f"Of {len(requests)} accesses of {service}, {len(entries)} are in your file."
            )
        logs[service] = LogFile(folder / f"{service}-taken.db", entries)
        if service == TAMPERED:
            refused = [_refuses(log.database, attack.statements[0]) for attack in ATTACKS[1:6]]
    return logs, (
        "Your log, written by your entries_of, encode, and AuditLog. Through its connection, the "
        f"database refused {sum(refused)} of {len(refused)} forgeries. So we forged "
        "a copy of its file."
    )


def _refuses(database: sqlite3.Connection, statement: str) -> bool:
    try:
        database.execute(statement)
    except sqlite3.Error:
        return True
    finally:
        database.rollback()
    return False


def _answers(night: Night, tools: Tools, root: Callable) -> list[list[Any]]:
    """For each attack, whether each defense catches it, or the exception that it raises."""
    cases = [_under(attack, night, root) for attack in ATTACKS]
    return [
        [_try(defense.catches, night, case, tools) for defense in DEFENSES.values()]
        for case in cases
    ]


def _under(attack: LogAttack, night: Night, root: Callable) -> Case:
    tampered = night.log.copy()
    tampered.sql(*attack.statements)
    if attack.rebuild:
        tampered.rebuild(root)
    if attack.forked:
        return night.case(night.log, elsewhere=tampered)
    return night.case(tampered, withheld=attack.withheld)


def _against(found: Any, right: AttackVerdict) -> AttackVerdict:
    if isinstance(found, NotImplementedError):
        return NOT_YET
    if isinstance(found, Exception):
        return MISSED._replace(words=f"✗ it stops: {type(found).__name__}")
    if found != (right is CAUGHT):
        return MISSED if right is CAUGHT else ALARM
    return right


def _try(run: Callable, *arguments: Any) -> Any:
    """Return what run returns, or the exception that it raises."""
    try:
        return run(*arguments)
    except Exception as stop:
        return stop


def _why(stop: Exception) -> str:
    if isinstance(stop, NotImplementedError):
        return f"{stop} Write it, save that notebook (Ctrl + S), and run this again."
    return f"It stops with {type(stop).__name__}: {stop}"
