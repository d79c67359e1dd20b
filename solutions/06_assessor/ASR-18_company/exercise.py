# %% [markdown]
# ## Why
#
# The Ring order requires an assessor to name the gaps, address the status of earlier ones, judge each version of a
# safeguard for its own time, and rest no finding primarily on what management says.{fact}`O-R23` How to find a gap in
# records is engineering. A report that misses one leaves a child's recordings where they shouldn't be. A report that
# invents one costs you the trust that the next one needs.

# %% [markdown]
# ## Look
#
# A *room* is what a company hands over to its assessor: tables of a year's records. This is the room of Nightjar, an
# invented maker of cameras for children's rooms.

# %% look
import pandas as pd

from privacylab.assessment.office.practice import practice_year

nightjar = practice_year()
room = nightjar.room


def days(rows):
    values = [value[:10] for row in rows for key, value in row.items() if value and key.endswith(("_on", "at", "as_of"))]
    return f"{min(values)} to {max(values)}" if values else ""


pd.DataFrame(
    [(name, len(rows), ", ".join(rows[0]) if rows else "", days(rows)) for name, rows in room.items()],
    columns=["table", "rows", "columns", "days"],
).style.hide(axis="index")

# %% [markdown]
# **By eye:** you want to test multi-factor sign-in, restored backups, and a model's training data. Which tables would you
# need, and are they here?

# %% look
deletion = next(one for one in room["deletions"] if one["id"] == "d-2-1")
trace = [(0, deletion["ended_on"], "deletions/d-2-1", "", deletion["status"])]
trace += [
    (1, one["issued_on"], f"certificates/{one['id']}", one["store"], one["method"])
    for one in room["certificates"]
    if one["deletion_id"] == "d-2-1"
]
trace += [
    (2, row["as_of"], f"{name}/{row['id']}", name, "still there")
    for name, rows in room.items()
    if name.startswith("store_")
    for row in rows
    if row["recording_id"] == deletion["recording_id"]
]
pd.DataFrame(sorted(trace), columns=["", "day", "row", "store", "says"]).drop(columns="").style.hide(axis="index")

# %% [markdown]
# This is the record of one deleted recording. **By eye:** which certificate is wrong, and how do you know?
#
# ## What a company hands over
#
# Days are texts such as `"2025-06-30"`, and times such as `"2025-06-30T14:05:30"`, so you can compare them with `<`. Rows
# are in no particular order. `ends_on` is the last day on which a row is in force, or `None` if it has no end yet.
#
# All of the company's stores are in the room, as tables named `store_…`; each company has its own. Any other table that
# wasn't handed over isn't in the room. A table without rows is there, as `[]`.

# %% given="tables"
from privacylab.checks import Checks, hint

NEEDS = {  # the tables that each requirement is tested with
    "AUD-03": ["accesses", "log"],  # each access is logged before it happens, also one that is refused
    "AUD-11": ["accesses", "cases", "recordings"],  # an access has one of five grounds, with evidence
    "AUD-22": ["accesses", "trainings"],  # training is at most 12 months old at the access
    "RET-08": ["profiles"],  # nothing is left of a profile that expired, in any store
    "DEL-01": ["deletions"],  # nothing is left of a recording that was deleted, in any store
    "AUD-19": ["grants", "reviews", "period"],  # someone else reviews each older grant at least once in the year
    "DEL-19": ["deletions", "certificates"],  # a complete certificate for each deletion and store
    "RET-17": ["settings", "promises"],  # each setting starts with the number of days that is published
    "AUD-20": ["sign_ins"],  # each access is made with multi-factor authentication
    "DEL-07": ["restores"],  # a restored backup is cleared of what was deleted
    "DEL-14": ["training_reads"],  # no model is trained on what was deleted
}
WITHHELD = {  # only these tables may be missing from a room
    *("log", "cases", "trainings", "reviews", "certificates", "promises"),  # some companies withhold one
    *("sign_ins", "restores", "training_reads"),  # no company here hands these over
}
LIMITS = {  # what these tests don't cover
    "RET-08": "What a store held on the days without an inventory.",
    "DEL-01": "What a store held on the days without an inventory.",
    "AUD-19": "Job functions, newer and ended grants, and the time between two reviews.",
    "RET-17": "A promise that changed after the first day of a setting.",
}
GROUNDS = ["legal process", "illegal activity", "legal rights", "preventing harm", "consent"]

def can_test(room, requirement):
    """Return whether the company handed over the tables that a requirement is tested with."""
    return all(table in room for table in NEEDS[requirement])

