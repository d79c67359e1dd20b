# %% [markdown]
# ## Why
#
# The Ring order requires assessments by an independent third party.{fact}`O-R16` Each one covers its entire period, addresses
# the status of earlier gaps, and assesses a changed safeguard for the time it was in effect.{fact}`O-R23` From here on,
# you are the assessor. No one tests what isn't in your plan: a store of recordings that the inventory doesn't list, or a
# version that was replaced in May. The people in those recordings bear the risk.

# %% [markdown]
# ## Look
#
# Porchlight is an invented company, under an invented order with the words of Ring's. Before you plan, it hands over its
# inventory and the list of changes to its safeguards. Your team's own probe recorded the traffic. **By eye:** if you only
# assess what exists on the last day, which *listed* asset and which two versions of the period does no one test? Which two
# assets does the traffic show on days when, according to the inventory, they aren't in use?

# %% look
from privacylab.lab import scope_timeline

scope_timeline()

# %% [markdown]
# ## Rules for all steps
#
# - Every period includes its first and its last day. All days are `pd.Timestamp`s at midnight.
# - Results are lists of dicts, with exactly the fields named. The order of the dicts doesn't matter.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# Sources of evidence, the strongest first, and how an assessor tests each.
METHODS = {
    "control": "reperformed",  # you run the control yourself
    "computation": "recomputed",  # you compute the result from source data
    "two records": "reconciled",  # you compare two independent records
    "document": "inspected",  # you read a document, a record, or a setting
}

# %% [markdown]
# ## Step 1 · Which assets are in scope?
#
# Complete `assets_in_scope`. Replace the `raise` with lines that compute `since`, `until`, and `listed` from `row` and
# `own`. The first rule that fits decides:
#
# | the asset | `since`, `until` | `listed` |
# |---|---|---|
# | has traffic on a day of the period on which, by the inventory, it wasn't in use | the whole period | `False` |
# | was in use, by the inventory, on at least one day of the period | its days in use, clipped to the period | `True` |
# | anything else | not in scope | |
#
# By the inventory, an asset without a row is never in use.
#
# | in use, by the inventory | traffic | in scope, for 2024-03-16 to 2026-03-15 |
# |---|---|---|
# | 2021-02-01 to 2025-09-30 | none | 2024-03-16 to 2025-09-30, `True` |
# | 2021-02-01 to 2025-09-30 | 2025-11-17 | the period, `False` |
# | 2017-01-10 to 2024-01-31 | none | no |
# | 2017-01-10 to 2024-01-31 | 2024-11-05 | the period, `False` |
# | no row | 2024-11-05 | the period, `False` |

# %% step="assets_in_scope"
def assets_in_scope(
    inventory: list[dict], traffic: list[dict], start: pd.Timestamp, end: pd.Timestamp
) -> list[dict]:
    """Return the assets in scope, each with asset, holds, since, until, and listed.

    holds is a sorted list, without repeats, of everything that the inventory row and the traffic
    within the period say the asset holds. listed is False if the inventory leaves out some of the
    asset's use.

    inventory   dicts with asset (unique), holds (list of str), since (its first day in use), and
                retired_on (its last day in use; None if it's still in use)
    traffic     dicts with asset, holds (list of str) and day: what the assessors' own probe saw
    start, end  the first and the last day of the assessment period

    Source: Ring order IV.D ("for the entire assessment period") and V.B. That traffic counts is
    engineering.
    """
    rows = {row["asset"]: row for row in inventory}
    flows = [flow for flow in traffic if start <= flow["day"] <= end]
    found = []
    for name in rows.keys() | {flow["asset"] for flow in flows}:
        own = [flow for flow in flows if flow["asset"] == name]  # its traffic within the period
        # Without a row, the asset's first day in use is later than any other day.
        row = rows.get(name, {"holds": [], "since": pd.Timestamp.max, "retired_on": None})
        ### BEGIN SOLUTION
        since, until = max(row["since"], start), min(row["retired_on"] or end, end)
        listed = all(since <= flow["day"] <= until for flow in own)
        if not listed:
            since, until = start, end
        ### END SOLUTION
        if since <= until:
            holds = {one for source in (row, *own) for one in source["holds"]}
            found.append(
                {"asset": name, "holds": sorted(holds), "since": since, "until": until, "listed": listed}
            )
    return found

