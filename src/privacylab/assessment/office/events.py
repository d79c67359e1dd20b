"""The events of a year in an invented company, drawn from a seed before any safeguard decides.

This way, honest and careless safeguards face the same year for the same seed. Each half of the year
has every situation that a careless safeguard gets wrong, and some that only look wrong.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from privacylab.assessment.office.safeguards import GROUNDS, Room, Row

Day = Callable[[int], str]  # from a day's number in the year (from 0) to its ISO date
YEARS = (2021, 2022, 2023, 2025, 2026, 2027)  # without a 29 February
HALVES = ((8, 172), (192, 350))  # days of the year, counted from 0
INVENTORIES = (180, 364)  # 30 June and 31 December
STORES = ("store_transcripts", "store_search", "store_thumbnails", "store_analytics")
ACTORS = ("analyst-1", "analyst-2", "contractor-1", "contractor-2", "service-1", "lead-1", "lead-2")
LEADS = ACTORS[-2:]
DAYS_LATE = {"anniversary": 0, "day late": 1, "weeks late": 20, "renewed": 30}
SITUATIONS = (
    *("good", "good", "good", "good", "good", "good", "good", "same day", "service", "retried"),
    *("another ground", "another profile", "later case", "no such case", "no ground", "quality"),
    *("untrained", *DAYS_LATE),
)
NO_CASE = ("no such case", "no ground")


@dataclass
class Events:
    """A year's events, before any safeguard decides.

    room         the tables (or parts of tables) that no safeguard decides about
    inventories  the days at whose end the stores are counted
    accesses     the requests to the gate, in order
    late_copy    the accesses whose log entries are delivered twice
    deletions    each recording to delete; for each attempt, the day and the store that is down
    due          for each grant, the day of its review and the reviewer
    own_look     the grants that their own holder also reviews
    """

    room: Room
    stores: list[str]
    inventories: list[str]
    accesses: list[Row]
    late_copy: set[str]
    deletions: list[tuple[str, list[tuple[str, str]]]]
    due: dict[str, tuple[str, str]]
    own_look: set[str]


def draw(seed: object) -> Events:
    """Return the events of a year, drawn from a seed."""
    rng = random.Random(f"office {seed}")
    first = date(rng.choice(YEARS), 1, 1)

    def day(number: int) -> str:
        return (first + timedelta(days=number)).isoformat()

    stores = ["store_video", *rng.sample(STORES, rng.choice((2, 3)))]
    expired = [None] * 5 + [day(n) for n in (rng.randint(60, 170), 180, rng.randint(200, 340), 364)]
    profiles = [{"id": f"u-{n}", "expired_on": on} for n, on in enumerate(expired, 1)]
    owners = {f"r-{4 * n + m}": f"u-{n + 1}" for n in range(len(profiles)) for m in range(1, 5)}
    room: Room = {
        "period": [{"id": "p-1", "starts_on": day(0), "ends_on": day(364)}],
        "profiles": profiles,
        "recordings": [{"id": one, "profile_id": owner} for one, owner in owners.items()],
    }
    lapses = rng.randint(60, 80), rng.randint(250, 270)
    room["trainings"] = _trainings(rng, day, lapses)
    asked, room["cases"] = _accesses(rng, day, lapses, owners)
    deletions = _deletions(rng, day, stores)
    room["grants"], room["reviews"], due = _grants(rng, day)
    room["promises"], room["settings"] = _promises(rng, day, stores)
    late_copy = set(rng.sample([one["id"] for one in asked], 12))
    own_look = set(rng.sample(sorted(due), 2))
    inventories = [day(n) for n in INVENTORIES]
    return Events(room, stores, inventories, asked, late_copy, deletions, due, own_look)


def _trainings(rng: random.Random, day: Day, lapses: tuple[int, int]) -> list[Row]:
    """Return the trainings. In each half of the year, one person renews 30 days late."""
    rows: list[Row] = []
    for n, actor in enumerate(ACTORS):
        due = lapses[n] if n < 2 else rng.randint(90, 330)
        for on in (due - 365, due + (30 if n < 2 else -rng.randint(1, 9))):
            rows.append({"id": f"t-{len(rows) + 1}", "actor": actor, "completed_on": day(on)})
    return rows


def _accesses(
    rng: random.Random, day: Day, lapses: tuple[int, int], owners: dict[str, str]
) -> tuple[list[Row], list[Row]]:
    """Return the requests to the gate, and the cases opened for them."""
    asked: list[Row] = []
    cases: list[Row] = []
    for half, situation in ((half, one) for half in (0, 1) for one in SITUATIONS):
        profile = rng.randint(1, 5)  # profiles with higher numbers expire
        neighbor = profile % 5 + 1
        recording = rng.choice([one for one in owners if owners[one] == f"u-{profile}"][:2])
        actor, on = rng.choice(ACTORS[2:]), rng.randint(*HALVES[half])
        if situation in DAYS_LATE:
            actor, on = ACTORS[half], lapses[half] + DAYS_LATE[situation]
        actor = {"service": "service-1", "untrained": "contractor-3"}.get(situation, actor)
        ground, case = rng.choice(GROUNDS), None
        other = GROUNDS[GROUNDS.index(ground) - 1]
        ground = {"no ground": "", "quality": "quality assurance"}.get(situation, ground)
        if situation not in NO_CASE:
            opened = {"same day": 0, "later case": rng.randint(1, 5)}.get(
                situation, -rng.randint(1, 40)
            )
            case = {
                "id": f"c-{len(cases) + 1}",
                "ground": other if situation == "another ground" else ground,
                "profile_id": f"u-{neighbor if situation == 'another profile' else profile}",
                "opened_on": day(on + opened),
            }
            cases.append(case)
        number = f"c-9{rng.randint(100, 999)}" if situation == "no such case" else None
        minute = rng.randint(7 * 60, 19 * 60)
        one = {"actor": actor, "recording_id": recording, "ground": ground}
        if situation == "retried":  # refused without a case, then tried again with one
            asked.append({"at": _at(day(on), minute - 40), **one, "case_id": None})
        asked.append({"at": _at(day(on), minute), **one, "case_id": case["id"] if case else number})
    asked.sort(key=lambda one: one["at"])
    return [{"id": f"a-{n}", **one} for n, one in enumerate(asked, 1)], cases


def _at(day: str, minute: int) -> str:
    return f"{day}T{minute // 60:02}:{minute % 60:02}:30"


def _deletions(
    rng: random.Random, day: Day, stores: list[str]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the recordings to delete, with their attempts; some are retried, one is refused."""
    first, last = HALVES
    plain = [rng.randint(*first) for _ in range(3)] + [rng.randint(*last) for _ in range(2)]
    tried = [[(on, "")] for on in (*plain, *INVENTORIES)]
    for half in HALVES:  # a store is down, and the next attempt comes days later
        on = rng.randint(half[0], half[1] - 9)
        tried.append([(on, rng.choice(stores[1:])), (on + 5, "")])
    tried.append([(178, rng.choice(stores[1:])), (183, "")])  # with an inventory in between
    recordings = [f"r-{4 * n + m}" for n in range(5) for m in (3, 4)]
    recordings = [
        "r-31",
        *rng.sample(recordings, len(recordings)),
    ]  # the first one's profile expires
    tried.append([(rng.randint(*first), "refused")])
    return [
        (recording, [(day(on), down) for on, down in tries])
        for recording, tries in zip(recordings, tried, strict=True)
    ]


