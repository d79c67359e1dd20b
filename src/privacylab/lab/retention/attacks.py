"""Attacks on what a learner has built, on the data of the running company.

Each attack changes one thing that changes in real companies, and asks whether the answer still
holds. The table shows the answers of a careless checker and of the learner's.
"""

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from privacylab.companies.murmur.open_stores import MurmurStores
from privacylab.companies.stores import Store, TableStore
from privacylab.lab.display.attack_table import Attack, answer_or_error, attack_table
from privacylab.lab.display.html import Fragment
from privacylab.lab.display.words import count, day
from privacylab.lab.retention.careless import last_rule_due, nightly_sweep, touched_status

SAMPLE = 300  # recordings whose due days are compared


class Snapshot(Store):
    """A copy of what a store held about some profiles, so that many attacks run in seconds."""

    def __init__(self, store: Store, world: MurmurStores, whose: Callable[[str], bool]):
        super().__init__(store.name)
        held = store.scan()
        keys = [key for key in held["key"].unique() if whose(world.device_owner.get(key, key))]
        self._held = held[held["key"].isin(keys)].reset_index(drop=True)

    def _items(self) -> pd.DataFrame:
        return self._held.copy()


def attack_sweep(sweep: Callable, world: MurmurStores, expired: set[str]) -> Fragment:
    """Run a sweep over a snapshot of every store while stores fail and appear.

    The snapshot holds the expired profiles and one in ten of the others.
    """

    def whose(profile: str) -> bool:
        return profile in expired or profile.endswith("0")

    snapshots = {name: Snapshot(store, world, whose) for name, store in world.stores.items()}
    named = list(snapshots)
    copied = snapshots["search"].scan()
    copied = copied[copied["key"].isin(expired)]
    beta = TableStore.in_memory("story_beta", copied)

    def run(registry: list[str], *, down: str = "", more: dict[str, Store] | None = None) -> Any:
        def under_attack(checker: Callable) -> Any:
            stores: dict[str, Store] = {**snapshots, **(more or {})}
            if down:
                stores[down].take_down()
            try:
                return checker(stores, registry, set(expired), dict(world.device_owner))
            finally:
                if down:
                    stores[down].bring_up()

        return under_attack

    def finds(name: str) -> Callable[[Any], bool]:
        return lambda found: any(where == name for where, *_ in found["violations"])

    attacks = [
        Attack(
            "Murmur as it is: one store is in no registry",
            run(list(world.registry)),
            _say_sweep,
            lambda found: found["verdict"] == "INCOMPLETE" and "places" in found["gaps"],
            "RET-10",
        ),
        Attack(
            "that store is now registered; its keys are devices, not children",
            run(named),
            _say_sweep,
            lambda found: found["verdict"] == "VIOLATIONS" and finds("places")(found),
            "RET-08",
        ),
        Attack(
            "the search index goes down",
            run(named, down="search"),
            _say_sweep,
            lambda found: (
                found["verdict"] == "INCOMPLETE"
                and found["gaps"] == {"search": "unreachable"}
                and finds("lake")(found)
            ),
            "RET-10",
        ),
        Attack(
            "a team copies transcripts into a table of its own without telling anyone",
            run(named, more={"story_beta": beta}),
            _say_sweep,
            lambda found: found["verdict"] == "INCOMPLETE" and finds("story_beta")(found),
            "RET-10",
        ),
        Attack(
            "no profile has expired, and a transcript has lost its recording",
            lambda checker: checker(dict(snapshots), named, set(), dict(world.device_owner)),
            _say_sweep,
            lambda found: (
                finds("search")(found)
                and {reason for *_, reason in found["violations"]} == {"orphan"}
            ),
            "RET-11",
        ),
    ]
    return attack_table(attacks, sweep, nightly_sweep)