# %% [markdown]
# ## Step 1 · Accesses
#
# A *reading* is what you found for one row: a tuple `(row, day, holds)`, such as `("accesses/a-7", "2025-03-04", False)`.
# Complete `access_readings(room)`: set `logged`, `grounded` and `trained`, which are `holds` for the three requirements.
#
# | requirement | rows read | `holds` is `True` if |
# |---|---|---|
# | AUD-03 | all accesses, refused ones too | at least one `log` entry with this `access_id` was written before `at` |
# | AUD-11 | allowed ones | the ground is in `GROUNDS`, and its case has the same ground, is about the recording's profile, and was opened on the day of the access or earlier |
# | AUD-22 | allowed ones | its actor completed a training in the year up to that day, which includes the same day a year earlier |
#
# Without an entry, case, or training, `holds` is `False`, even if the whole table is `[]`.
#
# | training completed | access on 2025-03-04 |
# |---|---|
# | 2024-03-04 | `True` |
# | 2024-03-03, and again 2025-03-20 | `False` |

# %% step="access_readings"
def access_readings(room: dict) -> dict[str, list[tuple]]:
    """Return the readings of AUD-03, AUD-11 and AUD-22, as {requirement: [(row, day, holds)]}.

    row    "accesses/" and the access's id
    day    the day of the access, such as "2025-03-04"
    holds  a bool

    A requirement that can't be tested (can_test) isn't in the result. accesses has id, at, actor,
    recording_id, ground, case_id (or None), decision ("allowed" or "refused"); log: access_id,
    written_at; cases: id, ground, profile_id, opened_on; recordings (all of them): id, profile_id;
    trainings: actor, completed_on. Requirements: AUD-03, AUD-11, AUD-22.
    """
    found = {"AUD-03": [], "AUD-11": [], "AUD-22": []}
    log, trainings = room.get("log", []), room.get("trainings", [])
    cases = {case["id"]: case for case in room.get("cases", [])}
    profiles = {recording["id"]: recording["profile_id"] for recording in room["recordings"]}
    for access in room["accesses"]:
        day = access["at"][:10]
        year_before = f"{int(day[:4]) - 1}{day[4:]}"
        case = cases.get(access["case_id"])  # None if there is no such case
        ### BEGIN SOLUTION
        logged = any(entry["access_id"] == access["id"] and entry["written_at"] < access["at"] for entry in log)
        about = (access["ground"], profiles[access["recording_id"]])
        evident = case is not None and (case["ground"], case["profile_id"]) == about and case["opened_on"] <= day
        grounded = access["ground"] in GROUNDS and evident
        trained = any(
            one["actor"] == access["actor"] and year_before <= one["completed_on"] <= day for one in trainings
        )
        ### END SOLUTION
        holds = {"AUD-03": logged, "AUD-11": grounded, "AUD-22": trained}
        for requirement in found:
            if requirement == "AUD-03" or access["decision"] == "allowed":
                found[requirement].append((f"accesses/{access['id']}", day, holds[requirement]))
    return {requirement: readings for requirement, readings in found.items() if can_test(room, requirement)}

# %% test="access_readings"
from privacylab.assessment.office.practice import practice_year

NIGHTJAR = practice_year()

def tidy(readings):
    """The readings in a fixed order."""
    return sorted((row, day, bool(holds)) for row, day, holds in readings)

def wrong_rows(readings):
    """The rows of the readings that don't hold."""
    return {row for row, day, holds in readings if not holds}

with checks("at Nightjar, every access is logged, grounded, and made by someone trained"):
    found = access_readings(NIGHTJAR.room)
    assert {name: wrong_rows(readings) for name, readings in found.items()} == {"AUD-03": set(), "AUD-11": set(), "AUD-22": set()}

with checks("a ground needs a case about that profile, opened by that day, and an entry comes before the access"):
    access = {"id": "a-7", "at": "2025-03-04T10:00:30", "actor": "analyst-1", "recording_id": "r-1", "ground": "consent",
              "case_id": "c-1", "decision": "allowed"}  # fmt: skip
    small = {
        "accesses": [access, access | {"id": "a-8", "recording_id": "r-2"}, access | {"id": "a-9", "decision": "refused"}, access | {"id": "a-10", "case_id": "c-2"}],
        "log": [{"id": "l-1", "access_id": "a-7", "written_at": "2025-03-04T10:00:28"}, {"id": "l-2", "access_id": "a-8", "written_at": "2025-03-04T10:00:30"}],
        "cases": [{"id": "c-1", "ground": "consent", "profile_id": "u-1", "opened_on": "2025-03-04"}, {"id": "c-2", "ground": "consent", "profile_id": "u-1", "opened_on": "2025-03-05"}],
        "recordings": [{"id": "r-1", "profile_id": "u-1"}, {"id": "r-2", "profile_id": "u-2"}],
    }  # fmt: skip
    found = access_readings(small)
    assert sorted(found) == ["AUD-03", "AUD-11"]
    assert wrong_rows(found["AUD-03"]) == {"accesses/a-8", "accesses/a-9", "accesses/a-10"}
    assert tidy(found["AUD-11"]) == [("accesses/a-10", "2025-03-04", False), ("accesses/a-7", "2025-03-04", True), ("accesses/a-8", "2025-03-04", False)]