# %% test="assets_in_scope"
START, END = day("2024-03-16"), day("2026-03-15")

def asset(name, since, retired_on=None, holds=("recordings",)):
    return {"asset": name, "holds": list(holds), "since": day(since), "retired_on": retired_on and day(retired_on)}

def flow(name, seen, holds=("recordings",)):
    return {"asset": name, "holds": list(holds), "day": day(seen)}

def scoped(name, since, until, listed, holds=("recordings",)):
    return {"asset": name, "holds": list(holds), "since": day(since), "until": day(until), "listed": listed}

def in_order(rows):
    """The rows in an order that depends on nothing but what's in them."""
    return sorted(rows, key=lambda row: sorted((key, str(value)) for key, value in row.items()))

with checks("an asset that was retired during the period is in scope until then, and one retired before it isn't in scope", "ASR-02"):
    inventory = [asset("cache", "2021-02-01", "2025-09-30"), asset("old store", "2017-01-10", "2024-01-31")]
    assert in_order(assets_in_scope(inventory, [], START, END)) == [scoped("cache", "2024-03-16", "2025-09-30", True)]

with checks("an asset that only the traffic shows is in scope for the whole period, and marked", "ASR-02"):
    found = assets_in_scope([asset("clip store", "2024-06-01")], [flow("bucket", "2024-11-05")], START, END)
    assert in_order(found) == in_order([
        scoped("bucket", "2024-03-16", "2026-03-15", False), scoped("clip store", "2024-06-01", "2026-03-15", True),
    ])  # fmt: skip

### BEGIN HIDDEN TESTS
# class seed: words bucket cache laptop probe
# class seed: dates days
def scope(inventory, traffic=(), start=START, end=END):
    return in_order(assets_in_scope(inventory, list(traffic), start, end))

with checks("what was in use on any day of the period is in scope, for those days, and nothing else is", "ASR-02", hint=1):
    inventory = [
        asset("a", "2019-05-01"), asset("b", "2025-06-01"), asset("c", "2019-05-01", "2025-09-30"), asset("d", "2024-04-01", "2024-04-01"),
        asset("e", "2019-05-01", "2024-03-16"), asset("f", "2019-05-01", "2024-03-15"), asset("g", "2026-03-15"), asset("h", "2026-03-16"),
        asset("i", "2019-05-01", "2026-08-01"), asset("j", "2024-03-16", "2026-03-15"), asset("k", "2025-01-01", "2025-03-31"),
    ]  # fmt: skip
    wanted = [
        scoped("a", "2024-03-16", "2026-03-15", True), scoped("b", "2025-06-01", "2026-03-15", True),
        scoped("c", "2024-03-16", "2025-09-30", True), scoped("d", "2024-04-01", "2024-04-01", True),
        scoped("e", "2024-03-16", "2024-03-16", True), scoped("g", "2026-03-15", "2026-03-15", True),
        scoped("i", "2024-03-16", "2026-03-15", True), scoped("j", "2024-03-16", "2026-03-15", True),
        scoped("k", "2025-01-01", "2025-03-31", True),
    ]  # fmt: skip
    assert scope(inventory) == scope(inventory[::-1]) == wanted

with checks("traffic shows what the inventory leaves out, in the period and not outside it", "ASR-02", hint=2):
    whole = ("2024-03-16", "2026-03-15", False)
    traffic = [
        flow("bucket", "2025-05-12"), flow("bucket", "2024-11-05"), flow("laptop", "2024-03-15"), flow("laptop", "2026-03-16"),
        flow("probe", "2024-03-16"), flow("cache", "2026-03-15"),
    ]  # fmt: skip
    assert scope([], traffic) == [scoped(name, *whole) for name in sorted(["bucket", "probe", "cache"])]
    assert scope([], traffic[2:4]) == []