def attack_clock(
    status: Callable, profiles: pd.DataFrame, events: pd.DataFrame, today: pd.Timestamp
) -> Fragment:
    """Run a profile_status while a job touches every row and events arrive twice, in any order."""
    children = profiles[profiles["kind"] == "child"]
    now = today.tz_localize("UTC")
    job = pd.DataFrame({"profile_id": children["profile_id"], "used_on": today, "actor": "system"})
    viewed = job.assign(actor="staff")
    shuffled = pd.concat([events, events]).sample(frac=1, random_state=0, ignore_index=True)
    usual = answer_or_error(status, children, events, today)

    def same(found: Any) -> bool:
        return found == usual

    def tells(found: Any) -> bool:
        return set(found) == set(children["profile_id"]) and "inactive" in set(found.values())

    def run(touched: pd.DataFrame, rows: pd.DataFrame = children) -> Callable[[Callable], Any]:
        return lambda checker: checker(rows.copy(), touched.copy(), today)

    attacks = [
        Attack("Murmur as it is", run(events), _say_status, tells, "RET-03"),
        Attack(
            "last night a job wrote to every row",
            run(pd.concat([events, job]), children.assign(updated_at=now)),
            _say_status,
            same,
            "RET-07",
        ),
        Attack(
            "today a staff member opens every profile",
            run(pd.concat([events, viewed]), children.assign(updated_at=now)),
            _say_status,
            same,
            "RET-07",
        ),
        Attack(
            "every event arrives twice, in random order", run(shuffled), _say_status, same, "RET-07"
        ),
    ]
    return attack_table(attacks, status, touched_status)


def attack_due(due_on: Callable, policy: pd.DataFrame, recordings: pd.DataFrame) -> Fragment:
    """Run a due_on over a sample of audio files while the policy's rows move and multiply."""
    files = recordings.sample(SAMPLE, random_state=0)
    things = pd.DataFrame(
        {
            "item_id": files["recording_id"],
            "category": "recording",
            "store": "audio",
            "collected_on": files["recorded_on"],
            "purpose_ended_on": pd.Series(pd.NaT, files.index, dtype="datetime64[us]"),
            "consent_withdrawn_on": pd.Series(pd.NaT, files.index, dtype="datetime64[us]"),
        }
    )
    ten_years = policy.tail(1).assign(category="recording", store="audio", keep_days="3650")
    held = set(files["recording_id"].head(20))
    usual = answer_or_error(due_on, things, policy, set())

    def run(rules: pd.DataFrame, kept: Iterable[str] = ()) -> Callable[[Callable], Any]:
        return lambda checker: checker(things.copy(), rules.copy(), set(kept))

    def same(found: Any) -> bool:
        return found == usual

    def on_hold(found: Any) -> bool:
        return {item for item, due in found.items() if isinstance(due, str)} == held

    attacks = [
        Attack(
            "Murmur as it is", run(policy), _say_due, lambda found: len(found) == SAMPLE, "RET-01"
        ),
        Attack(
            "the rules are loaded in reverse order",
            run(policy[::-1]),
            _say_due,
            same,
            "RET-16",
        ),
        Attack(
            "one more team writes a rule: 3650 days",
            run(pd.concat([policy, ten_years])),
            _say_due,
            same,
            "RET-16",
        ),
        Attack(
            f"a court case holds {len(held)} of the files",
            run(policy, held),
            _say_due,
            on_hold,
            "RET-16",
        ),
    ]
    return attack_table(attacks, due_on, last_rule_due)


def _say_sweep(found: Any) -> str:
    reasons = [reason for *_, reason in found["violations"]]
    gaps = [f"{name} {why}" for name, why in found["gaps"].items()]
    numbers = f"{reasons.count('expired'):,} expired, {count(reasons.count('orphan'), 'orphan')}"
    return "; ".join([found["verdict"], numbers, *gaps])


def _say_status(found: Any) -> str:
    statuses = pd.Series(found).value_counts()
    return ", ".join(f"{number} {status}" for status, number in statuses.items())


def _say_due(found: Any) -> str:
    days = [due for due in found.values() if not isinstance(due, str)]
    words = pd.Series([due for due in found.values() if isinstance(due, str)]).value_counts()
    ends = f"{len(days)} due, the last on {day(max(days))}" if days else "none due"
    return ", ".join([ends, *(f"{number} {word}" for word, number in words.items())])