### BEGIN HIDDEN TESTS
from functools import cache

from privacylab.assessment.office.at_work import CITED
from privacylab.assessment.office.year import open_year
from privacylab.assessment.office.practice import all_but_the_last_store
from privacylab.assessment.office.safeguards import GROUNDS as ORDERS_GROUNDS
from privacylab.assessment.office.safeguards import MidYear, certify

# AUD-03: when the entries of an access are written, in seconds after it
def only_what_was_allowed(access):
    return [-2] if access["decision"] == "allowed" else []

def in_the_same_second(access):
    return [0]

def people_alone(access):
    return [] if access["actor"].startswith("service") else [-2]

# AUD-11: whether the gate accepts a ground
def any_of_the_five(access, room):
    return access["ground"] in ORDERS_GROUNDS

def any_case(access, room):
    return any(case["id"] == access["case_id"] for case in room["cases"])

def whatever_is_asked(access, room):
    return True

def a_case_that_is_opened_later(access, room):
    owner = next(one["profile_id"] for one in room["recordings"] if one["id"] == access["recording_id"])
    about = access["case_id"], access["ground"], owner
    return any((case["id"], case["ground"], case["profile_id"]) == about for case in room["cases"])

# AUD-22: whether the gate accepts a person's training
def trained_once(access, room):
    return any(one["actor"] == access["actor"] and one["completed_on"] <= access["at"] for one in room["trainings"])

def trained_by_now(access, room):
    return any(one["actor"] == access["actor"] and one["completed_on"][:4] == access["at"][:4] for one in room["trainings"]) or (
        access["actor"].startswith("contractor")
    )

# AUD-19: the reviews of a grant
def reviewed_by_the_holder(grant, due_on, lead):
    return [(due_on, grant["actor"])]

def reviewed_the_year_before(grant, due_on, lead):
    return [(f"{int(due_on[:4]) - 1}{due_on[4:]}", lead)]

def only_exports_are_reviewed(grant, due_on, lead):
    return [(due_on, lead)] if grant["permission"].startswith("export") else []

# RET-08 and DEL-01: the stores that are cleared
def sweep_the_first(profile, stores):
    return stores[:1]

def sweep_all_but_the_last(profile, stores):
    return stores[:-1]

def delete_in_the_first(attempt, stores, down):
    return stores[:1], "done"

def done_without_the_one_that_is_off(attempt, stores, down):
    return [one for one in stores if one != down], "done"

# DEL-19: the certificate for one store
def certified(deletion, store, staff, **other):
    return certify(deletion, store, staff) | other

def verified_by_oneself(deletion, store, staff):
    return certified(deletion, store, staff, verified_by=staff[store != "store_video"])

def without_evidence(deletion, store, staff):
    return certified(deletion, store, staff, evidence_sha256="")

def none_for_the_videos(deletion, store, staff):
    return None if store == "store_video" else certified(deletion, store, staff)

def none_for_a_second_attempt(deletion, store, staff):
    return None if deletion["id"].endswith("-2") else certified(deletion, store, staff)

# RET-17: the days that a store is set to
def a_month_of_grace(setting, promise):
    return promise["days"] + (0 if setting["store"] == "store_video" else 30)

def reset_by_a_move(setting, promise):
    return 400 if setting["store"] == "store_video" and setting["ends_on"] is None else promise["days"]

