"""Runs an invented company for a year: asks each safeguard, and records its decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from privacylab.assessment.office.events import Events
from privacylab.assessment.office.safeguards import HONEST, MidYear, Room, Row, Safeguard

Chosen = Mapping[str, Safeguard | MidYear]
STAFF = ["operator-1", "operator-2"]  # who deletes, and who verifies the deletion
# For each requirement: the table that its findings cite, the column with the day that decides which
# version of the safeguard was in force, and the column that refers to such a row in other tables.
CITED = {
    "AUD-03": ("accesses", "at", "access_id"),
    "AUD-11": ("accesses", "at", "access_id"),
    "AUD-19": ("grants", "", "grant_id"),
    "AUD-22": ("accesses", "at", "access_id"),
    "DEL-01": ("deletions", "ended_on", "recording_id"),
    "DEL-19": ("deletions", "ended_on", "deletion_id"),
    "RET-08": ("profiles", "expired_on", "profile_id"),
    "RET-17": ("settings", "starts_on", ""),
}


def work(events: Events, chosen: Chosen) -> Room:
    """Return the tables that a year with these safeguards leaves."""
    room = {name: [dict(row) for row in rows] for name, rows in events.room.items()}
    tables = ("accesses", "log", "deletions", "certificates", *events.stores)
    room |= {name: [] for name in tables}
    company = _AtWork(events, chosen, room, {})
    for asked in events.accesses:
        company.open_gate(asked)
    for grant in room["grants"]:
        company.review(grant)
    for setting in room["settings"]:
        promises = [p for p in room["promises"] if p["starts_on"] <= setting["starts_on"]]
        setting["days"] = company.ask("RET-17", setting, promises[-1])
    for number, (recording, tries) in enumerate(events.deletions, 1):
        company.delete(number, recording, tries)
    for profile in room["profiles"]:
        company.sweep(profile)
    company.take_inventories()
    return room


@dataclass(frozen=True)
class _AtWork:
    """A company in the middle of its year.

    gone  for each store and recording, the days on which it is deleted there
    """

    events: Events
    chosen: Chosen
    room: Room
    gone: dict[tuple[str, str], list[str]]

    def ask(self, requirement: str, row: Row, *rest: Any) -> Any:
        """Return what the safeguard in force decides about a row."""
        safeguard, column = self.chosen[requirement], CITED[requirement][1]
        if isinstance(safeguard, MidYear):
            first = safeguard.version_on(row[column]) == "v1"
            safeguard = (safeguard.before if first else safeguard.after) or HONEST[requirement]
        return safeguard(row, *rest)

    def open_gate(self, asked: Row) -> None:
        allowed = all([self.ask(one, asked, self.room) for one in ("AUD-11", "AUD-22")])
        access = {**asked, "decision": "allowed" if allowed else "refused"}
        self.room["accesses"].append(access)
        written = self.ask("AUD-03", access)
        if written and access["id"] in self.events.late_copy:  # a queue delivers it twice
            written = [*written, 300]
        for n, seconds in enumerate(written, 1):
            at = datetime.fromisoformat(access["at"]) + timedelta(seconds=seconds)
            entry = {"id": f"l-{access['id'][2:]}-{n}", "written_at": at.isoformat()}
            entry |= {"access_id": access["id"]}
            self.room["log"].append(entry)

    def review(self, grant: Row) -> None:
        if grant["id"] not in self.events.due:
            return
        on, lead = self.events.due[grant["id"]]
        made = list(self.ask("AUD-19", grant, on, lead))
        if grant["id"] in self.events.own_look:
            made.append((on, grant["actor"]))
        for n, (day, reviewer) in enumerate(made, 1):
            row = {"id": f"w-{grant['id'][2:]}-{n}", "grant_id": grant["id"]}
            self.room["reviews"].append({**row, "reviewed_on": day, "reviewer": reviewer})

    def delete(self, number: int, recording: str, tries: list[tuple[str, str]]) -> None:
        """Attempt a deletion until its status isn't "partial"."""
        for n, (day, down) in enumerate(tries, 1):
            attempt = {"id": f"d-{number}-{n}", "recording_id": recording, "ended_on": day}
            cleared, status = [], down
            if down != "refused":
                cleared, status = self.ask("DEL-01", attempt, self.events.stores, down)
            self.room["deletions"].append({**attempt, "status": status})
            for store in cleared:
                self.gone.setdefault((store, recording), []).append(day)
            if status == "done":
                self.certify(attempt)
            if status != "partial":
                return

    def certify(self, deletion: Row) -> None:
        for n, store in enumerate(self.events.stores, 1):
            certificate = self.ask("DEL-19", deletion, store, STAFF)
            if certificate is not None:
                row = {"id": f"x-{deletion['id'][2:]}-{n}", "deletion_id": deletion["id"]}
                row |= {"store": store, "issued_on": deletion["ended_on"]}
                self.room["certificates"].append({**row, **certificate})

    def sweep(self, profile: Row) -> None:
        if profile["expired_on"] is None:
            return
        for store in self.ask("RET-08", profile, self.events.stores):
            for one in self.room["recordings"]:
                if one["profile_id"] == profile["id"]:
                    days = self.gone.setdefault((store, one["id"]), [])
                    days.append(profile["expired_on"])

    def take_inventories(self) -> None:
        """Record what each store holds at the end of each inventory day."""
        for store in self.events.stores:
            for n, as_of in enumerate(self.events.inventories, 1):
                for one in self.room["recordings"]:
                    if all(day > as_of for day in self.gone.get((store, one["id"]), [])):
                        row = {"id": f"{n}-{one['id'][2:]}", "as_of": as_of}
                        row |= {"recording_id": one["id"], "profile_id": one["profile_id"]}
                        self.room[store].append(row)
