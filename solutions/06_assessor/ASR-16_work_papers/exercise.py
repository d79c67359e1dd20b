# %% [markdown]
# ## Why
#
# The Ring order makes an independent assessor name the specific evidence for each finding, and say why it is sufficient. No
# finding may rest primarily on what management asserts.{fact}`O-R23` The assessor keeps the documents for five
# years.{fact}`O-R16` You are about to sign a report that a colleague drafted. If it says more than its evidence shows, a
# regulator relies on it, and what customers deleted may be watched for two more years.

# %% [markdown]
# ## Look
#
# Lantern Home, an invented company, sells doorbells with cameras. On 1 March it changed how it deletes videos. A colleague
# drafted this finding: *DEL-13, version v2: met. Reperformed 6 of 40 deletions, no deviation.* Each dot is a record that it
# cites, on its day. A reference without a place on the line is below it.

# %% look
from privacylab.lab import evidence_strip

cited = ["deletions/d-31", "deletions/d-31", "deletions/d-36", "deletions/d-12", "deletions/d-90", "statements/s-1"]
evidence_strip(cited)

# %% [markdown]
# **By eye:** would you sign this? How many records show anything about v2? Lantern
# also handed over `d-02`, `d-07`, and `d-33`. Add them to `cited`. Which of them helps?
#
# ## What you are given
#
# - A **room** is what the company handed over: a dict from table name to rows. Each row has an `id`, unique in its table, and a `day`.
#   The table `statements` holds what management says. Every other table holds records, whatever it is called.
# - A **reference** is a text such as `"deletions/d-31"`: table, slash, id. Neither part has a slash in it.
# - The **plan** has one line for each requirement and version: a dict with `requirement`, `version`, and the `first` and the `last` day
#   on which that version was in effect.
#
# Days are `datetime.date`.

# %% given="setup"
from datetime import date

from privacylab.checks import Checks, call_each, hint

# %% [markdown]
# ## Step 1 · Which references count?
#
# Complete `supporting(evidence, line, room)`. It returns the set of references that support a finding on this line of
# the plan. A reference counts if
#
# - the room has that table, and that row in it;
# - it isn't one of management's statements;
# - its day is within the line's first and last day, both included.
#
# | evidence, for v2 in the picture | supports |
# |---|---|
# | `deletions/d-31`, `deletions/d-31` | `{"deletions/d-31"}` |
# | `deletions/d-12`, `deletions/d-36` | `{"deletions/d-36"}`: d-12 is from the time of v1 |
# | `deletions/d-90`, `statements/s-1` | `set()`: one isn't in the room, the other is management's word |

# %% step="supporting"
def supporting(evidence: list[str], line: dict, room: dict[str, list[dict]]) -> set[str]:
    """Return the references in evidence that support a finding on a line of the plan.

    evidence  references, such as "deletions/d-31", in any order, possibly repeated
    line      "requirement", "version"; "first", "last": days on which the version was in effect
    room      table name → rows, each with "id" and "day", and more

    Ring order: IV.D.5 requires specific evidence, and forbids findings that rely primarily on
    management. What counts is engineering.
    """
    ### BEGIN SOLUTION
    days = {f"{table}/{row['id']}": row["day"] for table in room if table != "statements" for row in room[table]}
    return {one for one in evidence if one in days and line["first"] <= days[one] <= line["last"]}
    ### END SOLUTION