SEED = checks.random.randrange(10**9)
ON, ELSE = checks.random.sample(["07-01", "07-03"], 2)  # when safeguards change: before and on a day with a deletion
PLANS = {
    "clean": {},
    "clean, changed": {one: MidYear(ELSE) for one in ("AUD-03", "AUD-22", "DEL-01", "RET-08")},
    "one": {
        "AUD-03": only_what_was_allowed, "AUD-19": reviewed_by_the_holder, "RET-08": sweep_the_first, "DEL-19": verified_by_oneself,
    },
    "two": {
        "AUD-11": any_of_the_five, "AUD-22": trained_once, "DEL-01": delete_in_the_first, "RET-17": a_month_of_grace,
        "DEL-19": none_for_the_videos,
    },
    "three": {
        "AUD-03": in_the_same_second, "AUD-22": trained_by_now, "RET-08": sweep_all_but_the_last, "RET-17": reset_by_a_move,
        "AUD-19": reviewed_the_year_before, "DEL-01": done_without_the_one_that_is_off,
    },
    "four": {
        "AUD-11": any_case, "AUD-03": people_alone, "AUD-22": whatever_is_asked, "AUD-19": only_exports_are_reviewed,
        "DEL-01": all_but_the_last_store, "DEL-19": without_evidence,
    },
    "changed": {
        "AUD-03": MidYear(ON, None, only_what_was_allowed), "AUD-11": MidYear(ON, a_case_that_is_opened_later),
        "DEL-01": MidYear(ON, None, delete_in_the_first), "DEL-19": MidYear(ON, without_evidence, verified_by_oneself),
        "RET-08": MidYear(ON, sweep_all_but_the_last),
    },
    "told": {"DEL-01": all_but_the_last_store, "AUD-11": whatever_is_asked, "DEL-19": none_for_a_second_attempt},
}  # fmt: skip
PRIOR, TOLD = ["DEL-01", "AUD-19", "AUD-20", "DEL-07", "RET-08"], ["DEL-01", "AUD-11", "AUD-19", "AUD-20", "DEL-14", "RET-17"]
YEARS = {
    name: open_year(f"{name} {SEED}", plan, *((PRIOR, TOLD) if name == "told" else ([], ["AUD-03", "DEL-19"])))
    for name, plan in PLANS.items()
}

def population(room, requirement):
    """The rows that a requirement is about."""
    table = CITED[requirement][0]
    first = room["period"][0]["starts_on"]
    return [
        row for row in room[table]
        if (table != "accesses" or requirement == "AUD-03" or row["decision"] == "allowed")
        and (table != "profiles" or row["expired_on"])
        and (table != "deletions" or row["status"] == "done")
        and (table != "grants" or row["given_on"] < first and row["ended_on"] is None)
    ]  # fmt: skip

def expected(name, requirement):
    """The readings of a requirement, sorted, by what was planted."""
    room, (table, column, _) = YEARS[name].room, CITED[requirement]
    planted = {row for (one, _), rows in YEARS[name].planted.items() if one == requirement for row in rows}
    day = room["period"][0]["ends_on"]
    rows = [(f"{table}/{row['id']}", row[column][:10] if column else day) for row in population(room, requirement)]
    return sorted((row, day, row not in planted) for row, day in rows)

@cache
def read(step, name):
    """What a learner's step finds in a company, sorted."""
    return {requirement: tidy(rows) for requirement, rows in step(YEARS[name].room).items()}

def without(name, *tables):
    return {table: rows for table, rows in YEARS[name].room.items() if table not in tables}

with checks("each access, allowed or refused, needs an entry from before it, and a late second copy is no deviation", hint=1):
    for name in YEARS:
        assert read(access_readings, name)["AUD-03"] == expected(name, "AUD-03")

with checks("a ground holds by its case: of that ground, about that child, opened by that day", hint=3):
    for name in YEARS:
        assert read(access_readings, name)["AUD-11"] == expected(name, "AUD-11")

with checks("training counts as it was on the day of the access, and not as it is now", hint=3):
    for name in YEARS:
        assert read(access_readings, name)["AUD-22"] == expected(name, "AUD-22")
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Stores
#
# Complete `store_readings(room)`. A store's table is its inventories: what it held on the evening of each `as_of`.
#
# | requirement | rows read | day | `holds` is `True` if |
# |---|---|---|---|
# | RET-08 | profiles with an `expired_on` | `expired_on` | no store has a row with this `profile_id` whose `as_of` is that day or later |
# | DEL-01 | deletions with the status `"done"` | `ended_on` | no store has a row with this `recording_id` whose `as_of` is that day or later |
#
# | deletion done on | the recording is in an inventory of | reading |
# |---|---|---|
# | 2025-07-03 | 2025-06-30 | `True` |
# | 2025-07-03 | 2025-06-30 and 2025-12-31 | `False` |
# | 2025-06-30 | 2025-06-30 | `False` |

