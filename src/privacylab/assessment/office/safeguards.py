"""The safeguards of an invented company, each a plain function: these are the honest ones.

A careless one has the same arguments. Each is called with the row that it decides about.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Room = dict[str, list[Row]]  # what the company hands over: from a table's name to its rows
Safeguard = Callable[..., Any]

GROUNDS = ("legal process", "illegal activity", "legal rights", "preventing harm", "consent")


def ground_holds(access: Row, room: Room) -> bool:
    """Whether an access has one of the order's grounds, and a case that shows it."""
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
    """Whether the actor was trained in the 12 months before the access."""
    until = access["at"][:10]
    since = f"{int(until[:4]) - 1}{until[4:]}"
    return any(
        one["actor"] == access["actor"] and since <= one["completed_on"] <= until
        for one in room["trainings"]
    )


def entries(access: Row) -> list[int]:
    """When the log's entries for an access are written: seconds after it; before it is negative."""
    return [-2]


def reviews(grant: Row, due_on: str, lead: str) -> list[tuple[str, str]]:
    """The reviews of a grant: on which day, and by whom."""
    return [(due_on, lead)]


def sweep(profile: Row, stores: list[str]) -> list[str]:
    """The stores from which the data of a profile is deleted on the day on which it expires."""
    return stores


def delete(attempt: Row, stores: list[str], down: str) -> tuple[list[str], str]:
    """The stores from which a recording is deleted, and the status; down is one that is off."""
    return [one for one in stores if one != down], "partial" if down else "done"


def certify(deletion: Row, store: str, staff: list[str]) -> Row | None:
    """The certificate of a deletion for one store, if there is one."""
    return {
        "method": "purged",
        "executed_by": staff[0],
        "verified_by": staff[1],
        "evidence_sha256": f"{deletion['id']}{store}".encode().hex()[:16],
    }


def enforce(setting: Row, promise: Row) -> int:
    """The days that a store is set to keep data."""
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
    """A safeguard that became another one in the middle of the year; None is the honest one.

    on  the first day of the second version, such as "07-01"
    """

    on: str
    before: Safeguard | None = None
    after: Safeguard | None = None

    def version_on(self, day: str) -> str:
        return "v1" if day[5:10] < self.on else "v2"