# %% test="supporting"
day = date.fromisoformat
LINE = {"requirement": "DEL-13", "version": "v2", "first": day("2023-03-01"), "last": day("2023-08-31")}
EARLIER = {"requirement": "DEL-13", "version": "v1", "first": day("2022-09-01"), "last": day("2023-02-28")}
ROOM = {
    "deletions": [
        {"id": "d-12", "day": day("2023-02-28")}, {"id": "d-31", "day": day("2023-03-01")},
        {"id": "d-36", "day": day("2023-08-31")}, {"id": "d-40", "day": day("2023-09-01")},
        {"id": "d-3", "day": day("2023-06-02")},
    ],
    "restores": [{"id": "r-1", "day": day("2023-05-30")}, {"id": "d-12", "day": day("2023-05-31")}],
    "account_statements": [{"id": "s-1", "day": day("2023-05-02")}],
    "statements_sent": [{"id": "s-1", "day": day("2023-05-03")}, {"id": "s-9", "day": day("2023-09-02")}],
    "statements": [{"id": "s-1", "day": day("2023-05-04")}, {"id": "d-31", "day": day("2023-05-05")}],
}  # fmt: skip

with checks("a record of another version's time doesn't count, and one on the first or last day does", "ASR-17"):
    assert supporting(["deletions/d-12", "deletions/d-31", "deletions/d-36"], LINE, ROOM) == {
        "deletions/d-31", "deletions/d-36",
    }  # fmt: skip

with checks("a statement doesn't count, and doesn't spoil the record beside it", "ASR-16"):
    assert supporting(["statements/s-1", "deletions/d-31"], LINE, ROOM) == {"deletions/d-31"}
    assert supporting(["statements/s-1", "deletions/d-90"], LINE, ROOM) == set()

### BEGIN HIDDEN TESTS
# class seed: words deletions restores d r s
# class seed: dates days
with checks("a reference counts only where the room has that table and that row", "ASR-17", hint=3):
    for wrong in ("deletions/d-90", "deletions/d-1", "deletions/r-1", "restores/d-31", "tickets/d-31"):
        assert supporting([wrong, "deletions/d-3"], LINE, ROOM) == {"deletions/d-3"}
    assert supporting(["deletions/d-12", "restores/d-12"], LINE, ROOM) == {"restores/d-12"}
    assert supporting(["deletions/d-31"], LINE, {}) == supporting([], LINE, ROOM) == set()
    assert supporting(["restores/r-1"], LINE, {"restores": ROOM["restores"]}) == {"restores/r-1"}

with checks("a record counts on the days on which its version was in effect, the first and the last included", "ASR-17", hint=2):
    every = [f"deletions/{row['id']}" for row in ROOM["deletions"]]
    assert supporting(every, LINE, ROOM) == {"deletions/d-31", "deletions/d-36", "deletions/d-3"}
    assert supporting(every, EARLIER, ROOM) == {"deletions/d-12"}
    for when, one in [("2023-06-02", {"deletions/d-3"}), ("2023-06-01", set()), ("2023-06-03", set())]:
        assert supporting(every, LINE | {"first": day(when), "last": day(when)}, ROOM) == one

with checks("only the table statements holds management's word, whatever else is called so", "ASR-16", hint=3):
    cited = ["statements_sent/s-1", "statements/s-1", "account_statements/s-1", "statements/d-31", "deletions/d-31"]
    assert supporting(cited, LINE, ROOM) == {"statements_sent/s-1", "account_statements/s-1", "deletions/d-31"}
    assert supporting(["statements/s-1", "statements/d-31"], LINE, ROOM) == set()
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Does the evidence hold?
#
# Complete `about_evidence(finding, line, room)`. It returns the reasons in this table that apply to the finding, as a
# list in any order, each at most once. Whether the verdict follows is Step 3.
#
# | reason | when | example |
# |---|---|---|
# | `"not in the room"` | it cites a record or a statement that the room doesn't have | `deletions/d-90` |
# | `"cited twice"` | `evidence` has a reference more than once | `deletions/d-31` |
# | `"outside its time"` | it cites a record in the room whose day isn't one of the line's days | `deletions/d-12` for v2 |
# | `"numbers"` | `tested` is larger than the number of references that your `supporting` returns | 6 tested, 2 support it |
#
# Statements aren't records: a statement may be of any day.