# %% step="store_readings"
def store_readings(room: dict) -> dict[str, list[tuple]]:
    """Return the readings of RET-08 and DEL-01, as {requirement: [(row, day, holds)]}.

    row    "profiles/" or "deletions/", and the id

    profiles has id, expired_on (or None); deletions: id, recording_id, ended_on (the day of the
    attempt), status; each store: as_of, recording_id, profile_id. Requirements: RET-08, DEL-01.
    """
    ### BEGIN SOLUTION
    held = [one for name, rows in room.items() if name.startswith("store_") for one in rows]

    def gone(column, value, since):
        return not any(one[column] == value and one["as_of"] >= since for one in held)

    return {
        "RET-08": [
            (f"profiles/{one['id']}", one["expired_on"], gone("profile_id", one["id"], one["expired_on"]))
            for one in room["profiles"]
            if one["expired_on"]
        ],
        "DEL-01": [
            (f"deletions/{one['id']}", one["ended_on"], gone("recording_id", one["recording_id"], one["ended_on"]))
            for one in room["deletions"]
            if one["status"] == "done"
        ],
    }
    ### END SOLUTION

# %% test="store_readings"
with checks("at Nightjar, expired profiles are gone, and deleted recordings are still in a store"):
    found = store_readings(NIGHTJAR.room)
    assert wrong_rows(found["RET-08"]) == set()
    assert wrong_rows(found["DEL-01"]) == NIGHTJAR.planted["DEL-01", ""]

with checks("one row in any store, on the same day or later, is enough"):
    small = {
        "profiles": [{"id": "u-1", "expired_on": "2025-06-30"}, {"id": "u-2", "expired_on": None}, {"id": "u-3", "expired_on": "2025-07-01"}],
        "deletions": [{"id": f"d-{n}", "recording_id": f"r-{n}", "ended_on": "2025-07-03", "status": "partial" if n == 3 else "done"} for n in (1, 2, 3)],
        "store_video": [{"id": "1-1", "as_of": "2025-06-30", "recording_id": "r-1", "profile_id": "u-3"}],
        "store_backup": [{"id": "1-1", "as_of": "2025-06-30", "recording_id": "r-9", "profile_id": "u-1"}, {"id": "2-1", "as_of": "2025-12-31", "recording_id": "r-2", "profile_id": "u-2"}],
        "store_search": [],
    }  # fmt: skip
    found = store_readings(small)
    assert tidy(found["RET-08"]) == [("profiles/u-1", "2025-06-30", False), ("profiles/u-3", "2025-07-01", True)]
    assert tidy(found["DEL-01"]) == [("deletions/d-1", "2025-07-03", True), ("deletions/d-2", "2025-07-03", False)]

### BEGIN HIDDEN TESTS
with checks("what is left of an expired profile is found, in whichever store it is", hint=2):
    for name in YEARS:
        assert read(store_readings, name)["RET-08"] == expected(name, "RET-08")

with checks("a recording that any store holds after its deletion deviates, and an attempt that was tried again doesn't", hint=3):
    for name in YEARS:
        assert read(store_readings, name)["DEL-01"] == expected(name, "DEL-01")
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · Papers
#
# Complete `paper_readings(room)`. As in step 1, leave out what can't be tested.
#
# | requirement | rows read | day | `holds` is `True` if |
# |---|---|---|---|
# | AUD-19 | grants given before the period that have no `ended_on` | the period's last day | someone other than the grant's actor reviewed it in the period, first and last day included |
# | DEL-19 | deletions with the status `"done"` | `ended_on` | each `store_…` table is the `store` of a certificate with this `deletion_id` and no empty text, executed by one person and verified by another |
# | RET-17 | settings | `starts_on` | `days` equals the `days` of the promise that is in force on that day |
#
# The period is one calendar year. RET-17 is tested on the first day of each setting. If the promise changes later, under
# the same setting, this test doesn't see it.
#
# %% step="paper_readings"
def paper_readings(room: dict) -> dict[str, list[tuple]]:
    """Return the readings of AUD-19, DEL-19 and RET-17, as {requirement: [(row, day, holds)]}.

    row    "grants/", "deletions/" or "settings/", and the id

    A requirement that can't be tested (can_test) isn't in the result. period has one row:
    starts_on, ends_on; grants: id, actor, given_on, ended_on (or None: in force); reviews:
    grant_id, reviewed_on, reviewer; certificates: deletion_id, store, method, executed_by,
    verified_by, evidence_sha256, issued_on, all of them texts, and at most one for a deletion and
    store; settings: id, store, days, starts_on; promises: days, starts_on, ends_on (or None), one
    in force on each day. Requirements: AUD-19, DEL-19, RET-17.
    """
    ### BEGIN SOLUTION
    period = room["period"][0]
    first, last = period["starts_on"], period["ends_on"]
    stores = [name for name in room if name.startswith("store_")]

    def reviewed(grant):
        return any(
            one["grant_id"] == grant["id"] and first <= one["reviewed_on"] <= last and one["reviewer"] != grant["actor"]
            for one in room["reviews"]
        )

    def certified(deletion):
        sound = {
            one["store"]
            for one in room["certificates"]
            if one["deletion_id"] == deletion["id"] and one["executed_by"] != one["verified_by"] and all(one.values())
        }
        return sound.issuperset(stores)

    def as_promised(setting):
        days = [
            one["days"]
            for one in room["promises"]
            if one["starts_on"] <= setting["starts_on"] and setting["starts_on"] <= (one["ends_on"] or last)
        ]
        return days == [setting["days"]]

    found = {}
    if can_test(room, "AUD-19"):
        in_force = [one for one in room["grants"] if one["given_on"] < first and one["ended_on"] is None]
        found["AUD-19"] = [(f"grants/{one['id']}", last, reviewed(one)) for one in in_force]
    if can_test(room, "DEL-19"):
        done = [one for one in room["deletions"] if one["status"] == "done"]
        found["DEL-19"] = [(f"deletions/{one['id']}", one["ended_on"], certified(one)) for one in done]
    if can_test(room, "RET-17"):
        found["RET-17"] = [(f"settings/{one['id']}", one["starts_on"], as_promised(one)) for one in room["settings"]]
    return found
    ### END SOLUTION