with checks("traffic before an asset's first day in use or after its last day contradicts the inventory", "ASR-02", hint=3):
    inventory = [
        asset("a", "2019-05-01", "2024-01-31"), asset("b", "2019-05-01", "2025-06-30"), asset("c", "2025-02-01"),
        asset("d", "2026-04-01"), asset("e", "2019-05-01", "2025-06-30"), asset("f", "2019-05-01", "2024-01-31"), asset("g", "2025-02-01"),
    ]  # fmt: skip
    traffic = [
        flow("a", "2024-11-05"), flow("b", "2025-07-01"), flow("b", "2024-05-05"), flow("c", "2025-01-31"), flow("d", "2025-12-24"),
        flow("e", "2025-06-30"), flow("f", "2024-02-10"), flow("g", "2025-02-01"),
    ]  # fmt: skip
    whole = ("2024-03-16", "2026-03-15", False)
    assert scope(inventory, traffic) == [
        scoped("a", *whole), scoped("b", *whole), scoped("c", *whole), scoped("d", *whole),
        scoped("e", "2024-03-16", "2025-06-30", True), scoped("g", "2025-02-01", "2026-03-15", True),
    ]  # fmt: skip

with checks("an asset holds what the inventory says and what the traffic of the period shows", "ASR-02", hint=3):
    inventory = [asset("a", "2019-05-01", holds=["logs"]), asset("b", "2019-05-01", holds=["recordings", "accounts"])]
    traffic = [
        flow("a", "2025-05-12", ["recordings", "accounts"]), flow("a", "2024-03-15", ["faces"]), flow("bucket", "2025-05-12", ["logs"]),
        flow("bucket", "2025-05-13", ["faces", "logs"]),
    ]  # fmt: skip
    for seen in (traffic, traffic[::-1]):
        assert {one["asset"]: (one["holds"], one["listed"]) for one in assets_in_scope(inventory, seen, START, END)} == {
            "a": (["accounts", "logs", "recordings"], True), "b": (["accounts", "recordings"], True), "bucket": (["faces", "logs"], False),
        }  # fmt: skip
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Which version was in effect when?
#
# Complete `in_effect` for one safeguard. It returns dicts with `version`, `since`, and `until`: one for each version that
# was in effect on at least one day from `since` to `until`, clipped to those days. A version is in effect from its own
# `since` until the day before the next version's, and the last one from then on.
#
# Days before the first version get a row with the version `""`, clipped in the same way. If there's no version yet, that's
# all days.
#
# | versions | result for 2024-03-16 to 2026-03-15 |
# |---|---|
# | v1 from 2020-08-10, v2 from 2026-03-15 | v1 2024-03-16 to 2026-03-14; v2 2026-03-15 to 2026-03-15 |
# | v1 from 2019-05-01, v2 from 2024-02-05 | v2 2024-03-16 to 2026-03-15 |
# | v1 from 2025-01-01 | `""` 2024-03-16 to 2024-12-31; v1 2025-01-01 to 2026-03-15 |
# | v1 from 2026-04-01, or none | `""` 2024-03-16 to 2026-03-15 |

# %% step="in_effect"
def in_effect(changes: list[dict], since: pd.Timestamp, until: pd.Timestamp) -> list[dict]:
    """Return the versions that were in effect from since to until: dicts with version, since, until.

    changes  the versions of one safeguard, in any order: dicts with version (unique), since (its
             first day in effect; two versions never begin on the same day), and more
    until    not before since

    Source: Ring order IV.D ("for the time period in which it was in effect").
    """
    ### BEGIN SOLUTION
    versions = [{"version": "", "since": since}, *sorted(changes, key=lambda one: one["since"])]
    nexts = [one["since"] - pd.Timedelta(days=1) for one in versions[1:]] + [until]
    found = []
    for one, last in zip(versions, nexts):
        row = {"version": one["version"], "since": max(one["since"], since), "until": min(last, until)}
        if row["since"] <= row["until"]:
            found.append(row)
    return found
    ### END SOLUTION

# %% test="in_effect"
def change(version, since, requirement="AUD-20"):
    return {"requirement": requirement, "version": version, "since": day(since)}

def span(version, since, until):
    return {"version": version, "since": day(since), "until": day(until)}

with checks("a version that began on the last day was in effect for one day", "ASR-03"):
    changes = [change("v1", "2020-08-10"), change("v2", "2026-03-15")]
    assert in_order(in_effect(changes, START, END)) == [
        span("v1", "2024-03-16", "2026-03-14"), span("v2", "2026-03-15", "2026-03-15"),
    ]  # fmt: skip

with checks("days before the first version get a row, and a version replaced before the period gets none", "ASR-03"):
    assert in_order(in_effect([change("v1", "2025-01-01")], START, END)) == [
        span("", "2024-03-16", "2024-12-31"), span("v1", "2025-01-01", "2026-03-15"),
    ]  # fmt: skip
    changes = [change("v1", "2019-05-01"), change("v2", "2024-02-05")]
    assert in_order(in_effect(changes, START, END)) == [span("v2", "2024-03-16", "2026-03-15")]