# %% step="about_evidence"
def about_evidence(finding: dict, line: dict, room: dict[str, list[dict]]) -> list[str]:
    """Return what is wrong with a finding's evidence and its numbers, each reason once.

    finding  "requirement", "version": those of line
             "verdict": "met", "gap", or "not tested"
             "method": "reperformed", "recomputed", "reconciled", "inspected", "inquiry", or ""
             "evidence": list of references
             "population", "tested", "deviations": how many deletions there are, say, how many of
             them the assessor tested, and how many of those were wrong
             "limits": what the finding doesn't cover, or ""
    line, room  as in supporting

    Ring order: IV.D.5. The reasons are engineering.
    """
    ### BEGIN SOLUTION
    evidence, cited = finding["evidence"], set(finding["evidence"])
    handed_over = {f"{table}/{row['id']}" for table in room for row in room[table]}
    records = {one for one in cited & handed_over if not one.startswith("statements/")}
    support = supporting(evidence, line, room)
    reasons = {
        "not in the room": cited - handed_over,
        "cited twice": len(evidence) > len(cited),
        "outside its time": records - support,
        "numbers": finding["tested"] > len(support),
    }
    return [reason for reason, found in reasons.items() if found]
    ### END SOLUTION

# %% test="about_evidence"
def finding(*evidence, verdict="met", **more):
    """A finding on LINE that has read each reference once."""
    read = {"population": 40, "tested": len(evidence), "deviations": int(verdict == "gap"), "limits": ""}
    said = {"requirement": "DEL-13", "version": "v2", "verdict": verdict, "method": "reperformed"}
    return said | read | {"evidence": [*evidence]} | more

with checks("a finding with two good records has no reason against it, and one that cites as the draft does has four", "ASR-17"):
    assert about_evidence(finding("deletions/d-31", "deletions/d-3"), LINE, ROOM) == []
    draft = finding("deletions/d-31", "deletions/d-31", "deletions/d-36", "deletions/d-12", "deletions/d-90", "statements/s-1")
    assert sorted(about_evidence(draft, LINE, ROOM)) == ["cited twice", "not in the room", "numbers", "outside its time"]

### BEGIN HIDDEN TESTS
def reasons_for(function, *cases):
    """The sorted reasons for each finding of (evidence, more), on LINE."""
    drafts = [(finding(*evidence, **more), LINE, ROOM) for evidence, more in cases]
    return [sorted(one) for one in call_each(function, drafts)]

GOOD = ["deletions/d-31", "deletions/d-36", "deletions/d-3"]
SAID = ["statements/s-1", "statements/d-31"]

with checks("a statement beside real records taints nothing, of whatever day it is", "ASR-16", hint=1):
    assert reasons_for(
        about_evidence, ([*GOOD, *SAID], {"tested": 3}), ([*SAID, *GOOD], {"tested": 3, "verdict": "gap"}),
        ([*GOOD, *SAID], {"tested": 4}), (["statements_sent/s-1"], {}), ([*GOOD, SAID[0], SAID[0]], {"tested": 3}),
        ([*GOOD, "statements_sent/s-9"], {"tested": 3}),
    ) == [[], [], ["numbers"], [], ["cited twice"], ["outside its time"]]  # fmt: skip
    late = ROOM | {"statements": [{"id": "s-1", "day": date.max}]}
    assert about_evidence(finding(*GOOD, "statements/s-1", tested=3), LINE, late) == []
    assert about_evidence(finding(*GOOD, "statements/s-2", tested=3), LINE, late) == ["not in the room"]

