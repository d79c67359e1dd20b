# %% [markdown]
# ## Why
#
# A court case needs some recordings of June. From then on they must not be destroyed: not on a
# parent's request, and not by the nightly purge that nobody thinks of. But a hold is no licence. It
# holds what it names and nothing else, what is held is not *used*, the parent is told, and on the
# day of its release the deletion goes on. Where nobody can say what is held, nothing is deleted.
#
# Write the class **`Gate(read_holds, purge)`**: the only door to a deletion, for every path.
# `read_holds()` gives a list of all holds, and raises an exception (of any kind) or returns `None`
# where it cannot say. `purge(item_ids)` destroys. The gate has three methods.
#
# **1. `delete(path, items, today)`** is asked to delete these items. `path` says who asks:
# `"request"`, `"retention job"`, `"account closure"`, `"admin tool"`, or something new. It changes
# nothing. An item is a dict with `item_id`, `profile_id`, `category`, `made_on`; a hold is a dict:
#
# | key | meaning |
# |---|---|
# | `hold_id` | the hold |
# | `profile_id`, `category` | whose data, and of which category: an item must match both |
# | `from_on`, `to_on` | an item must have been made on one of these days or between |
# | `placed_on` | the first day of the hold |
# | `released_on` | the day on which it was released; on that day it holds no more. `NaT`: it has not been released |
#
# An item is held where at least one hold matches that is in force on the day `today`. What is not
# held is purged: by **one** call of `purge` with a sorted list of the ids, and by none where there
# is nothing to purge. The result is a dict of five:
#
# - `"deleted"`, `"held"`, `"waiting"`: sorted lists of the `item_id`s that were purged, that are
#   held, and, where the holds cannot be read, of all of them: nothing is purged then;
# - `"state"`: `"complete"` where everything was deleted, else `"partial"`;
# - `"grounds"`: what the person is told about the rest: a list with `"legal hold"` where something
#   is held, `"holds unknown"` where something is waiting.
#
# **2. `resume(today)`** tries again, with the holds as they are now, everything that it was ever
# asked to delete and that has not been purged. The result is as above.
#
# **3. `may_use(item_id, purpose)`** says whether an item may be used. What somebody has asked to
# delete and what has not been purged is in **quarantine**: from the moment of the call, before
# anything is purged, it may be used for the purpose `"legal"` and for no other (`"training"`,
# `"support"`, and whatever comes). Everything else may be used: the gate knows nothing of it. (An
# item that is held, and that nobody wants deleted, is not in quarantine.)
#
# Days are `Timestamp`s at midnight. What `purge` raises goes through; then nothing counts as
# purged. An item may be asked for several times, and by several paths; each time it is purged again,
# for it may have come back. Read the holds anew for each call.
#
# ## Rules
#
# do not change the dicts, the lists and the tables that you are given. Days are
# `Timestamp`s at midnight, without a time zone; instants are `Timestamp`s in UTC.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks
from privacylab.companies.stores import StoreUnavailable
from privacylab.lab import hint

# %% [markdown]
# ## Step 1 · `Gate`

# %% step="Gate"
class Gate:
    """The only door to a deletion. Sources: GDPR 17(3)(e), FRCP 37(e); Alexa order, no further use."""

    def __init__(self, read_holds, purge):
        ### BEGIN SOLUTION
        self._read_holds, self._purge = read_holds, purge
        self._quarantine = {}
        ### END SOLUTION

    def delete(self, path: str, items: list[dict], today: pd.Timestamp) -> dict:
        """Purge what is not held; "deleted", "held", "waiting", "state" and "grounds"."""
        ### BEGIN SOLUTION
        asked = {item["item_id"]: item for item in items}
        self._quarantine |= asked
        return self._try(asked, today)
        ### END SOLUTION

    def resume(self, today: pd.Timestamp) -> dict:
        """Try again whatever was asked for and has not been purged."""
        ### BEGIN SOLUTION
        return self._try({**self._quarantine}, today)

    def _try(self, items, today):
        try:
            holds = self._read_holds()
        except Exception:
            holds = None
        found = {"deleted": [], "held": [], "waiting": []}
        for item_id, item in sorted(items.items()):
            if holds is None:
                found["waiting"].append(item_id)
            elif any(_is_held(item, hold, today) for hold in holds):
                found["held"].append(item_id)
            else:
                found["deleted"].append(item_id)
        if found["deleted"]:
            self._purge(found["deleted"])
        for item_id in found["deleted"]:
            del self._quarantine[item_id]
        grounds = {"legal hold": found["held"], "holds unknown": found["waiting"]}
        return {
            **found,
            "state": "partial" if found["held"] or found["waiting"] else "complete",
            "grounds": [ground for ground, ids in grounds.items() if ids],
        }
        ### END SOLUTION

    def may_use(self, item_id: str, purpose: str) -> bool:
        """Whether an item may be used for that purpose."""
        ### BEGIN SOLUTION
        return purpose == "legal" or item_id not in self._quarantine