### BEGIN HIDDEN TESTS
# class seed: dates days
from privacylab.checks import call_each

with checks("each version in effect on any day of the period has a row, and no other version has one", "ASR-03", hint=2):
    changes = [
        change("r-9", "2024-03-16"), change("r-10", "2025-05-20"), change("r-2", "2017-02-01"), change("r-11", "2026-03-15"),
        change("r-12", "2026-03-16"), change("r-8", "2024-03-15"),
    ]  # fmt: skip
    wanted = [
        span("r-10", "2025-05-20", "2026-03-14"), span("r-11", "2026-03-15", "2026-03-15"), span("r-9", "2024-03-16", "2025-05-19"),
    ]  # fmt: skip
    assert sorted(in_effect(changes, START, END), key=lambda one: one["version"]) == wanted
    assert in_order(in_effect(changes, day("2024-03-15"), day("2024-03-15"))) == [span("r-8", "2024-03-15", "2024-03-15")]
    assert in_order(in_effect(changes, day("2025-05-20"), day("2025-06-30"))) == [span("r-10", "2025-05-20", "2025-06-30")]
    assert in_order(in_effect(changes, day("2025-05-31"), day("2025-06-30"))) == [span("r-10", "2025-05-31", "2025-06-30")]

with checks("days without a version aren't dropped, and aren't the next version's", "ASR-03", hint=1):
    assert in_effect([], START, END) == [span("", "2024-03-16", "2026-03-15")]
    for later in ("2026-03-16", "2026-04-20"):
        assert in_effect([change("v1", later)], START, END) == [span("", "2024-03-16", "2026-03-15")]
    assert in_effect([change("v1", "2024-03-16")], START, END) == [span("v1", "2024-03-16", "2026-03-15")]
    found = in_effect([change("v2", "2025-02-01"), change("v1", "2024-03-17")], START, END)
    assert sorted(found, key=lambda one: one["version"]) == [
        span("", "2024-03-16", "2024-03-16"), span("v1", "2024-03-17", "2025-01-31"), span("v2", "2025-02-01", "2026-03-15"),
    ]  # fmt: skip

with checks("each day of the period is in the row of the version that was in effect on it, and in no other", "ASR-03", hint=3):
    def later(days):
        return START + pd.Timedelta(days=days)

    cases, wanted = [], []
    for _ in range(30):
        begun = checks.random.sample(range(-9, 22), checks.random.randrange(5))
        until = checks.random.randrange(14)
        cases.append(([{"version": f"r{n}", "since": later(n)} for n in begun], START, later(until)))
        wanted.append([max((n for n in begun if n <= at), default=None) for at in range(until + 1)])
    for case, found, want in zip(cases, call_each(in_effect, cases), wanted):
        by_day = [[one["version"] for one in found if one["since"] <= later(at) <= one["until"]] for at in range(len(want))]
        assert by_day == [["" if n is None else f"r{n}"] for n in want], case
        assert len(found) == len(set(want)), case
        assert all(START <= one["since"] <= one["until"] <= case[2] for one in found), case
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · The plan
#
# Complete `plan`. Each row has `requirement`, `asset`, `version`, `since`, `until`, `method`, and `gap`.
#
# - A requirement applies to each asset that holds at least one thing of its `applies_to`. It gets a row for each such
#   asset and each version that `in_effect` returns for *this requirement's* changes on the asset's days. `gap` is `""`.
# - If it applies to none of `assets`, it gets its rows in the same way, with the asset `""` and the whole period as its
#   days. A written policy is an example.
# - Each prior gap gets one more row, whether or not its asset is in scope: its `requirement`, `asset`, and `gap`, the
#   version `""`, and the whole period. If its requirement isn't in `requirements`, raise `ValueError`.
# - `method` is the first in `METHODS` whose key is in the requirement's `sources`. If there's none, it's `""`, and the
#   row stays.
#
# | `sources` | `method` |
# |---|---|
# | `["document", "control"]` | `"reperformed"` |
# | `["interview"]` | `""` |

