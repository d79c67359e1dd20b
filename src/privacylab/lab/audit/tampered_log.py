"""A log that is tampered with, and what five defenses say about it.

A night has one log for each service: an SQLite file, which also has the roots that the service
keeps. An anchor for each log and a receipt for one entry were handed out before the tampering and
are kept elsewhere. The defenses use the functions of the exercises AUD-05, AUD-08, and AUD-09, so a
learner's can replace the lab's.
"""

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from privacylab.lab.audit import merkle
from privacylab.lab.display.html import Fragment, table

# How many entries the anchor covers, the tampered log has, and each other log has. Then the numbers
# of single entries.
ANCHORED, SIZE, OTHERS = 40, 60, 12
RECEIPT, VICTIM, CUT, LATE = 17, 23, 12, 50
SERVICES = {
    "video": ("view", "download", "export", "share"),
    "live": ("stream",),
    "search": ("query",),
}
TAMPERED = "video"
Anchor = dict[str, Any]  # size, root


def entries_in(path: Path) -> list[bytes]:
    """All entries of a log's file, by their numbers, as the bytes that are hashed."""
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT entry FROM entries ORDER BY number").fetchall()
    return [entry.encode() if isinstance(entry, str) else entry for (entry,) in rows]


class LogFile:
    """A log in an SQLite file: a table of entries, and one of the roots that the company keeps."""

    def __init__(self, path: Path, entries: Iterable[str | bytes] = ()):
        self.path = path
        with self._open() as database:
            for columns in ("entries (number INTEGER PRIMARY KEY, entry)", "roots (size, root)"):
                database.execute(f"CREATE TABLE IF NOT EXISTS {columns}")
            database.executemany("INSERT INTO entries VALUES (?, ?)", enumerate(entries))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path)) as database, database:
            database.execute("PRAGMA synchronous = OFF")  # it need not survive a power cut
            yield database

    def entries(self) -> list[bytes]:
        """All entries, by their numbers, as the bytes that are hashed."""
        return entries_in(self.path)

    def roots(self) -> list[tuple[int, str]]:
        """The roots that the file claims for its entries: how many entries, and the root in hex."""
        with self._open() as database:
            return database.execute("SELECT size, root FROM roots ORDER BY size").fetchall()

    def read(self, statement: str) -> pd.DataFrame:
        """The rows that a SELECT finds in the file."""
        with self._open() as database:
            return pd.read_sql_query(statement, database)

    def sql(self, *statements: str) -> int:
        """Change the file, as anyone who has it can. Return the number of changed rows."""
        with self._open() as database:
            return sum(database.execute(one).rowcount for one in statements)

    def rebuild(self, root: Callable[[list[bytes]], bytes] = merkle.root) -> None:
        """Recompute the roots in the file from its current entries."""
        entries = self.entries()
        rows = [(size, root(entries[:size]).hex()) for size in {ANCHORED, len(entries)}]
        with self._open() as database:
            database.execute("DELETE FROM roots")
            database.executemany("INSERT INTO roots VALUES (?, ?)", rows)

    def copy(self) -> "LogFile":
        """A copy of the log in its own file."""
        path = new_folder() / self.path.name
        with self._open() as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)
        return LogFile(path)


@cache
def _folder() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="privacylab-night-")


def new_folder() -> Path:
    """An empty folder, which is deleted when this process ends."""
    return Path(tempfile.mkdtemp(dir=_folder().name))


class Tools(NamedTuple):
    """The functions of AUD-05, AUD-08 and AUD-09 that judge a log."""

    root: Callable
    inclusion_proof: Callable
    verify_inclusion: Callable
    consistency_proof: Callable
    verify_consistency: Callable
    compare: Callable
    unjustified: Callable


def _compare(mine: Anchor, theirs: Anchor, prove: Callable) -> str:
    old, new = (mine, theirs) if mine["size"] <= theirs["size"] else (theirs, mine)
    proof = [] if old["size"] == new["size"] else prove(old["size"], new["size"])
    if merkle.verify_consistency(old["size"], old["root"], new["size"], new["root"], proof):
        return "consistent"
    return "unproven" if old["size"] < new["size"] else "forked"


def _unjustified(shards: dict[str, list[bytes]], anchors: dict[str, Anchor], _: Any) -> dict:
    whole = {
        name: merkle.root(shards.get(name, [])[: anchor["size"]]) == anchor["root"]
        for name, anchor in anchors.items()
    }
    return {"complete": all(whole.values())}


LAB = Tools(
    merkle.root,
    merkle.inclusion_proof,
    merkle.verify_inclusion,
    merkle.consistency_proof,
    merkle.verify_consistency,
    _compare,
    _unjustified,
)


class Case(NamedTuple):
    """What one auditor sees of a log, what another one sees, and the logs of all services."""

    shown: LogFile
    elsewhere: LogFile
    services: dict[str, LogFile]


@dataclass(frozen=True)
class Night:
    """The logs of a night, and what was handed out before they were tampered with.

    logs     by service
    anchors  by service: how many entries there were, and their root
    receipt  the number of an entry of the tampered log, and that entry
    """

    logs: dict[str, LogFile]
    anchors: dict[str, Anchor]
    receipt: tuple[int, bytes]

    @property
    def log(self) -> LogFile:
        """The log that is tampered with."""
        return self.logs[TAMPERED]

    def case(
        self, shown: LogFile, elsewhere: LogFile | None = None, withheld: str | None = None
    ) -> Case:
        """What two auditors are shown; a service may withhold its log."""
        services = {**self.logs, TAMPERED: shown}
        services.pop(withheld or "", None)
        return Case(shown, elsewhere or shown, services)

    def judge(
        self, shown: LogFile, elsewhere: LogFile | None = None, withheld: str | None = None
    ) -> Fragment:
        """Show what each defense says about a log.

        shown      the log as it is now: night.log, or a copy that you have tampered with
        elsewhere  the log that another auditor is shown, if it is a different one
        withheld   a service whose log is not handed over
        """
        case = self.case(shown, elsewhere, withheld)
        rows = []
        for name, defense in DEFENSES.items():
            caught = defense.catches(self, case, LAB)
            rows.append((name, defense.asks, CAUGHT if caught else PASSES))
        return table(["defense", "what it asks", "the log"], rows)