def _is_held(item, hold, today):
    return (
        (item["profile_id"], item["category"]) == (hold["profile_id"], hold["category"])
        and hold["from_on"] <= item["made_on"] <= hold["to_on"]
        and hold["placed_on"] <= today
        and not hold["released_on"] <= today
    )
    ### END SOLUTION

# %% test="Gate"
day = pd.Timestamp

TODAY = day("2023-08-31")

HOLD = {
    "hold_id": "k-1", "profile_id": "ada", "category": "recording", "from_on": day("2023-06-01"),
    "to_on": day("2023-06-30"), "placed_on": day("2023-07-15"), "released_on": pd.NaT,
}  # fmt: skip

def item(item_id, made_on="2023-06-10", category="recording", profile_id="ada"):
    return {"item_id": item_id, "made_on": day(made_on), "category": category, "profile_id": profile_id}

ITEMS = [item("r-1"), item("r-2", "2023-08-02"), item("t-1", category="transcript"), item("r-9", profile_id="ben")]

class Company:
    """What a gate is told about holds, and what it purges."""

    def __init__(self, *holds, fails=None):
        self.holds, self.fails, self.purged, self.asked = [*holds], fails, [], 0
        self.gate = Gate(self.read, self.purge)

    def read(self):
        self.asked += 1
        if isinstance(self.fails, Exception):
            raise self.fails
        return None if self.fails else [*self.holds]

    def purge(self, item_ids):
        self.purged.append(item_ids)

with checks("what is held stays, the rest is deleted, and the person is told"):
    company = Company(HOLD)
    found = company.gate.delete("request", ITEMS, TODAY)
    assert found == {
        "deleted": ["r-2", "r-9", "t-1"],
        "held": ["r-1"],
        "waiting": [],
        "state": "partial",
        "grounds": ["legal hold"],
    }
    assert company.purged == [["r-2", "r-9", "t-1"]]

with checks("where nobody can say what is held, nothing is deleted, and it goes on later"):
    company = Company(HOLD, fails=TimeoutError("no answer"))
    found = company.gate.delete("retention job", ITEMS, TODAY)
    assert (found["waiting"], company.purged) == (["r-1", "r-2", "r-9", "t-1"], [])
    company.fails = None
    found = company.gate.resume(TODAY)
    assert (found["deleted"], found["held"]) == (["r-2", "r-9", "t-1"], ["r-1"])

with checks("what is held is not used, until the hold is released and it is gone", "DEL-22"):
    company = Company(HOLD)
    company.gate.delete("request", ITEMS, TODAY)
    uses = [company.gate.may_use("r-1", purpose) for purpose in ("training", "support", "legal")]
    assert uses == [False, False, True]
    assert company.gate.may_use("r-777", "training")

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st

PATHS = ["request", "retention job", "account closure", "admin tool", "cascade", "the intern's script", ""]

with checks("whichever path: the same gate", hint=1):
    for path in PATHS:
        company = Company(HOLD)
        assert company.gate.delete(path, ITEMS, TODAY)["held"] == ["r-1"]
        assert company.purged == [["r-2", "r-9", "t-1"]]
        company = Company(HOLD, fails=ConnectionError("down"))
        assert company.gate.delete(path, ITEMS, TODAY)["state"] == "partial"
        assert company.purged == []

with checks("whatever the register fails with, the gate stays shut, and says so", hint=3):
    for fails in (TimeoutError(), StoreUnavailable("down"), KeyError("ada"), ValueError("bad row"), "says None"):
        company = Company(HOLD, fails=fails)
        found = company.gate.delete("request", ITEMS[:2], TODAY)
        assert found == {
            "deleted": [], "held": [], "waiting": ["r-1", "r-2"], "state": "partial", "grounds": ["holds unknown"],
        }  # fmt: skip
        assert company.purged == []
    company = Company()
    found = company.gate.delete("request", ITEMS[:2], TODAY)
    assert found == {"deleted": ["r-1", "r-2"], "held": [], "waiting": [], "state": "complete", "grounds": []}