# %% test="paper_readings"
with checks("at Nightjar, contractors' grants are not reviewed, and certificates and promises are in order"):
    found = paper_readings(NIGHTJAR.room)
    assert wrong_rows(found["AUD-19"]) == NIGHTJAR.planted["AUD-19", ""]
    assert wrong_rows(found["DEL-19"]) == set()
    assert wrong_rows(found["RET-17"]) == set()

with checks("a certificate isn't verified by the person who executed it, and each store has one"):
    papers = NIGHTJAR.room["certificates"]
    papers = [one | {"verified_by": one["executed_by"]} if one["id"] == "x-1-1-3" else one for one in papers if one["id"] != "x-2-1-1"]
    found = paper_readings(NIGHTJAR.room | {"certificates": papers})
    assert wrong_rows(found["DEL-19"]) == {"deletions/d-1-1", "deletions/d-2-1"}

### BEGIN HIDDEN TESTS
with checks("a grant needs a review of this period, by someone else, and a missing one is found", hint=1):
    for name in YEARS:
        assert read(paper_readings, name)["AUD-19"] == expected(name, "AUD-19")

with checks("a deletion needs a complete certificate for every store, verified by a second person", hint=3):
    for name in YEARS:
        assert read(paper_readings, name)["DEL-19"] == expected(name, "DEL-19")

with checks("a setting is held to the promise of its own day", hint=3):
    for name in YEARS:
        assert read(paper_readings, name)["RET-17"] == expected(name, "RET-17")
### END HIDDEN TESTS

# %% [markdown]
# ## Step 4 · Findings
#
# Complete `assess(room)`. It returns one finding for each requirement in `NEEDS`, or one for each version that
# `safeguards` has of it. A reading belongs to the version in force on its day:
#
# | version | in force | a reading of | belongs to |
# |---|---|---|---|
# | v1 | 2024-03-01 to 2025-06-30 | 2025-06-30 | v1 |
# | v2 | from 2025-07-01 | 2025-07-01 | v2 |
#
# | field | value |
# |---|---|
# | `requirement`, `version` | the version is `""` if `safeguards` has none |
# | `verdict` | `"gap"` if a reading is `False`, `"met"` if all are `True`, `"not tested"` if there are none |
# | `evidence` | a list of the rows read; for a gap, only the `False` ones |
# | `population`, `deviations` | the number of readings, and of those `False` |
# | `earlier` | ids of its `prior_gaps`, whatever the verdict |
# | `limits` | why it's not tested; otherwise from `LIMITS`, or `""` |
#
# Cite the row that a reading is about (`"deletions/d-2-1"`), not the row it's joined with
# (`"store_search/1-15"`). Neither statements nor earlier gaps change a verdict.