with checks("what isn't in the room, is cited twice, or is of another time is an objection, whatever else is cited", "ASR-17", hint=3):
    assert reasons_for(
        about_evidence,
        ([*GOOD, "deletions/d-90"], {"tested": 3}), ([*GOOD, "tickets/d-31"], {"tested": 3}),
        ([*GOOD, "restores/d-31"], {"tested": 4}),
        ([*GOOD, GOOD[0]], {"tested": 3}), ([*GOOD, GOOD[2]], {"tested": 4}), ([*GOOD, "restores/d-12"], {}),
        ([*GOOD, "deletions/d-12"], {"tested": 3}), ([*GOOD, "deletions/d-40"], {"tested": 4}),
        (["deletions/d-40", "deletions/d-12"], {"tested": 1}), ([], {"verdict": "not tested"}),
        (["deletions/d-12", "deletions/d-90"], {"verdict": "not tested", "tested": 0}),
    ) == [
        ["not in the room"], ["not in the room"],
        ["not in the room", "numbers"],
        ["cited twice"], ["cited twice", "numbers"], [],
        ["outside its time"], ["numbers", "outside its time"],
        ["numbers", "outside its time"], [],
        ["not in the room", "outside its time"],
    ]  # fmt: skip
    assert about_evidence(finding("deletions/d-12"), EARLIER, ROOM) == []
    assert sorted(about_evidence(finding("deletions/d-31"), EARLIER, ROOM)) == ["numbers", "outside its time"]

with checks("a finding claims no more tested items than there are records that support it", "ASR-17", hint=1):
    assert reasons_for(
        about_evidence,
        (GOOD, {"tested": 3}), (GOOD, {"tested": 4}), (GOOD, {"tested": 2}), (GOOD, {"population": 3}),
        (GOOD, {"verdict": "gap", "deviations": 3}), (GOOD, {"tested": 4, "verdict": "gap"}), (SAID, {"tested": 1}),
        ([], {"verdict": "not tested", "tested": 1}),
    ) == [[], ["numbers"], [], [], [], ["numbers"], ["numbers"], ["numbers"]]  # fmt: skip
    names = [f"x-{number}" for number in range(checks.random.randint(30, 60))]
    large = {"erasures": [{"id": name, "day": LINE["first"]} for name in names]}
    read = [f"erasures/{name}" for name in checks.random.sample(names, 25)]
    drafts = [finding(*read, tested=tested, population=len(names)) for tested in (24, 25, 26)]
    assert [list(one) for one in call_each(about_evidence, [(draft, LINE, large) for draft in drafts])] == [[], [], ["numbers"]]
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · Does the verdict follow?
#
# Complete `about_verdict(finding, line, room)`. It returns the reasons in this table that apply, again as a list. The order's
# rule holds for a gap, too: management's admission doesn't show one.
#
# | verdict | reason | when | example |
# |---|---|---|---|
# | met, gap | `"inquiry"` | `method` is `"inquiry"` | asked the head of support |
# | met, gap | `"unsupported"` | no reference supports it, or `tested` is 0 | a gap that only a statement admits |
# | met | `"met with deviations"` | `deviations` isn't 0 | "only 1 of 25" |
# | gap | `"gap without deviations"` | `deviations` is 0 | "they seem careless" |
# | not tested | `"not tested with evidence"` | `evidence` isn't empty | a statement instead of a test |
# | not tested | `"no limits"` | `limits` is empty or only white space | `""` |

# %% step="about_verdict"
def about_verdict(finding: dict, line: dict, room: dict[str, list[dict]]) -> list[str]:
    """Return the reasons why a finding's verdict doesn't follow, each once.

    finding, line, room  as in about_evidence

    Ring order: IV.D.5 forbids findings that rely primarily on management. The reasons are
    engineering.
    """
    ### BEGIN SOLUTION
    deviations = finding["deviations"]
    if finding["verdict"] == "not tested":
        reasons = {
            "not tested with evidence": finding["evidence"],
            "no limits": not finding["limits"].strip(),
        }
    else:
        support = supporting(finding["evidence"], line, room)
        met = finding["verdict"] == "met"
        reasons = {
            "inquiry": finding["method"] == "inquiry",
            "unsupported": not support or not finding["tested"],
            "met with deviations": met and deviations,
            "gap without deviations": not met and not deviations,
        }
    return [reason for reason, found in reasons.items() if found]
    ### END SOLUTION

