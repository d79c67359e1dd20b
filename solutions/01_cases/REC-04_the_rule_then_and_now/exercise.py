# %% [markdown]
# ## Why
#
# The COPPA Rule's section on retention, 16 CFR 312.10, was amended in 2025. A report that blames a
# company for a duty it didn't have yet is wrong. But where no timeframe is written down, what a child
# said is kept because no one has decided to delete it. You build a policy checker that knows the date.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint, small_table

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## Look
#
# This is the retention policy of Murmur, an invented company.

# %% look
from privacylab.companies import murmur

murmur.table("policy")

# %% [markdown]
# The Rule, then and now (78 FR 4008; 90 FR 16918):
#
# | 16 CFR 312.10 | text of 2013 | amended text |
# |---|---|---|
# | keep a child's data only as long as is reasonably necessary for its purpose | yes | yes |
# | it "may not be retained indefinitely" | no | yes |
# | a written policy: purposes, business need, timeframe for deletion | no | yes |
# | that policy is in the online notice | no | yes |
#
# The amended text has been in effect since 23 June 2025. Operators must comply by 22 April 2026.
#
# **Before you code:** suppose another company has no written policy on 1 March 2026. Is it late?
#
# ## Step 1 · Which text, and do its new duties bind yet?
#
# Complete `rule_on(on)`. It returns the text in effect on that day, `"2013"` or `"2025"`, and whether
# an operator must already comply with the new duties.
#
# | `on` | result |
# |---|---|
# | 2023-05-31 | `("2013", False)` |
# | 2025-06-23 | `("2025", False)` |
# | 2026-04-22 | `("2025", True)` |
#
# The policy must exist *on* 22 April 2026.

# %% step="rule_on"
def rule_on(on: pd.Timestamp) -> tuple[str, bool]:
    """Return the text of 16 CFR 312.10 that is in effect, and whether its new duties must be met.

    on is a pd.Timestamp at midnight, without a time zone, in 2014 or later.
    """
    ### BEGIN SOLUTION
    text = "2025" if on >= day("2025-06-23") else "2013"
    return text, on >= day("2026-04-22")
    ### END SOLUTION

# %% test="rule_on"
with checks("the text of 2013, then the amended text, then its new duties"):
    assert rule_on(day("2023-05-31")) == ("2013", False)
    assert rule_on(day("2025-06-23")) == ("2025", False)
    assert rule_on(day("2026-04-22")) == ("2025", True)

### BEGIN HIDDEN TESTS
with checks("each of the two dates is a line between one day and the next", hint=2):
    assert rule_on(day("2025-06-22")) == ("2013", False)
    assert rule_on(day("2025-06-23")) == ("2025", False)
    assert rule_on(day("2026-04-21")) == ("2025", False)
    assert rule_on(day("2026-04-22")) == ("2025", True)

with checks("publication changes nothing, and no day has only the new duties", hint=3):
    assert rule_on(day("2025-04-22")) == ("2013", False)
    assert rule_on(day("2025-06-21")) == ("2013", False)
    assert rule_on(day("2026-03-01")) == ("2025", False)
    assert rule_on(day("2031-01-01")) == ("2025", True)
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · What does a written policy lack?
#
# Complete `policy_lacks(policy, collected, on)`. It returns a dict: for each collected kind of
# data, a list of what the policy lacks, in this order:
#
# | word | the policy lacks it when |
# |---|---|
# | `"purpose"` | `purpose` is missing, or has no letter in it |
# | `"business need"` | `business_need` is missing, or has no letter in it |
# | `"timeframe"` | `timeframe` is not exactly this: a number (1 or more, digits 0–9, no leading zero), one space, and `day`, `month` or `year`, with or without `s` |
# | `"notice"` | `published_on` is missing, or later than `on` |
#
# | `timeframe` | |
# |---|---|
# | `"90 days"`, `"18 months"`, `"1 year"`, `"1 days"` | fine |
# | `"indefinitely"`, `"as long as needed"`, `"90"`, `"0 days"`, `"90 Days"`, `"about 90 days"`, `""`, missing | lacks it |
#
# - A kind without a row lacks all four. A kind that lacks nothing is left out.
# - Ignore kinds that are not collected.
#
# The Rule doesn't say how to write a timeframe: number and unit are this exercise's choice.

