# %% [markdown]
# ## Why
#
# The course started from a news article of 1 June 2023, and three of its statements disagree with the
# record. A requirement that is built on a wrong sentence protects the wrong people. You write functions
# that check dates and lawsuits, then judge seventeen sentences.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint, small_table

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## Look
#
# `search_record("assessor")` shows every fact and provision with that word; `search_record("log",
# "ciphertext")` those with both. `F-…` is a fact or an allegation, `O-…` a provision of an order; `A` is
# Amazon, `R` is Ring.

# %% look
from privacylab.lab import search_record

search_record("assessor")

# %% [markdown]
# **Before you code:** does the Alexa order require an outside assessor? Which id decides that?

# %% [markdown]
# ## Step 1 · When did it end?
#
# "We fixed that years ago" is a statement about dates, and a program can check it. But the record's dates are
# only as exact as their sources: a day, a month, a year, or a span of two of these.
#
# Complete `last_days(date)`. It returns two days: the earliest and the latest on which the fact may have
# ended. The first line is given. Two more are enough.
#
# | `date` | result | why |
# |---|---|---|
# | `"2019-02"` | 2019-02-01, 2019-02-28 | any day of that month |
# | `"2018-02/2022"` | 2022-01-01, 2022-12-31 | a span from February 2018; it ended some day in 2022 |
# | `"2023-05-31"` | 2023-05-31, 2023-05-31 | the day is known |
# | `"2017"` | 2017-01-01, 2017-12-31 | any day of that year |
#
# For a span, ignore the start.