def _grants(
    rng: random.Random, day: Day
) -> tuple[list[Row], list[Row], dict[str, tuple[str, str]]]:
    """Return grants, earlier reviews, and the next review of each grant in force all year."""
    rows, earlier, due = [], [], {}
    for n in range(1, 15):
        actor = ACTORS[n % len(ACTORS)]
        given, ended = -rng.randint(1, 700), None
        if n > 10:  # two are given in the period, and two end in it
            given, ended = (
                (0, None),
                (rng.randint(1, 300), None),
                (given, 364),
                (given, rng.randint(1, 300)),
            )[n - 11]
        else:
            lead = LEADS[actor == LEADS[0]]
            due[f"g-{n}"] = day({1: 0, 2: 364}.get(n, rng.randint(1, 363))), lead
        permission = rng.choice(("view recordings", "export recordings", "read transcripts"))
        ended_on = None if ended is None else day(ended)
        rows.append(
            {
                "id": f"g-{n}",
                "actor": actor,
                "permission": permission,
                "given_on": day(given),
                "ended_on": ended_on,
            }
        )
        if given < -400:
            on, by = day(rng.randint(-360, -1)), LEADS[actor == LEADS[0]]
            review = {"id": f"w-{n}-0", "grant_id": f"g-{n}", "reviewed_on": on, "reviewer": by}
            earlier.append(review)
    return rows, earlier, due


def _promises(rng: random.Random, day: Day, stores: list[str]) -> tuple[list[Row], list[Row]]:
    """Return two published retention promises, and the store settings that follow them."""
    changed, moved = rng.randint(60, 250), rng.randint(270, 340)
    before, after = rng.sample((90, 120, 180, 270, 365), 2)
    promises = [
        {"id": "n-1", "days": before, "starts_on": day(-200), "ends_on": day(changed - 1)},
        {"id": "n-2", "days": after, "starts_on": day(changed), "ends_on": None},
    ]
    first, last = stores[0], stores[-1]  # these two move to another system, on different days
    spans: list[tuple[str, str, str | None]]
    spans = [(store, day(-200), day(changed - 1)) for store in stores[:-1]]
    spans += [(last, day(-200), day(changed - 2)), (last, day(changed - 1), day(changed - 1))]
    spans += [(store, day(changed), None) for store in stores[1:]]
    spans += [(first, day(changed), day(moved - 1)), (first, day(moved), None)]
    settings = [
        {"id": f"s-{n}", "store": store, "starts_on": starts, "ends_on": ends}
        for n, (store, starts, ends) in enumerate(spans, 1)
    ]
    return promises, settings