# %% step="policy_lacks"
def policy_lacks(
    policy: pd.DataFrame, collected: list[str], on: pd.Timestamp
) -> dict[str, list[str]]:
    """Return what the written policy lacks on that day, by kind of data.

    policy     one row for each kind: category (unique), purpose, business_need, timeframe (strings,
               or missing: None or NaN), and published_on, the day from which the row is in the
               online notice (NaT if there is none)
    collected  the kinds of data collected from children, each once

    Source: 16 CFR 312.10 as amended.
    """
    ### BEGIN SOLUTION
    rows = policy.set_index("category").reindex(collected)
    lacks = pd.DataFrame(
        {
            "purpose": ~has_letter(rows["purpose"]),
            "business need": ~has_letter(rows["business_need"]),
            "timeframe": ~rows["timeframe"].map(
                lambda text: bool(re.fullmatch("[1-9][0-9]* (day|month|year)s?", str(text)))
            ),
            "notice": ~(rows["published_on"] <= on),
        }
    )
    found = {kind: [word for word in lacks if row[word]] for kind, row in lacks.iterrows()}
    return {kind: words for kind, words in found.items() if words}


import re


def has_letter(column):
    """Where a string has a letter in it."""
    return column.map(lambda text: isinstance(text, str) and any(map(str.isalpha, text)))
    ### END SOLUTION

# %% test="policy_lacks"
POLICY = "category purpose business_need timeframe published_on"

today = day("2026-05-01")
policy = small_table(
    POLICY,
    ("recording", "answer the request", "the service itself", "90 days", day("2026-04-01")),
    ("transcript", "answer the request", "", "indefinitely", day("2026-04-01")),
    ("location", "weather for the place", "the service itself", "30 days", pd.NaT),
    dates="published_on",
)

with checks("each kind lists what its row lacks, and a complete one is not in the result", "REC-05"):
    assert policy_lacks(policy, ["recording", "transcript", "location"], today) == {
        "transcript": ["business need", "timeframe"],
        "location": ["notice"],
    }

### BEGIN HIDDEN TESTS
# class seed: words recording transcript location score face
def lacking(on=today, **fields):
    row = {"purpose": "games", "business_need": "play", "timeframe": "30 days"}
    row |= {"published_on": day("2026-01-01"), **fields}
    table = small_table(POLICY, ("score", *row.values()), dates="published_on")
    return policy_lacks(table, ["score"], on).get("score", [])

every = ["purpose", "business need", "timeframe", "notice"]

with checks("a timeframe is a number and a unit, and nothing else", "REC-05", hint=3):
    for text in ("1 day", "90 days", "18 months", "1 year", "10 years", "1 years", "1825 day"):
        assert lacking(timeframe=text) == []
    for text in ("indefinitely", "as long as needed", "90", "0 days", "about 90 days", "", None):
        assert lacking(timeframe=text) == ["timeframe"]
    for text in (" 90 days", "90  days", "90 days ", "+9 days", "a year", "90/365 days"):
        assert lacking(timeframe=text) == ["timeframe"]
    for text in ("90 days or longer", "-3 days", "1.5 years", "90days", "90 weeks"):
        assert lacking(timeframe=text) == ["timeframe"]
    for text in ("90 Days", "1,825 days", "90\tdays", "90 days\n", "9٠ days", "9² days", "1 dayss"):
        assert lacking(timeframe=text) == ["timeframe"]