# %% step="plan"
def plan(
    requirements: list[dict],
    assets: list[dict],
    changes: list[dict],
    prior: list[dict],
    start: pd.Timestamp,
    end: pd.Timestamp,
) -> list[dict]:
    """Return the rows of the plan: requirement, asset, version, since, until, method, and gap.

    requirements  dicts with requirement (unique), applies_to and sources (lists of str)
    assets        as assets_in_scope returns them
    changes       the versions of all safeguards: dicts with requirement, version and since. A
                  version takes effect on all assets on the same day.
    prior         the gaps of the prior assessment: dicts with gap (its id), requirement and asset
    start, end    the first and the last day of the assessment period

    Raises ValueError if a gap's requirement isn't in requirements.
    Source: Ring order IV.D. The choice of methods is engineering.
    """
    ### BEGIN SOLUTION
    methods = {}
    rows = []
    for one in requirements:
        name = one["requirement"]
        methods[name] = next((METHODS[kind] for kind in METHODS if kind in one["sources"]), "")
        own = [change for change in changes if change["requirement"] == name]
        meant = [asset for asset in assets if set(asset["holds"]) & set(one["applies_to"])]
        for asset in meant or [{"asset": "", "since": start, "until": end}]:
            for version in in_effect(own, asset["since"], asset["until"]):
                row = {"requirement": name, "asset": asset["asset"], "method": methods[name], "gap": ""}
                rows.append(row | version)
    for old in prior:
        if old["requirement"] not in methods:
            raise ValueError(f"Gap {old['gap']!r}: {old['requirement']!r} isn't a requirement.")
        span = {"version": "", "since": start, "until": end}
        rows.append({**old, **span, "method": methods[old["requirement"]]})
    return rows
    ### END SOLUTION

# %% test="plan"
def requirement(name, applies_to=("recordings",), sources=("control",)):
    return {"requirement": name, "applies_to": list(applies_to), "sources": list(sources)}

def planned(name, where, version, since, until, method="reperformed", gap=""):
    return {"requirement": name, "asset": where, "version": version, "since": day(since), "until": day(until), "method": method, "gap": gap}

STORE = scoped("clip store", "2024-03-16", "2026-03-15", True)
CACHE = scoped("cache", "2024-03-16", "2025-09-30", True, ["accounts", "recordings"])
GATE = [change("v1", "2019-05-01"), change("v2", "2025-11-20")]

with checks("each requirement, asset, and version has a row, with its period and its method"):
    found = plan([requirement("AUD-20")], [STORE, CACHE], GATE, [], START, END)
    assert in_order(found) == in_order([
        planned("AUD-20", "clip store", "v1", "2024-03-16", "2025-11-19"), planned("AUD-20", "clip store", "v2", "2025-11-20", "2026-03-15"),
        planned("AUD-20", "cache", "v1", "2024-03-16", "2025-09-30"),
    ])  # fmt: skip

with checks("a prior gap has a row even if its asset is gone, and a requirement about no asset has one, too", "ASR-03"):
    requirements = [requirement("AUD-26", [], ["document"])]
    gaps = [{"gap": "G-1", "requirement": "AUD-26", "asset": "old store"}]
    assert in_order(plan(requirements, [STORE], GATE, gaps, START, END)) == in_order([
        planned("AUD-26", "", "", "2024-03-16", "2026-03-15", "inspected"),
        planned("AUD-26", "old store", "", "2024-03-16", "2026-03-15", "inspected", "G-1"),
    ])  # fmt: skip

### BEGIN HIDDEN TESTS
# class seed: words AUD DEL RET G clip
# class seed: dates days
def whole(name, where, version="", method="reperformed", gap=""):
    return planned(name, where, version, "2024-03-16", "2026-03-15", method, gap)

def planning(requirements, assets=(), changes=(), prior=()):
    return in_order(plan(requirements, list(assets), list(changes), list(prior), START, END))