# %% step="assess"
def assess(room: dict) -> list[dict]:
    """Return the findings: a dict for each requirement and version of its safeguard.

    The order of findings and of evidence doesn't matter, and you word why something isn't tested.
    All readings of AUD-19 are of one day, so only one of its versions is tested. Each finding of a
    requirement names all of its earlier gaps, such as ["o-1"], even if it isn't tested.
    safeguards has requirement, version, starts_on, ends_on (or None); prior_gaps: id, requirement;
    statements: id, requirement, text. These tables are always there, perhaps without rows. The
    day of each reading is in exactly one version of its safeguard.

    Source: Ring order, IV.D. Requirements: ASR-18, ASR-19, ASR-20.
    """
    ### BEGIN SOLUTION
    readings = access_readings(room) | store_readings(room) | paper_readings(room)
    findings = []
    for requirement in NEEDS:
        earlier = [one["id"] for one in room["prior_gaps"] if one["requirement"] == requirement]
        versions = [one for one in room["safeguards"] if one["requirement"] == requirement]
        for version in versions or [{"version": "", "starts_on": "", "ends_on": None}]:
            first, last = version["starts_on"], version["ends_on"] or "9999"
            read = [one for one in readings.get(requirement, []) if first <= one[1] <= last]
            wrong = [row for row, _, holds in read if not holds]
            verdict = "gap" if wrong else "met" if read else "not tested"
            findings.append(
                {
                    "requirement": requirement,
                    "version": version["version"],
                    "verdict": verdict,
                    "evidence": wrong or [row for row, _, _ in read],
                    "population": len(read),
                    "deviations": len(wrong),
                    "earlier": earlier,
                    "limits": LIMITS.get(requirement, "") if read else "No record that was handed over shows it.",
                }
            )
    return findings
    ### END SOLUTION

# %% test="assess"
def by_requirement(findings):
    """The findings by requirement and version."""
    assert len({(one["requirement"], one["version"]) for one in findings}) == len(findings)
    return {(one["requirement"], one["version"]): one for one in findings}

with checks("Nightjar has two gaps, and three requirements are not tested"):
    found = by_requirement(assess(NIGHTJAR.room))
    assert {one: finding["verdict"] for (one, version), finding in found.items()} == {
        "AUD-03": "met", "AUD-11": "met", "AUD-22": "met", "RET-08": "met", "DEL-01": "gap", "AUD-19": "gap",
        "DEL-19": "met", "RET-17": "met", "AUD-20": "not tested", "DEL-07": "not tested", "DEL-14": "not tested",
    }  # fmt: skip

with checks("a gap is proven by the rows that deviate, and the earlier one is named"):
    finding = by_requirement(assess(NIGHTJAR.room))["AUD-19", ""]
    assert sorted(finding["evidence"]) == sorted(NIGHTJAR.planted["AUD-19", ""])
    assert (finding["population"], finding["deviations"], finding["earlier"], finding["limits"]) == (10, 4, ["o-1"], LIMITS["AUD-19"])

with checks("a reading belongs to the version that was in force on its day", "ASR-20"):
    v1 = {"id": "f-1", "requirement": "DEL-01", "version": "v1", "starts_on": "2024-03-01", "ends_on": "2025-06-30"}
    v2 = {"id": "f-2", "requirement": "DEL-01", "version": "v2", "starts_on": "2025-07-01", "ends_on": None}
    found = by_requirement(assess(NIGHTJAR.room | {"safeguards": [v1, v2]}))
    before, after = set(found["DEL-01", "v1"]["evidence"]), set(found["DEL-01", "v2"]["evidence"])
    done = {"deletions/d-6-1", "deletions/d-10-2"}  # on 2025-06-30 and on 2025-07-03
    assert (before & done, after & done) == ({"deletions/d-6-1"}, {"deletions/d-10-2"})

### BEGIN HIDDEN TESTS
FIELDS = "verdict evidence population deviations earlier limits".split()

def findings_expected(name, requirement):
    """The findings of a requirement as the planted gaps make them, by version."""
    room, made = YEARS[name].room, {}
    spans = [one for one in room["safeguards"] if one["requirement"] == requirement]
    earlier = sorted(one["id"] for one in room["prior_gaps"] if one["requirement"] == requirement)
    for span in spans or [{"version": "", "starts_on": "", "ends_on": None}]:
        known = expected(name, requirement) if requirement in CITED else []
        known = [one for one in known if span["starts_on"] <= one[1] and (not span["ends_on"] or one[1] <= span["ends_on"])]
        wrong = [row for row, _, holds in known if not holds]
        made[span["version"]] = {
            "verdict": "gap" if wrong else "met" if known else "not tested",
            "evidence": sorted(wrong or [row for row, _, _ in known]),
            "population": len(known), "deviations": len(wrong),
            "earlier": earlier, "limits": LIMITS.get(requirement, "") if known else True,
        }  # fmt: skip
    return made

