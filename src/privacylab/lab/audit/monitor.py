"""The monitor of the exercise AUD-14, run over up to ten million accesses.

A batch holds all accesses of some people, so that no window is in two batches.
"""

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from privacylab.lab.answers import Answers
from privacylab.lab.display import scale
from privacylab.lab.display.html import Fragment, table
from privacylab.lab.display.picture import Picture
from privacylab.lab.display.scale import BATCH, TEN_MILLION, Workload

Flags = dict[str, dict[str, Any]]
RULES = {"windows": [(1, 5), (90, 20)], "seconds_a_day": 3600}
LABELS = (
    "Front door",
    "Garden",
    " master  BEDROOM",
    "Garage",
    "Hallway 2",
    "Bedford St",
    "nursery",
)
FIRST, DAYS = pd.Timestamp("2022-06-01", tz="UTC"), 450
EACH = 5_000  # accesses of one person
SPREAD, MET = 120, 3  # in each batch: one person's customers, another's look-ups of a colleague


def batches(rows: int) -> Iterator[tuple[pd.DataFrame, pd.DataFrame, dict[str, Any]]]:
    """Yield this many accesses in all, from a seed, with the people; a batch has some people's."""
    number = -(-rows // EACH)
    names = pd.array([f"p-{person:05}" for person in range(number)])
    own = pd.array([f"c-{person:07}" for person in range(number)])
    ended = pd.Series(pd.NaT, range(number), dtype="datetime64[us, UTC]")
    ended[7::500] = FIRST + pd.Timedelta(days=DAYS - 30)
    people = pd.DataFrame(
        {"person_id": names, "customer_id": own, "started_at": FIRST, "ended_at": ended}
    )
    for first in range(0, rows, BATCH):
        size = min(BATCH, rows - first)
        yield _accesses(first, size, people), people, RULES


def _accesses(first: int, size: int, people: pd.DataFrame) -> pd.DataFrame:
    rng = np.random.default_rng([3, first])
    who = first // EACH + rng.permutation(size) // EACH
    seconds = FIRST.value // 10**9 + rng.integers(0, DAYS * 86_400, size)
    customers = rng.integers(10**6, 2 * 10**6, size)
    valid = rng.random(size) > 0.002
    theirs = np.flatnonzero(who == who.min())  # one of them looks at many customers, spread thinly
    valid[theirs[::20]] = False
    lookups = np.full(size, None, dtype=object)
    for one in np.flatnonzero(who == who.max())[:MET]:  # and one looks up a colleague
        customers[one], lookups[one] = first // EACH, "eve@porchlight.example"
    return pd.DataFrame(
        {
            "person_id": people["person_id"].array.take(who),
            "occurred_at": pd.Series(seconds.astype("datetime64[s]")).dt.tz_localize("UTC"),
            "customer_id": pd.Series(customers).map("c-{:07}".format),
            "label": pd.array(LABELS).take(rng.integers(0, len(LABELS), size)),
            "seconds": rng.integers(5, 60, size),
            "valid": valid,
            "lookup": pd.array(lookups, dtype="str"),
        }
    )


def _whole(parts: list[Flags]) -> Flags:
    return {name: flag for part in parts for name, flag in part.items()}


WORKLOAD = Workload(
    "AUD-14", "accesses", "sorted and rolled", batches, _whole, lambda one, two: one == two
)


def run_at_scale(monitor: Callable[..., Any], rows: int = TEN_MILLION) -> Fragment:
    """Run a monitor and the lab's over this many accesses, a million at a time."""
    return scale.run_at_scale(WORKLOAD, monitor, rows)


def race(monitor: Callable[..., Any]) -> Picture | Fragment:
    """Plot CPU seconds against accesses: row by row, sorted and rolled, and your monitor."""
    return scale.race(WORKLOAD, monitor, "The same monitor, up to ten million accesses")


def watch_porchlight(mine: Answers, tables: Callable[[str], pd.DataFrame]) -> Fragment:
    """Show whom a learner's monitor flags at Porchlight; their basis_problems says what is valid.

    tables  porchlight.table, or another function that returns a table by name
    """
    header = ["person", "job", "reasons", "priority", "typed to find a colleague"]
    accesses, people = tables("accesses"), tables("people")
    try:
        wrong = mine.basis_problems(accesses, tables("tickets"), tables("consents"))
        valid = ~accesses["event_id"].map(wrong).astype(bool)
        flagged = mine.monitor(accesses.assign(valid=valid), people, RULES)
        roles = people.set_index("person_id")["role"]
        rows = [
            (
                escape(name),
                escape(roles.get(name, "unknown")),
                *(escape(", ".join(flag["reasons"])), escape(flag["priority"])),
                escape(", ".join(flag["lookups"])),
            )
            for name, flag in sorted(flagged.items())
        ]
    except NotImplementedError as missing:
        said = f"○ {missing} Write it, save that notebook (Ctrl + S), and run this again."
        return table(["your monitor"], [(escape(said),)])
    except Exception as stop:
        said = f"✗ It stops with {type(stop).__name__}: {stop}"
        return table(["your monitor"], [(escape(said),)])
    share = f"{(~valid).mean():.1%} of {len(accesses):,} accesses had no valid basis."
    return table(header, rows, share)
