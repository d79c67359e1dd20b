# %% [markdown]
# ## Why
#
# The complaint alleges that, by default, recordings and transcripts were saved forever.{fact}`F-A7` Under
# 16 CFR 312.10, a company may keep a child's data only as long as its purpose reasonably needs. Since
# 2025 it also needs a written policy with a **purpose**, a **business need**, and a **timeframe for
# deletion**. Without them, a child's words stay, and no one can say why.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint, small_table

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## Look
#
# This is what Murmur holds, one row for each pair of category and store:

# %% look
from privacylab.companies import murmur

murmur.table("inventory")

# %% [markdown]
# And these are its retention rules. `NaN` is a field that was left empty. **Before you code:** which pairs
# have no rule at all?

# %% look
from privacylab.companies import murmur

murmur.table("policy")

# %% [markdown]
# ## Rules
#
# - A rule **covers** a pair or an item when both `category` and `store` match. Several rules may cover it.
# - `keep_days` is a **finite timeframe** when it consists of digits 0 to 9 and nothing else.
#
# | finite | not finite |
# |---|---|
# | `"90"`, `"0"`, `"007"` | missing, `""`, `"indefinite"`, `"inf"`, `"-1"`, `"+90"`, `" 90"`, `"30.5"`, `"90 days"`, `"1 year"` |
#
# ## Step 1 · What does the policy lack?
#
# Complete `policy_gaps(inventory, policy)`. It returns a set of `(category, store, field)`:
#
# - A pair of the inventory that no rule covers lacks all three fields.
# - A pair lacks a field if **any** rule that covers it leaves that field empty.
#
# | field | empty when it is |
# |---|---|
# | `purpose`, `business_need` | missing, `""`, or only white space |
# | `keep_days` | not a finite timeframe |
#
# | the rules for `("recording", "audio")` say | gap |
# |---|---|
# | `keep_days` `"90"`; `"indefinite"` | `("recording", "audio", "keep_days")` |