with checks("a purpose and a business need each need words", "REC-05", hint=1):
    assert lacking(purpose=None) == ["purpose"]
    assert lacking(purpose="  ") == ["purpose"]
    assert lacking(purpose="-") == ["purpose"]
    assert lacking(purpose=float("nan")) == ["purpose"]
    assert lacking(purpose="24/7") == ["purpose"]
    assert lacking(purpose="2 TV") == []
    assert lacking(business_need="n") == []
    assert lacking(business_need="?!") == ["business need"]
    assert lacking(business_need=None) == ["business need"]
    assert lacking(purpose="", timeframe="forever") == ["purpose", "timeframe"]
    assert lacking(purpose="", business_need="5", timeframe="soon") == every[:3]
    nothing = {"purpose": None, "business_need": "-", "timeframe": None, "published_on": pd.NaT}
    assert lacking(**nothing) == every

with checks("a policy published that day is in the notice, one published a day later is not", "REC-05", hint=2):
    assert lacking(published_on=day("2026-05-01")) == []
    assert lacking(published_on=day("2026-05-02")) == ["notice"]
    assert lacking(on=day("2025-12-31")) == ["notice"]
    assert lacking(published_on=pd.NaT, purpose="") == ["purpose", "notice"]

with checks("a kind without a row lacks all four, and a row about anything else is ignored", "REC-05", hint=2):
    assert policy_lacks(policy, ["face", "recording"], today) == {"face": every}
    assert policy_lacks(policy, ["recording"], today) == {}
    assert policy_lacks(policy[:0], ["a", "b"], today) == {"a": every, "b": every}
    assert policy_lacks(policy[::-1], ["location", "recording"], today) == {"location": ["notice"]}
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · What does the reviewer write?
#
# Complete `review(policy, collected, on)`. It returns a tuple: a word, and what is lacking as in step 2.
#
# | word | when | what is lacking |
# |---|---|---|
# | `"not required"` | the text of 2013 is in effect: it asks for no written policy | always `{}` |
# | `"complete"` | the amended text is in effect, and nothing is lacking | `{}` |
# | `"prepare"` | something is lacking, and the new duties don't bind yet | as in step 2 |
# | `"violation"` | something is lacking, and they bind | as in step 2 |
#
# "Not required" is about the written policy only. The duty to keep a child's data no longer than
# necessary is in both texts.

# %% step="review"
def review(
    policy: pd.DataFrame, collected: list[str], on: pd.Timestamp
) -> tuple[str, dict[str, list[str]]]:
    """Return the reviewer's word on a written policy, and what it lacks, by kind of data.

    The arguments are those of step 2. Use your functions of steps 1 and 2.
    """
    ### BEGIN SOLUTION
    text, must_comply = rule_on(on)
    if text == "2013":
        return "not required", {}
    lacks = policy_lacks(policy, collected, on)
    if not lacks:
        return "complete", {}
    return "violation" if must_comply else "prepare", lacks
    ### END SOLUTION

# %% test="review"
kinds = ["recording", "location"]

with checks("a gap is something to prepare at first, and a violation later", "REC-06"):
    lacks = {"location": ["notice"]}
    assert review(policy, kinds, day("2026-04-10")) == ("prepare", lacks)
    assert review(policy, kinds, day("2026-05-10")) == ("violation", lacks)

### BEGIN HIDDEN TESTS
with checks("under the text of 2013 no written policy is required", "REC-06", hint=2):
    assert review(policy, kinds, day("2023-05-31")) == ("not required", {})
    assert review(policy[:0], kinds, day("2025-06-22")) == ("not required", {})
    early = policy.assign(published_on=day("2020-01-01"))
    assert review(early, ["recording"], day("2025-06-22")) == ("not required", {})
    assert review(early, ["recording"], day("2025-06-23")) == ("complete", {})
    found = review(policy[:0], ["recording"], day("2025-06-23"))
    assert found == ("prepare", {"recording": every})

with checks("a policy that lacks nothing is complete, before and after the last day", "REC-06", hint=1):
    assert review(policy, ["recording"], day("2026-04-21")) == ("complete", {})
    assert review(policy, ["recording"], day("2026-04-22")) == ("complete", {})
    assert review(policy, kinds, day("2026-04-21"))[0] == "prepare"
    assert review(policy, kinds, day("2026-04-22"))[0] == "violation"
    assert review(policy, ["recording"], day("2026-03-31"))[1] == {"recording": ["notice"]}
### END HIDDEN TESTS