# %% test="about_verdict"
with checks("a finding on a record has no reason against it, and one on a statement has two", "ASR-16"):
    assert about_verdict(finding("deletions/d-31"), LINE, ROOM) == []
    asked = finding("statements/s-1", method="inquiry")
    assert sorted(about_verdict(asked, LINE, ROOM)) == ["inquiry", "unsupported"]

with checks("not tested needs a limit, and has no evidence", "ASR-17"):
    left = finding(verdict="not tested", method="", limits="No record of restores was handed over.")
    assert about_verdict(left, LINE, ROOM) == []
    assert sorted(about_verdict(left | {"limits": " ", "evidence": ["statements/s-1"]}, LINE, ROOM)) == [
        "no limits", "not tested with evidence",
    ]  # fmt: skip

### BEGIN HIDDEN TESTS
with checks("a finding rests on records: asking and being told is not enough, for a gap either", "ASR-16", hint=1):
    assert reasons_for(
        about_verdict,
        (GOOD, {"method": "inquiry"}), (GOOD, {"verdict": "gap", "method": "inquiry"}), (GOOD, {"method": "inspected"}),
        (SAID, {"tested": 2, "method": "inspected"}), (SAID, {"tested": 2, "verdict": "gap"}),
        (SAID, {"verdict": "gap", "method": "inquiry"}), ([*SAID, *GOOD], {"tested": 3, "verdict": "gap"}),
        ([], {"method": ""}), (["deletions/d-12", "deletions/d-90"], {}), (["statements_sent/s-1"], {}),
    ) == [
        ["inquiry"], ["inquiry"], [],
        ["unsupported"], ["unsupported"],
        ["inquiry", "unsupported"], [],
        ["unsupported"], ["unsupported"], [],
    ]  # fmt: skip

with checks("where nothing was tested, nothing is met, and nothing is a gap", "ASR-17", hint=1):
    assert reasons_for(
        about_verdict, (GOOD, {"tested": 0}), (GOOD, {"tested": 1}), (GOOD, {"tested": 0, "verdict": "gap", "deviations": 0}),
        (GOOD, {"tested": 0, "verdict": "gap"}), ([], {"verdict": "not tested", "limits": "none left"}),
    ) == [["unsupported"], [], ["gap without deviations", "unsupported"], ["unsupported"], []]  # fmt: skip

with checks("a verdict fits its deviations, and not tested is no verdict on anything", "ASR-17", hint=2):
    assert reasons_for(
        about_verdict,
        (GOOD, {"deviations": 1}), (GOOD, {"deviations": 3}), (GOOD, {"verdict": "gap"}), (GOOD, {"verdict": "gap", "deviations": 0}),
        ([], {"verdict": "not tested", "method": "", "limits": "No list of backups."}), ([], {"verdict": "not tested", "method": ""}),
        ([], {"verdict": "not tested", "limits": " \n"}), (GOOD, {"verdict": "not tested", "limits": "none left"}),
        (SAID, {"verdict": "not tested"}), (GOOD, {"limits": "Not the backups."}),
    ) == [
        ["met with deviations"], ["met with deviations"], [], ["gap without deviations"],
        [], ["no limits"],
        ["no limits"], ["not tested with evidence"],
        ["no limits", "not tested with evidence"], [],
    ]  # fmt: skip
### END HIDDEN TESTS

# %% [markdown]
# ## Step 4 · The whole draft
#
# Complete `review(findings, plan, room)`. It returns a list of dicts, in any order.
#
# - One for each reason that your `about_evidence` and `about_verdict` return for a finding. `"finding"` is the finding's index in `findings`; the first is 0.
# - One for each line of the plan without a finding on that requirement and version: `"finding"` is `None`, and the reason is
#   `"nothing said"`. A finding that is "not tested" counts as one.
#
# Each finding's requirement and version are on exactly one line of the plan. Several findings may be on the same line.
#
# | `finding` | `requirement` | `version` | `reason` |
# |---|---|---|---|
# | 0 | DEL-13 | v2 | cited twice |
# | None | DEL-13 | v1 | nothing said |

