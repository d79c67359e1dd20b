"""The honest safeguards of an invented company, each a plain function.

A careless safeguard takes the same arguments. The first is the row that it decides about.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Room = dict[str, list[Row]]  # the records that the company hands over: table name to rows
Safeguard = Callable[..., Any]

GROUNDS = ("legal process", "illegal activity", "legal rights", "preventing harm", "consent")


def ground_holds(access: Row, room: Room) -> bool:
    """Return whether an access has one of the order's grounds, and a case that proves it."""
    profile = next(
        one["profile_id"] for one in room["recordings"] if one["id"] == access["recording_id"]
    )
    return access["ground"] in GROUNDS and any(
        (case["id"], case["ground"], case["profile_id"])
        == (access["case_id"], access["ground"], profile)
        and case["opened_on"] <= access["at"][:10]
        for case in room["cases"]
    )


def training_holds(access: Row, room: Room) -> bool:
    """Return whether the actor was trained in the 12 months before the access."""
    until = access["at"][:10]
    since = f"{int(until[:4]) - 1}{until[4:]}"
    return any(
        one["actor"] == access["actor"] and since <= one["completed_on"] <= until
        for one in room["trainings"]
    )


def entries(access: Row) -> list[int]:
    """Return when an access's log entries are written, in seconds after it (negative: before)."""
    return [-2]


def reviews(grant: Row, due_on: str, lead: str) -> list[tuple[str, str]]:
    """Return a grant's reviews, each with its day and its reviewer."""
    return [(due_on, lead)]


def sweep(profile: Row, stores: list[str]) -> list[str]:
    """Return the stores from which a profile's data is deleted on the day it expires."""
    return stores


def delete(attempt: Row, stores: list[str], down: str) -> tuple[list[str], str]:
    """Return the stores that a recording is deleted from, and the status.

    down  the store that is down now, or ""
    """
    return [one for one in stores if one != down], "partial" if down else "done"


def certify(deletion: Row, store: str, staff: list[str]) -> Row | None:
    """Return a deletion's certificate for one store, or None."""
    return {
        "method": "purged",
        "executed_by": staff[0],
        "verified_by": staff[1],
        "evidence_sha256": f"{deletion['id']}{store}".encode().hex()[:16],
    }


def enforce(setting: Row, promise: Row) -> int:
    """Return the retention period in days that a store is set to."""
    return int(promise["days"])


HONEST: dict[str, Safeguard] = {
    "AUD-03": entries,
    "AUD-11": ground_holds,
    "AUD-19": reviews,
    "AUD-22": training_holds,
    "DEL-01": delete,
    "DEL-19": certify,
    "RET-08": sweep,
    "RET-17": enforce,
}


@dataclass(frozen=True)
class MidYear:
    """A safeguard that changed in the middle of the year; None is the honest version.

    on  the first day of the second version, such as "07-01"
    """

    on: str
    before: Safeguard | None = None
    after: Safeguard | None = None

    def version_on(self, day: str) -> str:
        return "v1" if day[5:10] < self.on else "v2"