# %% step="last_days"
def last_days(date: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the earliest and the latest day on which what a date describes may have ended.

    date is a year, a month or a day in ISO 8601, or two of them with "/" between: from and to.
    Both results are pd.Timestamps at midnight, without a time zone.
    """
    end = date.split("/")[-1]
    ### BEGIN SOLUTION
    period = pd.Period(end)
    return period.start_time, period.end_time.normalize()
    ### END SOLUTION

# %% test="last_days"
with checks("a month may mean any of its days, and a day only itself", "REC-02"):
    assert last_days("2019-02") == (day("2019-02-01"), day("2019-02-28"))
    assert last_days("2018-02/2022") == (day("2022-01-01"), day("2022-12-31"))
    assert last_days("2023-05-31") == (day("2023-05-31"), day("2023-05-31"))

### BEGIN HIDDEN TESTS
# class seed: dates 4 years
with checks("the end of a span counts, and February follows the calendar", "REC-02", hint=3):
    assert last_days("2019-01/2020-02") == (day("2020-02-01"), day("2020-02-29"))
    assert last_days("2017/2018") == (day("2018-01-01"), day("2018-12-31"))
    assert last_days("2017-06/2017-08-14") == (day("2017-08-14"), day("2017-08-14"))
    assert last_days("2018-12") == (day("2018-12-01"), day("2018-12-31"))
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Does "it was over by then" fit the record?
#
# A company says that something was over before a certain day. Complete `against_dates(over_before, facts)`.
# It returns a dict with one of three words for each fact:
#
# | word | when |
# |---|---|
# | `"contradicts"` | the fact certainly ended on `over_before` or later |
# | `"fits"` | it certainly ended before `over_before` |
# | `"unclear"` | both are possible, or the fact has no date |
#
# With `over_before` = 2019-09-15:
#
# | fact | date | result |
# |---|---|---|
# | F-A10, geolocation | `"2018-02/2022"` | `"contradicts"` |
# | F-R13, access before Ring's new rules | `"2019-02"` | `"fits"` |
# | F-A12, staff with access | `"2018-08/2019-09"` | `"unclear"` |
#
# Most of these dates are alleged. "Contradicts" means that the company and the complaint cannot both be
# right; it doesn't say who is.

# %% step="against_dates"
def against_dates(over_before: pd.Timestamp, facts: dict[str, str | None]) -> dict[str, str]:
    """Return "contradicts", "fits" or "unclear" for each fact, by its id.

    facts maps each id to its date, written as in step 1, or to None.
    """
    ### BEGIN SOLUTION
    found = {}
    for name, date in facts.items():
        earliest, latest = last_days(date) if date else (pd.NaT, pd.NaT)
        if earliest >= over_before:
            found[name] = "contradicts"
        elif latest < over_before:
            found[name] = "fits"
        else:
            found[name] = "unclear"
    return found
    ### END SOLUTION

# %% test="against_dates"
dates = {"F-A10": "2018-02/2022", "F-R13": "2019-02", "F-A12": "2018-08/2019-09"}

with checks("a later end contradicts, an earlier one fits, and the same month is unclear", "REC-02"):
    assert against_dates(day("2019-09-15"), dates) == {
        "F-A10": "contradicts",
        "F-R13": "fits",
        "F-A12": "unclear",
    }

### BEGIN HIDDEN TESTS
# class seed: dates 4 years
with checks("Ring's dates against several days, and a fact without a date is unclear", "REC-02", hint=2):
    ring = {"F-R17": "2019-01/2020-03", "F-R22": "2020-02-18", "F-R13": "2019-02", "F-R4": None}
    found = against_dates(day("2020-02-18"), ring)
    words = ["contradicts", "contradicts", "fits", "unclear"]
    assert found == dict(zip(ring, words))
    assert against_dates(day("2020-02-19"), ring)["F-R22"] == "fits"
    assert against_dates(day("2020-03-02"), ring)["F-R17"] == "unclear"
    assert against_dates(day("2020-04-01"), ring)["F-R17"] == "fits"

with checks("on the boundary the day itself counts, for a day, a month and a year", "REC-02", hint=3):
    ends = {"day": "2023-05-31", "month": "2023-05", "year": "2023", "span": "2017/2023-05"}
    first = dict(zip(ends, ["contradicts", "contradicts", "unclear", "contradicts"]))
    assert against_dates(day("2023-05-01"), ends) == first
    last = dict(zip(ends, ["contradicts", "unclear", "unclear", "unclear"]))
    assert against_dates(day("2023-05-31"), ends) == last
    after = dict(zip(ends, ["fits", "fits", "unclear", "fits"]))
    assert against_dates(day("2023-06-01"), ends) == after
    assert against_dates(day("2023-01-01"), ends)["year"] == "contradicts"
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · Who sued whom, over what?
#
# These are the seven counts of the two complaints:{fact}`F-A1`{fact}`F-A3`{fact}`F-R1`{fact}`F-R3`

# %% given="counts"
PARTS = ["plaintiff", "defendant", "kind", "about"]

counts = pd.DataFrame(
    [
        ("United States", "Amazon", "deception", "deletion of geolocation"),
        ("United States", "Amazon", "deception", "deletion of voice recordings"),
        ("United States", "Amazon", "unfairness", "privacy practices"),
        ("United States", "Amazon", "COPPA", "children's data"),
        ("FTC", "Ring", "deception", "security claims"),
        ("FTC", "Ring", "unfairness", "access to videos"),
        ("FTC", "Ring", "unfairness", "security of accounts"),
    ],
    columns=PARTS,
)

counts

# %% [markdown]
# Complete `suit_errors(claim, counts)`. It returns a set that says which parts of the claim are wrong:
#
# - `{"defendant"}` alone, if no count is against the claim's defendant. Otherwise look only at the counts
#   against that defendant, and add
# - `"plaintiff"`, if none of them has the claim's plaintiff;
# - `"charge"`, if none of them has the claim's `kind` together with its `about`.
#
# | claim | result |
# |---|---|
# | FTC, Ring, unfairness, access to videos | `set()` |
# | FTC, Amazon, COPPA, deletion of geolocation | `{"plaintiff", "charge"}` |

# %% step="suit_errors"
def suit_errors(claim: dict[str, str], counts: pd.DataFrame) -> set[str]:
    """Return which of "plaintiff", "defendant" and "charge" a claim about a lawsuit has wrong.

    claim   plaintiff, defendant, kind, about
    counts  one row for each count of a complaint, with the same four columns, in any order
    """
    ### BEGIN SOLUTION
    suits = counts[counts["defendant"] == claim["defendant"]]
    if suits.empty:
        return {"defendant"}
    wrong = set()
    if not (suits["plaintiff"] == claim["plaintiff"]).any():
        wrong.add("plaintiff")
    if not ((suits["kind"] == claim["kind"]) & (suits["about"] == claim["about"])).any():
        wrong.add("charge")
    return wrong
    ### END SOLUTION

# %% test="suit_errors"
with checks("a right claim has no error, and the article's has two", "REC-03"):
    claim = dict(zip(PARTS, ["FTC", "Ring", "unfairness", "access to videos"]))
    assert suit_errors(claim, counts) == set()
    claim = dict(zip(PARTS, ["FTC", "Amazon", "COPPA", "deletion of geolocation"]))
    assert suit_errors(claim, counts) == {"plaintiff", "charge"}

### BEGIN HIDDEN TESTS
MORE = f" ({checks.random.randrange(10**6)})"  # subjects are compared, whatever they are

def errors(*parts, among=counts):
    *others, about = parts
    claim = dict(zip(PARTS, [*others, about + MORE]))
    return suit_errors(claim, among.assign(about=among["about"] + MORE))

with checks("each part is judged among the counts against that defendant", "REC-03", hint=2):
    assert errors("United States", "Ring", "deception", "security claims") == {"plaintiff"}
    assert errors("FTC", "Ring", "deception", "deletion of geolocation") == {"charge"}
    assert errors("United States", "Amazon", "unfairness", "security of accounts") == {"charge"}
    assert errors("United States", "Amazon", "COPPA", "children's data") == set()

with checks("kind and subject belong to one count", "REC-03", hint=3):
    assert errors("FTC", "Ring", "deception", "access to videos") == {"charge"}
    assert errors("United States", "Amazon", "COPPA", "privacy practices") == {"charge"}
    assert errors("United States", "Amazon", "deception", "deletion of voice recordings") == set()

with checks("a company that no one sued is the only error, in any order", "REC-03", hint=1):
    assert errors("FTC", "Murmur", "COPPA", "children's data") == {"defendant"}
    assert errors("FTC", "Ring", "deception", "security claims", among=counts[:4]) == {"defendant"}
    assert errors("FTC", "Ring", "deception", "security claims", among=counts[::-1]) == set()
    twice = pd.concat([counts, counts.assign(plaintiff="Oregon")])
    assert errors("Oregon", "Ring", "unfairness", "access to videos", among=twice) == set()
    assert errors("FTC", "Ring", "unfairness", "access to videos", among=twice) == set()
### END HIDDEN TESTS

# %% [markdown]
# ## Step 4 · Seventeen sentences
#
# The article's sentences are in our words; the other speakers are invented.

# %% given="sentences"
SENTENCES = {  # who says it, and what
    "c1": "The article: Alexa kept children's voice recordings "
          "indefinitely.",
    "c2": "The article: Amazon pays a civil penalty of $25 million.",
    "c3": "A newsletter: It is proven that Amazon kept transcripts "
          "of deleted recordings.",
    "c4": "A consultant's slide: The Alexa order requires an "
          "outside assessor.",
    "c5": "The article: Amazon used the data that it had kept to "
          "improve Alexa's algorithm.",
    "c6": "The article: Once data is deleted, Amazon may not use it"
          " to train models.",
    "c7": "The article: A former Amazon employee watched women "
          "through Ring cameras in 2017.",
    "c8": "The article: The two companies settled two fines, of $25"
          " million and $5.8 million.",
    "c9": "The article: The FTC sued Amazon under COPPA for keeping"
          " geolocation.",
    "c10": "The article: Ring's employees and contractors could "
           "reach customers' private videos.",
    "c11": "A newsletter: A court established that Ring cannot tell "
           "how many other employees watched.",
    "c12": "Murmur's draft of a privacy page: The Alexa order limits"
           " every recording to 18 months.",
    "c13": "Porchlight's access policy: Ring must log each instance "
           "in which staff access a recording.",
    "c14": "A law blog: Both orders make the company destroy the "
           "models that it trained.",
    "c15": "A newsletter: A judge found that Ring had been warned "
           "about attacks.",
    "c16": "Murmur's runbook: Amazon must keep a record of every "
           "deletion request for five years.",
    "c17": "A vendor's press release: Amazon fixed the deletion of "
           "geolocation years ago, well before the FTC's demand of "
           "September 2019.",
}

# %% [markdown]
# Complete `judge(claim)`. It returns a verdict, and the ids that decide it:
#
# | verdict | the sentence |
# |---|---|
# | `"alleged"` | repeats what a complaint alleges, even if it leaves out "allegedly" |
# | `"required"` | repeats what an order requires |
# | `"found by no one"` | says that a court has found, or someone has proven, what the record only alleges |
# | `"contradicted"` | disagrees, in any part, with a fact, an allegation or a provision of the record |
#
# Name at least one id that decides the verdict on its own. You may add ids on the same point, such as
# `F-R7` (what was watched) for c7, but no id that has nothing to do with the sentence. If an order lacks a
# duty, name the provision that comes closest. Leaving out an exception doesn't make a sentence contradicted.
#
# Four are done. Add your thirteen, such as `table["c5"] = ("alleged", {"F-…"})`.

# %% step="judge"
def judge(claim: str) -> tuple[str, set[str]]:
    """Return the verdict on one of SENTENCES ("c1" to "c17"), and the ids that decide it."""
    table = {
        "c1": ("alleged", {"F-A7"}),
        "c2": ("required", {"F-A18", "O-A14"}),
        "c3": ("found by no one", {"F-A8"}),
        "c4": ("contradicted", {"O-A13"}),
    }
    ### BEGIN SOLUTION
    table["c5"] = ("alleged", {"F-A16"})
    table["c6"] = ("required", {"O-A6"})
    table["c7"] = ("contradicted", {"F-R24"})
    table["c8"] = ("contradicted", {"F-R25"})
    table["c9"] = ("contradicted", {"F-A1", "F-A3"})
    table["c10"] = ("alleged", {"F-R4"})
    table["c11"] = ("found by no one", {"F-R14"})
    table["c12"] = ("contradicted", {"O-A3"})
    table["c13"] = ("required", {"O-R12"})
    table["c14"] = ("contradicted", {"O-A6"})
    table["c15"] = ("found by no one", {"F-R21"})
    table["c16"] = ("required", {"O-A16"})
    table["c17"] = ("contradicted", {"F-A10"})
    ### END SOLUTION
    return table[claim]

# %% test="judge"
with checks("the four worked sentences stay, and the next two are an allegation and a duty"):
    assert judge("c1") == ("alleged", {"F-A7"})
    assert judge("c2") == ("required", {"F-A18", "O-A14"})
    assert judge("c3") == ("found by no one", {"F-A8"})
    assert judge("c4") == ("contradicted", {"O-A13"})
    assert judge("c5")[0] == "alleged"
    assert "F-A16" in judge("c5")[1]
    assert judge("c6")[0] == "required"
    assert "O-A6" in judge("c6")[1]

### BEGIN HIDDEN TESTS
def right(claim, verdict, decides, nearby=""):
    found, ids = judge(claim)
    ids, decides = set(ids), set(decides.split())
    return found == verdict and bool(ids & decides) and ids <= decides | set(nearby.split())

with checks("the viewer's employer is contradicted, and what staff could reach is alleged", hint=2):
    assert right("c7", "contradicted", "F-R24", "F-R5 F-R7 F-R8 F-R14")
    assert right("c10", "alleged", "F-R3 F-R4 F-R5 F-R6", "F-R7 F-R9 F-R10 F-R12 F-R13 F-R14 F-R16")

with checks("redress is not a fine, and a record of requests is a duty", hint=1):
    assert right("c8", "contradicted", "F-R25 F-R26 O-R20", "F-A18 O-A14")
    assert right("c16", "required", "O-A16", "O-A5")

with checks("who sued whom over what is contradicted, and the log of access is a duty", hint=2):
    assert right("c9", "contradicted", "F-A1 F-A3", "F-A10 F-A11 F-A14 F-A17 F-R1")
    assert right("c13", "required", "O-R12", "F-R14")

with checks("a claim about a court's finding is found by no one, and an allegation is alleged", hint=1):
    assert right("c11", "found by no one", "F-R14", "F-R7 F-R8 F-R9 F-R12 F-R28")
    assert right("c15", "found by no one", "F-R21", "F-R17 F-R18 F-R20 F-R28")
    assert right("c5", "alleged", "F-A16", "F-A7 F-A8 F-A20")

with checks("a limit that no order sets is contradicted, and what an order forbids is required", hint=3):
    assert right("c12", "contradicted", "O-A2 O-A3", "O-A1 F-A7")
    assert right("c14", "contradicted", "O-A6", "O-A7 O-R4 F-A16 F-R16")
    assert right("c6", "required", "O-A6", "O-A7 F-A16")

with checks("a fix before 2019 is contradicted by the dates, and an allegation is alleged", hint=3):
    assert right("c17", "contradicted", "F-A10 F-A11 F-A17", "F-A3 F-A9 F-A14 F-A15")
    assert right("c5", "alleged", "F-A16", "F-A7 F-A8 F-A20")
### END HIDDEN TESTS