with checks("a hold is as wide as it says, to the day", hint=2):
    for made_on, held in [("2023-05-31", False), ("2023-06-01", True), ("2023-06-30", True), ("2023-07-01", False)]:
        assert bool(Company(HOLD).gate.delete("request", [item("r-1", made_on)], TODAY)["held"]) is held
    for change, held in [
        ({"placed_on": TODAY}, True), ({"placed_on": TODAY + pd.Timedelta(days=1)}, False),
        ({"released_on": TODAY}, False), ({"released_on": TODAY + pd.Timedelta(days=1)}, True),
        ({"profile_id": "ben"}, False), ({"category": "transcript"}, False),
    ]:  # fmt: skip
        assert bool(Company(HOLD | change).gate.delete("request", ITEMS[:1], TODAY)["held"]) is held
    two = Company(HOLD | {"released_on": TODAY}, HOLD | {"hold_id": "k-2", "to_on": day("2023-06-10")})
    found = two.gate.delete("request", [item("r-1"), item("r-3", "2023-06-11")], TODAY)
    assert (found["held"], found["deleted"]) == (["r-1"], ["r-3"])

with checks("on the day of the release it goes on, and not again after that", hint=2):
    company = Company(HOLD)
    company.gate.delete("request", ITEMS, TODAY)
    company.gate.delete("retention job", [item("r-1")], TODAY)
    company.holds[0] = HOLD | {"released_on": day("2023-10-01")}
    assert company.gate.resume(day("2023-09-30"))["held"] == ["r-1"]
    found = company.gate.resume(day("2023-10-01"))
    assert found == {"deleted": ["r-1"], "held": [], "waiting": [], "state": "complete", "grounds": []}
    assert company.purged == [["r-2", "r-9", "t-1"], ["r-1"]]
    assert company.gate.resume(day("2023-10-02"))["deleted"] == []
    assert len(company.purged) == 2

with checks("a purge that fails has purged nothing", hint=3):
    company, failing = Company(HOLD), []

    def purge(item_ids):
        if not failing:
            failing.append(item_ids)
            raise StoreUnavailable("down")
        company.purged.append(item_ids)

    gate, stopped = Gate(company.read, purge), False
    try:
        gate.delete("request", ITEMS, TODAY)
    except StoreUnavailable:
        stopped = True
    assert stopped
    assert not gate.may_use("r-2", "training")
    assert gate.resume(TODAY)["deleted"] == ["r-2", "r-9", "t-1"]
    assert company.purged == [["r-2", "r-9", "t-1"]]
    assert gate.may_use("r-2", "training")

with checks("quarantine begins before the first purge, and ends with it", "DEL-22", hint=3):
    seen, company = {}, Company(HOLD)

    def purge(item_ids):
        seen.update({one["item_id"]: gate.may_use(one["item_id"], "training") for one in ITEMS})

    gate = Gate(company.read, purge)
    assert gate.may_use("r-1", "training")
    gate.delete("request", ITEMS, TODAY)
    assert seen == {"r-1": False, "r-2": False, "t-1": False, "r-9": False}
    assert gate.may_use("r-2", "training")
    company.holds.clear()
    gate.resume(TODAY)
    assert gate.may_use("r-1", "training")

with checks("one purpose is left, whatever the others are called", "DEL-22", hint=2):
    for fails in (None, TimeoutError()):
        company = Company(HOLD, fails=fails)
        company.gate.delete("account closure", ITEMS, TODAY)
        purposes = ["training", "support", "product", "analytics", "legal", "Legal", "legal hold", "quality", ""]
        assert [one for one in purposes if company.gate.may_use("r-1", one)] == ["legal"]
        assert company.gate.may_use("r-2", "training") is (fails is None)

with checks("what nobody asked to delete is nobody's business here", "DEL-22", hint=1):
    company = Company(HOLD)
    assert company.gate.may_use("r-1", "training")
    company.gate.delete("request", ITEMS[1:], TODAY)
    assert company.gate.may_use("r-1", "training")
    company.gate.delete("request", ITEMS[:1], TODAY)
    assert not company.gate.may_use("r-1", "training")

with checks("in any order of requests, holds, failures and releases", "DEL-22", hint=3):
    step = st.sampled_from(["ask r-1", "ask r-2", "ask t-1", "hold", "release", "fail", "mend", "resume"])

    @checks.always(30, story=st.lists(step, max_size=8))
    def _(story):
        company, asked, items = Company(), set(), {one["item_id"]: one for one in ITEMS}
        for event in story:
            what, _, which = event.partition(" ")
            if what == "ask":
                asked.add(which)
                company.gate.delete("request", [items[which]], TODAY)
            elif what == "resume":
                company.gate.resume(TODAY)
            elif what in ("hold", "release"):
                company.holds = [HOLD] if what == "hold" else []
            else:
                company.fails = TimeoutError() if what == "fail" else None
            if what in ("ask", "resume") and company.fails is None:
                tried = {which} if what == "ask" else set(asked)
                asked -= {one for one in tried if not (one == "r-1" and company.holds)}
            assert [one for one in items if not company.gate.may_use(one, "training")] == sorted(asked)
### END HIDDEN TESTS