def open_night(accesses: pd.DataFrame, people: pd.DataFrame) -> Night:
    """Return the night of each service's latest accesses, which the lab logs as lines of JSON."""
    folder = new_folder()
    written = {
        service: LogFile(folder / f"{service}.db", [json_entry(one) for one in requests])
        for service, requests in requests_of(accesses, people).items()
    }
    return hand_out(written, merkle.root)


def hand_out(logs: dict[str, LogFile], root: Callable) -> Night:
    """Return the night of these logs: compute their roots, and hand out anchors and a receipt."""
    anchors = {}
    for name, log in logs.items():
        log.rebuild(root)
        entries = log.entries()[:ANCHORED]
        anchors[name] = {"size": len(entries), "root": root(entries)}
    return Night(logs, anchors, (RECEIPT, logs[TAMPERED].entries()[RECEIPT]))


def requests_of(accesses: pd.DataFrame, people: pd.DataFrame) -> dict[str, list[dict]]:
    """The latest accesses of each service, as requests of the exercise AUD-01."""
    known = people[["person_id", "kind", "employer"]]
    found = {}
    for service, actions in SERVICES.items():
        theirs = accesses[accesses["action"].isin(actions)].sort_values("occurred_at")
        rows = theirs.tail(SIZE if service == TAMPERED else OTHERS)
        rows = rows.merge(known, how="left", on="person_id")
        rows = rows.assign(object=rows["recording_id"].fillna(rows["camera_id"]))
        found[service] = [_request(row) for row in rows.to_dict("records")]
    return found


def _request(row: Mapping[Any, Any]) -> dict[str, Any]:
    def text(name: str) -> Any:
        return None if pd.isna(row[name]) else row[name]

    return {
        "actor": row["person_id"],
        "actor_kind": text("kind") or "unknown",
        "employer": text("employer") or "unknown",
        "action": row["action"],
        "object": row["object"],
        "subject": row["customer_id"],
        "ground": text("ground"),
        "ticket": text("ticket_id"),
        "consent": text("consent_id"),
        "time": row["occurred_at"].to_pydatetime(),
        "ip": row["ip"],
        "mfa": row["mfa"] in ("hardware key", "code", "equivalent"),
    }


def json_entry(request: dict[str, Any]) -> str:
    """One request as a line of JSON, its keys in order."""
    return json.dumps(request, sort_keys=True, default=str, separators=(",", ":"))


class Defense(NamedTuple):
    """One defense: its question in words, whether it catches a case, and whose hints help."""

    asks: str
    catches: Callable[[Night, Case, Tools], bool]
    requirement: str


def _own_roots(night: Night, case: Case, tools: Tools) -> bool:
    entries = case.shown.entries()
    return any(tools.root(entries[:size]).hex() != root for size, root in case.shown.roots())


def _receipt(night: Night, case: Case, tools: Tools) -> bool:
    number, entry = night.receipt
    entries = case.shown.entries()
    try:
        proof = tools.inclusion_proof(list(entries), number)
    except ValueError:
        return True  # the company cannot show it
    root = tools.root(list(entries))
    return not tools.verify_inclusion(entry, number, len(entries), proof, root)


def _anchor(night: Night, case: Case, tools: Tools) -> bool:
    old, entries = night.anchors[TAMPERED], case.shown.entries()
    try:
        proof = tools.consistency_proof(list(entries), old["size"])
    except ValueError:
        return True
    root = tools.root(list(entries))
    return not tools.verify_consistency(old["size"], old["root"], len(entries), root, proof)


def _auditors(night: Night, case: Case, tools: Tools) -> bool:
    logs = case.shown.entries(), case.elsewhere.entries()
    tonight = [{"size": len(entries), "root": tools.root(list(entries))} for entries in logs]
    prove = lambda old, size: tools.consistency_proof(logs[0][:size], old)  # noqa: E731
    return tools.compare(*tonight, prove) != "consistent"


def _completeness(night: Night, case: Case, tools: Tools) -> bool:
    shards = {name: log.entries() for name, log in case.services.items()}
    anchors = {name: dict(anchor) for name, anchor in night.anchors.items()}
    return not tools.unjustified(shards, anchors, lambda entry: False)["complete"]


CAUGHT, PASSES = "✓ caught", "– passes"
DEFENSES = {
    "own roots": Defense("Do the entries match the roots in the same file?", _own_roots, "AUD-05"),
    "receipt": Defense(
        f"Is entry {RECEIPT}, which someone outside has a copy of, in tonight's log?",
        _receipt,
        "AUD-07",
    ),
    "anchor": Defense(
        f"Does tonight's log begin with the {ANCHORED} entries of the anchor?", _anchor, "AUD-08"
    ),
    "two auditors": Defense("Were both shown the same log tonight?", _auditors, "AUD-09"),
    "all logs": Defense(
        "Is each service's log there, and as it was anchored?", _completeness, "AUD-25"
    ),
}