def told(finding):
    """The fields that are compared; where nothing was tested, whether the finding says why."""
    kept = {field: finding[field] for field in FIELDS}
    kept |= {"evidence": sorted(kept["evidence"]), "earlier": sorted(kept["earlier"])}
    return kept | ({"limits": len(kept["limits"].strip()) > 0} if kept["verdict"] == "not tested" else {})

@cache
def report(name):
    return by_requirement(assess(YEARS[name].room))

STEP_OF = dict.fromkeys(["AUD-03", "AUD-11", "AUD-22"], access_readings) | dict.fromkeys(["RET-08", "DEL-01"], store_readings)

@cache
def sound():
    """The requirements whose readings are right in all companies. A mistake in one of them costs
    its own check and the two about whole reports, and not the other checks of this step."""
    steps = {one: STEP_OF.get(one, paper_readings) for one in CITED}
    return [one for one in CITED if all(read(steps[one], name).get(one) == expected(name, one) for name in YEARS)]

def found_of(name, requirement):
    return {version: told(one) for (about, version), one in report(name).items() if about == requirement}

with checks("a clean company has no gap, and what its records show is met", "ASR-19", hint=2):
    for name in ("clean", "clean, changed"):
        for requirement in CITED:
            assert found_of(name, requirement) == findings_expected(name, requirement)
    assert sorted({one["verdict"] for one in report("one").values()}) == ["gap", "met", "not tested"]

with checks("each planted gap is found, and proven by its rows alone", hint=3):
    for name in ("one", "two", "three", "four"):
        for requirement in CITED:
            assert found_of(name, requirement) == findings_expected(name, requirement)

with checks("what leaves no trace, what is withheld, and what didn't happen is not tested, and the finding says why", "ASR-19", hint=3):
    for name in ("clean", "two", "told"):
        for requirement in ("AUD-20", "DEL-07", "DEL-14"):
            assert found_of(name, requirement) == findings_expected(name, requirement)
    withheld = {"AUD-03": "log", "AUD-11": "cases", "AUD-22": "trainings", "AUD-19": "reviews", "DEL-19": "certificates", "RET-17": "promises"}
    assert len(sound()) > 4
    for name, missing in [("clean", ["AUD-03", "AUD-19", "RET-17"]), ("clean, changed", ["AUD-11", "AUD-22", "DEL-19"])]:
        room = without(name, *(withheld[one] for one in missing))
        room["profiles"] = [one for one in room["profiles"] if not one["expired_on"]]
        silent = {*missing, "RET-08", "AUD-20", "DEL-07", "DEL-14"}
        judged = {True: 0, False: 0}
        for (one, _), finding in by_requirement(assess(room)).items():
            if one in silent:
                assert (finding["verdict"], sorted(finding["evidence"]), finding["population"]) == ("not tested", [], 0)
                assert len(finding["limits"].strip()) > 0
            elif one in sound():
                assert finding["verdict"] == "met"
            judged[one in silent] += 1
        assert judged == ({True: 7, False: 4} if name == "clean" else {True: 9, False: 6})

with checks("a table without rows was handed over: every row that needs a partner in it deviates", "ASR-19", hint=1):
    room = without("clean") | {"log": [], "cases": [], "trainings": [], "reviews": [], "certificates": []}
    findings = by_requirement(assess(room))
    for requirement in ("AUD-03", "AUD-11", "AUD-22", "AUD-19", "DEL-19"):
        rows, finding = [row for row, day, holds in expected("clean", requirement)], findings[requirement, ""]
        assert (finding["verdict"], finding["deviations"], sorted(finding["evidence"])) == ("gap", len(rows), rows)
    assert [findings[one, ""]["verdict"] for one in sound() if one in ("RET-08", "DEL-01", "RET-17")][:1] == ["met"]

with checks("a safeguard that changed has a finding for each version, by the days on which it was in force", "ASR-20", hint=3):
    assert len(sound()) > 4
    for requirement in sound():
        assert found_of("changed", requirement) == findings_expected("changed", requirement)
        assert found_of("clean, changed", requirement) == findings_expected("clean, changed", requirement)

with checks("earlier gaps are named in each finding, and neither they nor statements change a verdict", "ASR-20", hint=1):
    assert len(sound()) > 4
    for requirement in (*sound(), "AUD-20", "DEL-07", "DEL-14"):
        assert found_of("told", requirement) == findings_expected("told", requirement)
### END HIDDEN TESTS