# %% step="policy_gaps"
def policy_gaps(inventory: pd.DataFrame, policy: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Return what the policy lacks for the data that is held, as {(category, store, field)}.

    inventory  category, store
    policy     category, store, purpose, business_need, keep_days (ASCII strings, or missing: None
               or NaN); ignore rules about pairs that are not in the inventory

    A helper function that you define in this cell is available in step 2. Source: 16 CFR 312.10.
    """
    ### BEGIN SOLUTION
    rules = policy.assign(
        purpose=policy["purpose"].str.strip().fillna("") != "",
        business_need=policy["business_need"].str.strip().fillna("") != "",
        keep_days=finite_days(policy).notna(),
    )
    gaps = set()
    for pair in inventory[["category", "store"]].itertuples(index=False):
        covering = rules[(rules["category"] == pair.category) & (rules["store"] == pair.store)]
        for field in ("purpose", "business_need", "keep_days"):
            if covering.empty or not covering[field].all():
                gaps.add((pair.category, pair.store, field))
    return gaps


def finite_days(policy: pd.DataFrame) -> pd.Series:
    """The timeframe of each rule in days; missing where it is not finite."""
    text = policy["keep_days"].astype("str")
    return pd.to_numeric(text.where(text.str.fullmatch(r"[0-9]+")))
    ### END SOLUTION

# %% test="policy_gaps"
inventory = small_table(
    "category store", ("recording", "audio"), ("transcript", "search"), ("location", "places")
)

policy = small_table(
    "category store purpose business_need keep_days",
    ("recording", "audio", "answer the request", "the service itself", "90"),
    ("recording", "audio", "improve recognition", "fewer errors", "30"),
    ("location", "places", "answer the request", "the service itself", "indefinite"),
)

with checks("a pair without a rule lacks all three fields, a pair without an end lacks its timeframe"):
    assert policy_gaps(inventory, policy) == {
        ("transcript", "search", "purpose"),
        ("transcript", "search", "business_need"),
        ("transcript", "search", "keep_days"),
        ("location", "places", "keep_days"),
    }

### BEGIN HIDDEN TESTS
# class seed: words recording transcript location audio search places voice main replica copy place secondary nowhere stray free s
RULE = "category store purpose business_need keep_days"

def rules(*rows):
    return small_table(RULE, *rows)

with checks("words without an end are not a timeframe, and neither is a number in any other form", hint=1):
    numbers = ["90", "0", "007", "36500"]
    words = [None, "indefinite", "inf", "as long as needed", "-1", "+90", "30.5", "90.0", "1 year"]
    words += ["90 days", " 90", "90 ", "", " ", "1e3", "1_000", "nan", *numbers]
    pairs = small_table("category store", *[(f"c{n}", "s") for n in range(len(words))])
    written = rules(*[(f"c{n}", "s", "why", "need", word) for n, word in enumerate(words)])
    found = policy_gaps(pairs, written)
    lacking = range(len(words) - len(numbers))
    assert found == {(f"c{n}", "s", "keep_days") for n in lacking}

with checks("a missing or blank purpose or business need is a gap", hint=2):
    pairs = small_table("category store", *[(name, "s") for name in "abcdef"])
    written = rules(
        ("a", "s", None, "need", "30"),
        ("b", "s", "why", "  ", "30"),
        ("c", "s", "", None, "30"),
        ("d", "s", "why", "need", "30"),
        ("e", "s", " \t", "", "30"),
        ("f", "s", "why", None, "indefinite"),
    )
    found = policy_gaps(pairs, written)
    assert found == {
        ("a", "s", "purpose"),
        ("b", "s", "business_need"),
        ("c", "s", "purpose"),
        ("c", "s", "business_need"),
        ("e", "s", "purpose"),
        ("e", "s", "business_need"),
        ("f", "s", "business_need"),
        ("f", "s", "keep_days"),
    }

with checks("a rule covers its own store alone, and a second rule hides no gap", hint=3):
    pairs = small_table("category store", ("voice", "main"), ("voice", "replica"), ("voice", "copy"))
    written = rules(
        ("voice", "main", "why", "need", "30"),
        ("voice", "main", "why", "need", "indefinite"),
        ("voice", "copy", None, "need", "30"),
        ("voice", "copy", "why", " ", "30"),
        ("place", "replica", None, None, None),
        ("place", "secondary", None, None, None),
    )
    lacking = {("voice", "replica", field) for field in ("purpose", "business_need", "keep_days")}
    lacking |= {("voice", "copy", "purpose"), ("voice", "copy", "business_need")}
    for table in (written, written[::-1]):
        assert policy_gaps(pairs, table) == {("voice", "main", "keep_days"), *lacking}
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · When must each item be gone?
#
# Complete `due_on(items, policy, held)`. It returns, by `item_id`, the **first** result that applies:
#
# | result | when |
# |---|---|
# | `"HELD"` | the item is in `held`: it waits until its legal hold is released |
# | `"NO RULE"` | no rule with a finite timeframe covers it, whatever its dates: a person must decide |
# | the earliest of three dates | `collected_on` plus the days of the rule, `purpose_ended_on`, `consent_withdrawn_on` |
#
# - Where several rules with a finite timeframe cover an item, use the **shortest** (as a number).
# - A rule with a finite timeframe counts here even if it lacks a purpose or a business need.
#
# For example, with rules of 90 and 30 days, a recording collected on 2023-01-10 is due on:
#
# | `purpose_ended_on` | result |
# |---|---|
# | `NaT` | 2023-02-09 |
# | 2023-01-13 | 2023-01-13 |

# %% step="due_on"
def due_on(
    items: pd.DataFrame, policy: pd.DataFrame, held: set[str]
) -> dict[str, pd.Timestamp | str]:
    """Return the day on which each item must be gone, or "HELD" or "NO RULE", by item_id.

    items   item_id (unique), category, store, collected_on (never missing), purpose_ended_on (NaT
            while the purpose lasts), consent_withdrawn_on (NaT while there is consent); dates are
            Timestamps at midnight, without a time zone
    policy  as in step 1; no timeframe is longer than a human life
    held    the ids of the items under a legal hold

    Source: 16 CFR 312.10, no longer than the purpose needs.
    """
    ### BEGIN SOLUTION
    shortest = finite_days(policy).groupby([policy["category"], policy["store"]]).min().dropna()
    due = {}
    for item in items.itertuples():
        if item.item_id in held:
            due[item.item_id] = "HELD"
        elif (item.category, item.store) not in shortest.index:
            due[item.item_id] = "NO RULE"
        else:
            limit = item.collected_on + pd.Timedelta(days=shortest[item.category, item.store])
            ends = [limit, item.purpose_ended_on, item.consent_withdrawn_on]
            due[item.item_id] = min(end for end in ends if pd.notna(end))
    return due
    ### END SOLUTION

# %% test="due_on"
items = small_table(
    "item_id category store collected_on purpose_ended_on consent_withdrawn_on",
    ("r1", "recording", "audio", day("2023-01-10"), pd.NaT, pd.NaT),
    ("r2", "recording", "audio", day("2023-01-10"), day("2023-01-13"), pd.NaT),
    ("r3", "recording", "audio", day("2023-01-10"), pd.NaT, pd.NaT),
    ("t1", "transcript", "search", day("2023-01-10"), pd.NaT, day("2023-01-11")),
)

with checks("the earliest of the three dates counts", "RET-15"):
    found = due_on(items, policy, held=set())
    assert found["r2"] == day("2023-01-13")

with checks("the shortest rule counts, a hold waits, a missing rule is reported", "RET-16"):
    assert due_on(items, policy, held={"r3"}) == {
        "r1": day("2023-02-09"),
        "r2": day("2023-01-13"),
        "r3": "HELD",
        "t1": "NO RULE",
    }

### BEGIN HIDDEN TESTS
# class seed: dates days
ITEM = "item_id category store collected_on purpose_ended_on consent_withdrawn_on"

NEVER = pd.NaT

def things(*rows):
    return small_table(ITEM, *rows, dates="purpose_ended_on consent_withdrawn_on")

start = day("2023-03-01")

ninety = rules(("voice", "main", "why", "need", "90"))

with checks("a purpose or a consent that ends before the limit ends the retention period", "RET-15", hint=2):
    sample = things(
        ("limit", "voice", "main", start, NEVER, NEVER),
        ("purpose", "voice", "main", start, day("2023-03-04"), NEVER),
        ("consent", "voice", "main", start, day("2023-05-10"), day("2023-04-02")),
        ("late", "voice", "main", start, day("2024-01-01"), day("2023-12-01")),
    )
    assert due_on(sample, ninety, set()) == {
        "limit": day("2023-05-30"),
        "purpose": day("2023-03-04"),
        "consent": day("2023-04-02"),
        "late": day("2023-05-30"),
    }

with checks("whatever the dates, the earliest one is the due day", "RET-15", hint=3):
    later = [None, 0, 1, 89, 90, 91, 200]
    cases = {f"{purpose}/{consent}": (purpose, consent) for purpose in later for consent in later}
    ends = {
        name: [NEVER if n is None else start + pd.Timedelta(days=n) for n in case]
        for name, case in cases.items()
    }
    sample = things(*[(name, "voice", "main", start, *ends[name]) for name in cases])
    found = due_on(sample, ninety, set())
    assert found == {
        name: start + pd.Timedelta(days=min(n for n in (*case, 90) if n is not None))
        for name, case in cases.items()
    }

with checks("of several rules the shortest counts, in any order of loading", "RET-16", hint=1):
    rows = [
        ("voice", "main", "why", "need", "365"),
        ("voice", "main", "why", "need", "1000"),
        ("voice", "main", None, "need", "30"),
        ("voice", "main", "why", "need", "indefinite"),
        ("voice", "other", "why", "need", "7"),
        ("place", "main", "why", "need", "7"),
        ("voice", "copy", "why", "need", "60"),
        ("voice", "copy", "why", None, "20"),
        ("voice", "cache", "why", "need", "0"),
        ("voice", "cache", "why", "need", "30"),
        ("voice", "year", "why", "need", "365"),
    ]
    sample = things(
        *[
            (store, "voice", store, start, NEVER, NEVER)
            for store in ("main", "copy", "cache", "year")
        ]
    )
    for table in (rules(*rows), rules(*rows[::-1])):
        assert due_on(sample, table, set()) == {
            "main": day("2023-03-31"),
            "copy": day("2023-03-21"),
            "cache": start,
            "year": day("2024-02-29"),
        }

with checks("a hold stops only the held item", "RET-16", hint=2):
    sample = things(
        ("held", "voice", "main", start, day("2023-03-02"), day("2023-03-03")),
        ("free", "voice", "main", start, day("2023-03-02"), NEVER),
        ("held stray", "voice", "nowhere", start, NEVER, NEVER),
        ("stray", "voice", "nowhere", start, day("2023-03-02"), NEVER),
    )
    assert due_on(sample, ninety, {"held", "held stray"}) == {
        "held": "HELD",
        "free": day("2023-03-02"),
        "held stray": "HELD",
        "stray": "NO RULE",
    }

with checks("a rule without an end is no rule for an item", "RET-16", hint=3):
    sample = things(("x", "voice", "main", start, day("2023-03-02"), NEVER))
    for word in ("indefinite", None, "inf"):
        assert due_on(sample, rules(("voice", "main", "why", "need", word)), set()) == {
            "x": "NO RULE"
        }
### END HIDDEN TESTS