with checks("each requirement has a row for every asset that it applies to, or one for no asset", "ASR-01", hint=1):
    b = scoped("b", "2025-01-01", "2025-01-31", False, ["accounts", "faces"])
    requirements = [
        requirement("AUD-1"), requirement("AUD-11", ["faces", "accounts"]), requirement("DEL-1", ["face"]), requirement("RET-1", []),
        requirement("RET-2", ["faces", "recordings", "x"]),
    ]  # fmt: skip
    changes = [change("w1", "2018-01-01", "AUD-1"), change("w2", "2025-01-31", "AUD-11"), change("w3", "2017-03-03", "RET-1")]
    assert planning(requirements, [STORE, b], changes) == in_order([
        whole("AUD-1", "clip store", "w1"), planned("AUD-11", "b", "", "2025-01-01", "2025-01-30"),
        planned("AUD-11", "b", "w2", "2025-01-31", "2025-01-31"), whole("DEL-1", ""), whole("RET-1", "", "w3"), whole("RET-2", "clip store"),
        planned("RET-2", "b", "", "2025-01-01", "2025-01-31"),
    ])  # fmt: skip
    assert planning([requirement("AUD-1")], [], changes) == [whole("AUD-1", "", "w1")]

with checks("the method is the strongest that the requirement's sources allow, and never an interview", "ASR-01", hint=3):
    sources = {
        "AUD-1": ["document", "control"], "AUD-2": ["computation", "interview", "two records"], "AUD-3": ["document", "two records"],
        "AUD-4": ["interview", "document"], "AUD-5": ["interview"], "AUD-6": [], "AUD-7": ["control", "computation", "document"],
    }  # fmt: skip
    found = planning([requirement(name, sources=what) for name, what in sources.items()], [STORE])
    assert {row["requirement"]: row["method"] for row in found} == {
        "AUD-1": "reperformed", "AUD-2": "recomputed", "AUD-3": "reconciled", "AUD-4": "inspected", "AUD-5": "", "AUD-6": "", "AUD-7": "reperformed",
    }  # fmt: skip
    assert len(found) == 7

with checks("each asset's rows cover its own days, and not those of the period", "ASR-03", hint=3):
    changes = [change("v1", "2019-05-01"), change("v2", "2024-07-01"), change("v3", "2025-10-01"), change("w", "2024-05-05", "DEL-1")]
    late = scoped("b", "2025-10-01", "2026-03-15", True)
    assert planning([requirement("AUD-20")], [CACHE, late], changes) == in_order([
        planned("AUD-20", "cache", "v1", "2024-03-16", "2024-06-30"), planned("AUD-20", "cache", "v2", "2024-07-01", "2025-09-30"),
        planned("AUD-20", "b", "v3", "2025-10-01", "2026-03-15"),
    ])  # fmt: skip

with checks("each gap of the prior assessment has its own row over the whole period, beside the others", "ASR-03", hint=2):
    requirements = [requirement("AUD-20"), requirement("DEL-1", ["faces"], ["two records"]), requirement("RET-1", [], ["computation"])]
    gaps = [
        {"gap": "G-1", "requirement": "AUD-20", "asset": "cache"}, {"gap": "G-2", "requirement": "AUD-20", "asset": "face index"},
        {"gap": "G-3", "requirement": "DEL-1", "asset": "clip store"}, {"gap": "G-4", "requirement": "RET-1", "asset": ""},
        {"gap": "G-5", "requirement": "AUD-20", "asset": "cache"},
    ]  # fmt: skip
    wanted = [
        whole("AUD-20", "cache", gap="G-1"), whole("AUD-20", "face index", gap="G-2"), whole("DEL-1", "clip store", "", "reconciled", "G-3"),
        whole("RET-1", "", "", "recomputed", "G-4"), whole("AUD-20", "cache", gap="G-5"),
    ]  # fmt: skip
    others = planning(requirements, [CACHE], GATE)
    assert others == in_order([
        planned("AUD-20", "cache", "v1", "2024-03-16", "2025-09-30"), whole("DEL-1", "", "", "reconciled"), whole("RET-1", "", "", "recomputed"),
    ])  # fmt: skip
    assert planning(requirements, [CACHE], GATE, gaps) == in_order(others + wanted)

with checks("a gap whose requirement isn't listed stops the plan, and one that is listed doesn't", "ASR-03", hint=2):
    known = {"gap": "G-1", "requirement": "AUD-2", "asset": "clip store"}
    try:
        found = planning([requirement("AUD-2")], [STORE], [], [known, {"gap": "G-2", "requirement": "AUD-20", "asset": "clip store"}])
    except ValueError:
        found = "raised"
    assert found == "raised"
    assert planning([requirement("AUD-2")], [STORE], [], [known]) == in_order([whole("AUD-2", "clip store"), whole("AUD-2", "clip store", gap="G-1")])
### END HIDDEN TESTS
