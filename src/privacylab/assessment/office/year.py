"""An invented company's records for a year, and the gaps that careless safeguards plant in them.

The year runs once with all of the company's safeguards, and once more for each careless one, with
the honest one instead. Where the two records differ, they show the gap; anything that another gap
hides doesn't differ. A careless safeguard that makes no difference is rejected, because no assessor
could find it. Everything it does differently counts as its gap, so in all else it must act like the
honest one.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from privacylab.assessment.office.at_work import CITED, Chosen, work
from privacylab.assessment.office.events import Events, draw
from privacylab.assessment.office.safeguards import HONEST, MidYear, Room, Row, Safeguard


@dataclass(frozen=True)
class Year:
    """The records that a company hands over, and the gaps in them.

    planted  for each requirement and version with a gap, the rows that show it ("table/row id")
    """

    room: Room
    planted: dict[tuple[str, str], set[str]]


def open_year(
    seed: object,
    careless: Chosen | None = None,
    prior_gaps: Sequence[str] = (),
    statements: Sequence[str] = (),
) -> Year:
    """Run a company for a year, and return its records.

    careless    by requirement, a safeguard or MidYear to use instead of the honest safeguard
    prior_gaps  the requirements for which the last report found a gap
    statements  the requirements for which management says that all is well

    Raises ValueError if a careless safeguard leaves no trace in the records.
    """
    events, chosen = draw(seed), {**HONEST, **(careless or {})}
    room = work(events, chosen)
    planted = {
        (requirement, version): rows
        for requirement in chosen
        for version, rows in _planted(requirement, events, chosen, room).items()
    }
    room["safeguards"] = _versions(room, chosen)
    for table, letter, said, text in (
        ("prior_gaps", "o", prior_gaps, "The last assessment found deviations."),
        ("statements", "m", statements, "Chief executive: nothing is open here."),
    ):
        room[table] = [
            {"id": f"{letter}-{n}", "requirement": one, "text": text}
            for n, one in enumerate(said, 1)
        ]
    for name, rows in room.items():  # so that the order of rows reveals nothing
        random.Random(f"{seed} {name}").shuffle(rows)
    return Year(room, planted)


def _planted(requirement: str, events: Events, chosen: Chosen, room: Room) -> dict[str, set[str]]:
    """Return the rows that show the gap, for each careless version of a safeguard."""
    safeguard, honest = chosen[requirement], HONEST[requirement]
    versions: dict[str, Safeguard | None] = {"": None}
    if isinstance(safeguard, MidYear):
        versions = {"v1": safeguard.before, "v2": safeguard.after}
    elif safeguard is not honest:
        versions = {"": safeguard}
    careless = {version: one for version, one in versions.items() if one is not None}
    if not careless:
        return {}
    rows = _rows_that_differ(requirement, work(events, {**chosen, requirement: honest}), room)
    planted = {}
    for version, one in careless.items():
        planted[version] = {
            cite
            for cite, day in rows.items()
            if not isinstance(safeguard, MidYear) or safeguard.version_on(day) == version
        }
        if not planted[version]:
            raise ValueError(f"{requirement}: {one.__name__!r} leaves no trace in these records.")
    return planted


def _rows_that_differ(requirement: str, honest: Room, room: Room) -> dict[str, str]:
    """Return the rows that a finding cites for the differences between two years, with their days.

    A differing row of the requirement's own table is cited itself. A differing row of another table
    leads to the row that it is about, even if it is missing from the records.
    """
    table, column, key = CITED[requirement]
    named = set()
    for name in room:
        ours, theirs = ({row["id"]: row for row in rows} for rows in (room[name], honest[name]))
        for row in (*ours.values(), *theirs.values()):
            if ours.get(row["id"]) != theirs.get(row["id"]):
                named.add(row.get(key, row["id"]))
    return {
        f"{table}/{row['id']}": row.get(column, "")
        for row in room[table]
        if {row["id"], row.get(key)} & named and row.get("status", "done") == "done"
    }


def _versions(room: Room, chosen: Chosen) -> list[Row]:
    """Return the table of safeguards that changed; each was introduced the year before."""
    year = int(room["period"][0]["starts_on"][:4])
    rows: list[Row] = []
    for requirement, one in chosen.items():
        if isinstance(one, MidYear):
            second = date.fromisoformat(f"{year}-{one.on}")
            last = (second - timedelta(days=1)).isoformat()
            for version, *span in (
                ("v1", f"{year - 1}-03-01", last),
                ("v2", second.isoformat(), None),
            ):
                names = ("id", "requirement", "version", "starts_on", "ends_on")
                values = (f"f-{len(rows) + 1}", requirement, version, *span)
                rows.append(dict(zip(names, values, strict=True)))
    return rows