# %% step="review"
def review(findings: list[dict], plan: list[dict], room: dict[str, list[dict]]) -> list[dict]:
    """Return what keeps you from signing: dicts with "finding", "requirement", "version", "reason".

    findings, room  as in about_evidence
    plan            the lines that the report must say something about

    Ring order: IV.D, which assesses each changed safeguard for the time it was in effect.
    """
    ### BEGIN SOLUTION
    lines = {(line["requirement"], line["version"]): line for line in plan}
    found, said = [], set()
    for number, finding in enumerate(findings):
        key = finding["requirement"], finding["version"]
        said.add(key)
        for judge in (about_evidence, about_verdict):
            found += [(number, *key, reason) for reason in judge(finding, lines[key], room)]
    found += [(None, *key, "nothing said") for key in lines if key not in said]
    return [dict(zip(("finding", "requirement", "version", "reason"), one)) for one in found]
    ### END SOLUTION

# %% test="review"
def rows(found):
    """What review returned, in an order that doesn't depend on it."""
    return sorted(((one["finding"], one["requirement"], one["version"], one["reason"]) for one in found), key=repr)

with checks("a draft gets its reasons, and a version that it doesn't mention gets one", "ASR-17"):
    draft = [finding("deletions/d-31", "deletions/d-31", tested=1)]
    assert rows(review(draft, [EARLIER, LINE], ROOM)) == [
        (0, "DEL-13", "v2", "cited twice"), (None, "DEL-13", "v1", "nothing said"),
    ]  # fmt: skip
    assert review([finding("deletions/d-31")], [LINE], ROOM) == []

### BEGIN HIDDEN TESTS
with checks("each finding is judged by its own line of the plan, and has its index", "ASR-17", hint=3):
    old = finding("deletions/d-12") | {"version": "v1"}
    wrong = finding("deletions/d-31") | {"version": "v1", "tested": 0}
    asked = finding("restores/r-1", method="inquiry") | {"requirement": "DEL-07", "version": ""}
    plan = [LINE, EARLIER, {"requirement": "DEL-07", "version": "", "first": EARLIER["first"], "last": LINE["last"]}]
    assert rows(review([old, finding("deletions/d-3"), asked], plan, ROOM)) == [(2, "DEL-07", "", "inquiry")]
    assert rows(review([wrong, asked, old, wrong], plan[::-1], ROOM)) == [
        (0, "DEL-13", "v1", "outside its time"), (0, "DEL-13", "v1", "unsupported"), (1, "DEL-07", "", "inquiry"),
        (3, "DEL-13", "v1", "outside its time"), (3, "DEL-13", "v1", "unsupported"), (None, "DEL-13", "v2", "nothing said"),
    ]  # fmt: skip

with checks("a report says something about each requirement and version of the plan, and not tested is something", "ASR-17", hint=2):
    plan = [EARLIER, LINE, LINE | {"requirement": "DEL-07"}, LINE | {"requirement": "DEL-07", "version": ""}]
    left = finding(verdict="not tested", method="", limits="none left")
    assert rows(review([left, left | {"requirement": "DEL-07"}], plan, ROOM)) == [
        (None, "DEL-07", "", "nothing said"), (None, "DEL-13", "v1", "nothing said"),
    ]  # fmt: skip
    assert rows(review([], plan[:2], ROOM)) == [(None, "DEL-13", "v1", "nothing said"), (None, "DEL-13", "v2", "nothing said")]
    assert review([finding("deletions/d-3"), left], [LINE], ROOM) == review([], [], {}) == []
### END HIDDEN TESTS
