# %% [markdown]
# ## Why
#
# The Ring order says what an assessment must contain, such as the hours of each member of the team. No finding may rest
# primarily on what management asserts.{fact}`O-R23` The report is due 60 days after its period.{fact}`O-R16` If it says
# "effective" about what no one tested, customers stay exposed. If it quotes the records, it exposes the same people a
# second time.

# %% [markdown]
# ## Look
#
# Porchlight and its assessors are invented, and so is everything on this page. The first table has what the
# assessors found, the second what they wrote. **By eye:** only one sentence is fine. Which one could you sign, and what's
# wrong with each of the others? The answers are below the tables.

# %% look
from privacylab.lab import bad_report

bad_report()

# %% [markdown]
# ## What a finding is
#
# A finding is a dict:
#
# | field | meaning |
# |---|---|
# | `requirement`, `version` | such as `"AUD-20"` and `"v2"`; the version is `""` if the safeguard has only one |
# | `verdict` | `"met"`, `"gap"`, or `"not tested"` |
# | `method` | one of `METHODS`, or `"inquiry"` (you asked management); `""` if not tested |
# | `evidence` | references to rows that were read: `"table/row id"`, where neither has a slash |
# | `population`, `tested`, `deviations` | how many there are, how many were read, how many of those were wrong |
# | `limits` | what the finding doesn't cover, in words that name no one |
# | `why` | why its evidence is appropriate and sufficient, in words that name no one |
#
# Findings have more fields, such as `notes`, where a team writes names. The row ids in `evidence` belong to people, too.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint

VERDICTS = ["gap", "not tested", "met"]  # the worst first
METHODS = ["reperformed", "recomputed", "reconciled", "inspected"]  # asking management isn't one

STATEMENT = (
    "The assessors conducted an independent review of the program. They did not rely primarily on "
    "assertions or attestations by the company's management."
)

# %% [markdown]
# ## Step 1 · One conclusion per requirement
#
# Complete `conclude`. It returns a dict with one verdict for each requirement: the worst of its findings' verdicts. A gap
# is worst, then "not tested", then "met".
#
# `changes` lists versions of safeguards that were in effect during the period. If no finding has the
# requirement *and* the version of a change, the change counts as one more finding, "not tested".
#
# | findings of AUD-20 | versions in `changes` | conclusion |
# |---|---|---|
# | v1 met; v1 met; v1 gap | none | `"gap"` |
# | v1 met | v1, v2 | `"not tested"` |
# | v1 gap | v1, v2 | `"gap"` |
# | v1 met, v2 met | v2 | `"met"` |

# %% step="conclude"
def conclude(findings: list[dict], changes: list[dict]) -> dict[str, str]:
    """Return the verdict on each requirement that findings or changes name.

    findings  as above
    changes   dicts with requirement and version, and more

    Source: Ring order IV.D.1 to IV.D.3.
    """
    ### BEGIN SOLUTION
    found = [(one["requirement"], one["version"], one["verdict"]) for one in findings]
    tested = {(name, version) for name, version, _ in found}
    for one in changes:
        if (one["requirement"], one["version"]) not in tested:
            found.append((one["requirement"], one["version"], "not tested"))
    verdicts = {}
    for name, _, verdict in found:
        verdicts[name] = min(verdict, verdicts.get(name, "met"), key=VERDICTS.index)
    return verdicts
    ### END SOLUTION

# %% test="conclude"
day = pd.Timestamp

def finding(requirement, verdict="met", version="", **more):
    if verdict == "not tested":
        more = {"method": "", "evidence": [], "tested": 0, "why": ""} | more
    return {
        "requirement": requirement, "version": version, "verdict": verdict, "method": "recomputed", "evidence": ["uploads/u-1", "uploads/u-2"],
        "population": 40, "tested": 2, "deviations": 1 if verdict == "gap" else 0, "limits": "", "why": "Drawn by us from all uploads.",
        "notes": "",
    } | more  # fmt: skip

def change(requirement, version, since="2025-05-20", until="2026-03-15", basis="A review found it too slow."):
    return {"requirement": requirement, "version": version, "since": day(since), "until": day(until), "basis": basis}

with checks("one gap among nine that are met is a gap", "ASR-21"):
    findings = [finding("AUD-20") for _ in range(9)] + [finding("AUD-20", "gap"), finding("DEL-13")]
    assert conclude(findings, []) == {"AUD-20": "gap", "DEL-13": "met"}

with checks("a version that no one tested keeps a requirement from being met", "ASR-21"):
    findings = [finding("AUD-20", "met", "v1"), finding("DEL-13", "met", "v2")]
    changes = [change("AUD-20", "v1"), change("AUD-20", "v2"), change("DEL-13", "v2")]
    assert conclude(findings, changes) == {"AUD-20": "not tested", "DEL-13": "met"}

### BEGIN HIDDEN TESTS
# class seed: words AUD DEL RET
with checks("not tested is neither met nor a gap, and nothing is dropped or rounded", "ASR-21", hint=3):
    told = {
        "AUD-1": ["met", "not tested", "met"], "AUD-2": ["not tested", "gap", "met"], "AUD-3": ["gap"], "AUD-4": ["not tested"], "AUD-5": ["met", "met"],
        "AUD-6": ["gap", "not tested"], "AUD-7": ["met"] * 12 + ["gap"] + ["met"] * 12, "AUD-11": ["not tested"] + ["met"] * 9,
    }  # fmt: skip
    wanted = {
        "AUD-1": "not tested", "AUD-2": "gap", "AUD-3": "gap", "AUD-4": "not tested", "AUD-5": "met", "AUD-6": "gap", "AUD-7": "gap",
        "AUD-11": "not tested",
    }  # fmt: skip
    findings = [finding(name, verdict) for name, verdicts in told.items() for verdict in verdicts]
    assert conclude(findings, []) == conclude(findings[::-1], []) == wanted

with checks("each version in effect needs a finding of its own, about the same requirement", "ASR-21", hint=1):
    findings = [
        finding("AUD-1", "met", "v1"), finding("AUD-2", "met", "v2"), finding("DEL-1", "gap", "v1"), finding("DEL-2", "met", ""),
        finding("DEL-3", "met", "v2"), finding("DEL-3", "met", "v3"), finding("RET-1", "not tested", "v1"),
    ]  # fmt: skip
    changes = [
        change("AUD-1", "v2"), change("AUD-1", "v1"), change("AUD-2", "v2"), change("DEL-1", "v2"), change("DEL-2", "v1"), change("DEL-3", "v3"),
        change("RET-1", "v1"), change("RET-2", "v1"),
    ]  # fmt: skip
    for order in (changes, changes[::-1]):
        assert conclude(findings, order) == {
            "AUD-1": "not tested", "AUD-2": "met", "DEL-1": "gap", "DEL-2": "not tested", "DEL-3": "met", "RET-1": "not tested",
            "RET-2": "not tested",
        }  # fmt: skip
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · The evidence, without the people
#
# Complete `evidence_rows`. It returns one dict for each finding, with the fields `requirement`, `version`, `verdict`,
# `method`, `population`, `tested`, `deviations`, `limits`, and `why`, unchanged, and with `tables`: how many *different*
# rows of each table were read. Nothing else gets in. The order of the dicts doesn't matter.
#
# | `evidence` of the finding | `tables` |
# |---|---|
# | `["uploads/u-7", "uploads/u-9", "uploads/u-7", "logins/7"]` | `{"uploads": 2, "logins": 1}` |
# | `[]` | `{}` |
#
# A finding that is met or a gap needs a method of `METHODS`, at least one reference in `evidence`, and a `why` that isn't
# `""`. If one of them is missing, raise `ValueError` with the finding's requirement in its message. A finding that is "not
# tested" needs none of them.

# %% step="evidence_rows"
def evidence_rows(findings: list[dict]) -> list[dict]:
    """Return what the report says about the evidence of each finding.

    Raises ValueError, naming the requirement, for a finding that is met or a gap and has no method
    of METHODS, no evidence, or no why.
    Source: Ring order IV.D.5, and IV.D: "No finding of any Assessment shall rely primarily on
    assertions or attestations by Defendant's management." That row ids stay out is engineering.
    """
    ### BEGIN SOLUTION
    fields = "requirement version verdict method population tested deviations limits why".split()
    rows = []
    for one in findings:
        grounds = one["method"] in METHODS and one["evidence"] and one["why"]
        if one["verdict"] != "not tested" and not grounds:
            raise ValueError(f"{one['requirement']} is {one['verdict']} without grounds.")
        tables = [reference.split("/")[0] for reference in set(one["evidence"])]
        counts = {name: tables.count(name) for name in tables}
        rows.append({field: one[field] for field in fields} | {"tables": counts})
    return rows
    ### END SOLUTION

# %% test="evidence_rows"
def refused(call, *arguments):
    """The message of the ValueError that a call raises; None if it raises none."""
    try:
        call(*arguments)
    except ValueError as error:
        return str(error)
    return None

with checks("evidence is given as numbers of rows, without their ids", "ASR-22"):
    read = ["uploads/u-7", "uploads/u-9", "uploads/u-7", "logins/7"]
    assert evidence_rows([finding("DEL-13", evidence=read, tested=3, notes="Ada's uploads")]) == [{
        "requirement": "DEL-13", "version": "", "verdict": "met", "method": "recomputed", "population": 40, "tested": 3, "deviations": 0,
        "limits": "", "why": "Drawn by us from all uploads.", "tables": {"uploads": 2, "logins": 1},
    }]  # fmt: skip

with checks("a finding that rests on inquiry alone is refused, and one that is not tested isn't", "ASR-21"):
    findings = [finding("AUD-20", "met", "v4"), finding("AUD-31", "met", "v2", method="inquiry")]
    assert "AUD-31" in refused(evidence_rows, findings)
    assert refused(evidence_rows, [finding("AUD-31", "not tested"), finding("AUD-20")]) is None

### BEGIN HIDDEN TESTS
# class seed: words AUD DEL uploads logins faces
with checks("a finding without a method, evidence, or a why is refused, and no other is", "ASR-21", hint=2):
    lacking = [{"method": "inquiry"}, {"method": ""}, {"evidence": []}, {"why": ""}]
    for verdict in ("met", "gap"):
        for lacks in lacking:
            good = [finding("DEL-1", "gap"), finding("DEL-2"), finding("DEL-3", "not tested")]
            said = refused(evidence_rows, good + [finding("AUD-26", verdict, "r5", **lacks)] + good)
            assert said is not None and "AUD-26" in said
            assert [name for name in ("DEL-1", "DEL-2", "DEL-3") if name in said] == []
            assert refused(evidence_rows, good) is None
    for method in ("reperformed", "recomputed", "reconciled", "inspected"):
        assert [one["method"] for one in evidence_rows([finding("AUD-26", method=method)])] == [method]

with checks("what isn't tested stays in the evidence, with its limits", "ASR-21", hint=3):
    untested = finding("AUD-31", "not tested", "v3", limits="No log before March.", population=7)
    found = evidence_rows([untested, finding("AUD-31", "gap", "v2", tested=9, deviations=4)])
    assert sorted((one["version"], one["verdict"], one["limits"], one["population"], one["tested"], one["deviations"]) for one in found) == [
        ("v2", "gap", "", 40, 9, 4), ("v3", "not tested", "No log before March.", 7, 0, 0),
    ]  # fmt: skip
    assert sorted(one["tables"].get("uploads", 0) for one in found) == [0, 2]

with checks("no row id, name, or note gets in, and every different row is counted once", "ASR-22", hint=3):
    people = [f"p-{checks.random.randrange(1000, 9999)}" for _ in range(6)]
    read = [f"faces/{one}" for one in people] + [f"logins/{one}" for one in people[:3]] * 2
    more = {"notes": "Nora Vale", "subject": "Nora Vale", "sample": people, "tables": people, "rows_read": read}
    found = evidence_rows([finding("AUD-20", "gap", evidence=read, **more), finding("DEL-1", evidence=["u/1", "uploads/1", "u/12"], **more)])
    fields = {"requirement", "version", "verdict", "method", "population", "tested", "deviations", "limits", "why", "tables"}
    assert [set(one) for one in found] == [fields, fields]
    assert {one["requirement"]: one["tables"] for one in found} == {
        "AUD-20": {"faces": len(set(people)), "logins": len(set(people[:3]))}, "DEL-1": {"u": 2, "uploads": 1},
    }  # fmt: skip
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · The report
#
# Complete `report`. The docstring lists its parts. In `prior`, each gap of the prior assessment has a `status`, which
# depends on what you conclude about its requirement now:
#
# | conclusion | `status` |
# |---|---|
# | `"gap"` | `"gap again"` |
# | `"met"` | `"no gap found"` |
# | `"not tested"`, or there's none | `"not tested"` |
#
# - In `changed`, `verdict` is the worst of the findings for that requirement *and* version; without any, `"not tested"`.
# - `team` has one row for each member and week. `hours` is each member's total.
# - `STATEMENT` must be true: if `evidence_rows` refuses a finding, so does the report. If a row of `team` has `independent`
#   `False`, raise `ValueError` with that member's name.
# - `signed_on` must be after `end`. If it isn't, raise `ValueError`.
# - The 60th calendar day after `end` is still in time.
#
# | `end` | `signed_on` | `late` |
# |---|---|---|
# | 2026-03-15 | 2026-05-14 | `False` |
# | 2026-03-15 | 2026-05-15 | `True` |

# %% step="report"
def report(findings: list[dict], team: list[dict], period: dict, prior: list[dict]) -> dict:
    """Return the report, as a dict with exactly these keys. The order of lists doesn't matter.

    program        IV.D.1  the worst verdict in effectiveness
    effectiveness  IV.D.2  what conclude returns
    gaps           IV.D.3  a dict for each finding that is a gap: requirement, version, population,
                           tested, deviations
    prior          IV.D.4  a dict for each prior gap: gap, requirement, status
    evidence       IV.D.5  what evidence_rows returns
    changed        IV.D    a dict for each of period["changes"]: its own fields, and verdict
    statement      IV.D    STATEMENT
    hours          IV.D    a dict from each member's name to the hours worked
    signed_on      IV.E    the day of the signature
    late           IV.E    True if that is more than 60 days after the end of the period

    findings  as above; at least one
    team      dicts with name, hours (a number), and independent (bool)
    period    start, end, signed_on (pd.Timestamps at midnight), and changes: dicts with exactly these
              fields: requirement, version, since, until, and basis (the reason for it)
    prior     dicts with gap, requirement, and company_says

    Raises ValueError for a finding that evidence_rows refuses, a member who isn't independent, and a
    signature on or before the last day of the period. If several apply, any of them.
    Source: Ring order IV.D and IV.E. The statuses are engineering.
    """
    ### BEGIN SOLUTION
    for member in team:
        if not member["independent"]:
            raise ValueError(f"{member['name']} isn't independent.")
    if period["signed_on"] <= period["end"]:
        raise ValueError("The period isn't over.")
    verdicts = conclude(findings, period["changes"])
    hours = {}
    for member in team:
        hours[member["name"]] = hours.get(member["name"], 0) + member["hours"]
    said = {"gap": "gap again", "met": "no gap found"}
    return {
        "program": min(verdicts.values(), key=VERDICTS.index),
        "effectiveness": verdicts,
        "gaps": [
            {key: one[key] for key in ("requirement", "version", "population", "tested", "deviations")}
            for one in findings
            if one["verdict"] == "gap"
        ],
        "prior": [
            {
                "gap": old["gap"],
                "requirement": old["requirement"],
                "status": said.get(verdicts.get(old["requirement"]), "not tested"),
            }
            for old in prior
        ],
        "evidence": evidence_rows(findings),
        "changed": [change | {"verdict": _of_version(findings, change)} for change in period["changes"]],
        "statement": STATEMENT,
        "hours": hours,
        "signed_on": period["signed_on"],
        "late": period["signed_on"] > period["end"] + pd.Timedelta(days=60),
    }


def _of_version(findings, change):
    own = [one for one in findings if one["version"] == change["version"]]
    return conclude(own, [change])[change["requirement"]]
    ### END SOLUTION

# %% test="report"
START, END, SIGNED = day("2024-03-16"), day("2026-03-15"), day("2026-05-04")

def week(name, hours, independent=True):
    return {"name": name, "hours": hours, "independent": independent}

def old_gap(gap, requirement, company_says="closed"):
    return {"gap": gap, "requirement": requirement, "company_says": company_says}

def over(*changes, end=END, signed_on=SIGNED):
    return {"start": START, "end": end, "signed_on": signed_on, "changes": list(changes)}

TEAM = [week("Imani", 30), week("Tomas", 12.5), week("Imani", 8)]

def in_order(rows):
    """The rows in an order that depends on nothing but what's in them."""
    return sorted(rows, key=lambda row: sorted((key, str(value)) for key, value in row.items()))

def counted(requirement, version="", population=40, tested=2, deviations=1):
    return {"requirement": requirement, "version": version, "population": population, "tested": tested, "deviations": deviations}

with checks("the report has the order's parts", "ASR-21"):
    findings = [finding("AUD-20", "met", "v1"), finding("AUD-20", "gap", "v2"), finding("DEL-13")]
    found = report(findings, TEAM, over(change("AUD-20", "v2")), [old_gap("G-1", "AUD-20"), old_gap("G-2", "DEL-13")])
    assert {key: value for key, value in found.items() if key not in ("prior", "evidence")} == {
        "program": "gap", "effectiveness": {"AUD-20": "gap", "DEL-13": "met"}, "gaps": [counted("AUD-20", "v2")],
        "changed": [change("AUD-20", "v2") | {"verdict": "gap"}], "statement": STATEMENT, "hours": {"Imani": 38, "Tomas": 12.5},
        "signed_on": day("2026-05-04"), "late": False,
    }  # fmt: skip
    assert in_order(found["prior"]) == in_order([
        {"gap": "G-1", "requirement": "AUD-20", "status": "gap again"}, {"gap": "G-2", "requirement": "DEL-13", "status": "no gap found"},
    ])  # fmt: skip
    assert in_order(found["evidence"]) == in_order(evidence_rows(findings))

with checks("a member who isn't independent stops the report, which names them, and an independent team doesn't", "ASR-22"):
    assert "Tomas" in refused(report, [finding("AUD-20")], [week("Imani", 30), week("Tomas", 12, False)], over(), [])
    assert refused(report, [finding("AUD-20")], TEAM, over(), []) is None

### BEGIN HIDDEN TESTS
# class seed: words AUD DEL RET G Imani Tomas Wen
# class seed: dates days
def reported(findings, changes=(), prior=(), team=TEAM):
    return report(findings, team, over(*changes), list(prior))

with checks("the program is met only if every requirement is, and each gap is named with its counts", "ASR-21", hint=1):
    met, gap, untested = finding("DEL-1"), finding("AUD-1", "gap", "v3", population=900, tested=60, deviations=7), finding("RET-1", "not tested")
    for findings, program in [([met] * 9, "met"), ([met, untested, met], "not tested"), ([met, untested, gap], "gap"), ([gap, met, met, met], "gap")]:
        assert reported(findings)["program"] == program
    found = reported([met, gap, gap | {"requirement": "AUD-2", "deviations": 0}, gap | {"version": "v4", "tested": 61}, untested])
    assert in_order(found["gaps"]) == in_order([
        counted("AUD-1", "v3", 900, 60, 7), counted("AUD-2", "v3", 900, 60, 0), counted("AUD-1", "v4", 900, 61, 7),
    ])  # fmt: skip
    assert reported([met], [change("DEL-1", "v9")])["program"] == "not tested"
    assert reported([met])["gaps"] == []

with checks("each prior gap has a status from this period's findings, whatever the company says", "ASR-21", hint=2):
    findings = [finding("AUD-1", "gap"), finding("AUD-1"), finding("AUD-2"), finding("DEL-1", "not tested"), finding("DEL-2", "met", "v1")]
    prior = [
        old_gap("G-1", "AUD-1"), old_gap("G-2", "AUD-2", "open"), old_gap("G-3", "DEL-1"), old_gap("G-4", "RET-1"), old_gap("G-5", "DEL-2"),
        old_gap("G-6", "AUD-2"), old_gap("G-7", "AUD-1", "open"),
    ]  # fmt: skip
    found = reported(findings, [change("DEL-2", "v2")], prior)["prior"]
    assert {one["gap"]: (one["requirement"], one["status"]) for one in found} == {
        "G-1": ("AUD-1", "gap again"), "G-2": ("AUD-2", "no gap found"), "G-3": ("DEL-1", "not tested"), "G-4": ("RET-1", "not tested"),
        "G-5": ("DEL-2", "not tested"), "G-6": ("AUD-2", "no gap found"), "G-7": ("AUD-1", "gap again"),
    }  # fmt: skip
    assert [set(one) for one in found] == [{"gap", "requirement", "status"}] * 7

with checks("each changed safeguard has its own verdict, time in effect, and basis", "ASR-21", hint=3):
    findings = [
        finding("AUD-1", "gap", "v1"), finding("AUD-1", "met", "v2"), finding("AUD-2", "met", "v1"), finding("AUD-2", "gap", "v2"),
        finding("AUD-2", "met", "v2"), finding("DEL-1", "gap", "v9"), finding("DEL-1", "met", ""),
    ]  # fmt: skip
    first = {"since": "2024-03-16", "until": "2025-05-19", "basis": "In place since 2019."}
    changes = [
        change("AUD-1", "v1", **first), change("AUD-1", "v2"), change("AUD-2", "v2"), change("AUD-2", "v1", **first), change("DEL-1", "v2"),
    ]  # fmt: skip
    verdicts = ["gap", "met", "gap", "met", "not tested"]
    wanted = [one | {"verdict": verdict} for one, verdict in zip(changes, verdicts)]
    for order in (findings, findings[::-1]):
        assert in_order(reported(order, changes)["changed"]) == in_order(wanted)
    assert reported(findings, changes)["effectiveness"] == {"AUD-1": "gap", "AUD-2": "gap", "DEL-1": "gap"}
    assert reported(findings)["changed"] == []

with checks("the statement is written only if every finding and every member bears it out", "ASR-22", hint=1):
    good = finding("AUD-1", "gap", "v1")
    assert reported([good])["statement"] == STATEMENT
    for lacks in ({"method": "inquiry"}, {"evidence": []}, {"why": ""}):
        said = refused(reported, [good, finding("DEL-27", "met", "w4", **lacks)])
        assert said is not None and "DEL-27" in said and "AUD-1" not in said
    for team in ([week("Wen", 3, False), *TEAM], [*TEAM, week("Wen", 0), week("Wen", 3, False)], [*TEAM, week("Wen", 3, False), week("Wen", 9)]):
        said = refused(reported, [good], (), (), team)
        assert said is not None and "Wen" in said and "Imani" not in said
    assert refused(reported, [good], (), (), [week("Wen", 3)]) is None

with checks("the hours of each member are the sum of all weeks", "ASR-22", hint=3):
    weeks = [(name, checks.random.randrange(80) / 2) for name in ["Wen", "Imani", "Wen", "Tomas", "Wen", "Imani"]] + [("Ann-Lee", 0)]
    wanted = {}
    for name, hours in weeks:
        wanted[name] = wanted.get(name, 0) + hours
    assert reported([finding("AUD-1")], team=[week(name, hours) for name, hours in weeks])["hours"] == wanted

with checks("sixty days are calendar days, counted from the period's end, and a period isn't signed before it's over", "ASR-21", hint=2):
    one, cases = pd.Timedelta(days=1), []
    for end in [END, day("2025-12-31"), day("2025-06-30"), day("2025-01-31"), day("2025-07-31"), *(END + pd.Timedelta(days=checks.random.randrange(700)) for _ in range(4))]:
        for days, late in [(1, False), (59, False), (60, False), (61, True), (62, True), (400, True)]:
            cases.append((over(end=end, signed_on=end + days * one), late))
    for period, late in cases:
        found = report([finding("AUD-1")], TEAM, period, [])
        assert (found["late"], found["signed_on"]) == (late, period["signed_on"])
    for early in (END, END - one, END - 90 * one):
        assert refused(report, [finding("AUD-1")], TEAM, over(signed_on=early), []) is not None

with checks("no one whose records were read is in the report, and the counts are", "ASR-22", hint=2):
    people = [f"kid-{checks.random.randrange(10000, 99999)}" for _ in range(5)]
    read = [f"voices/{one}" for one in people]
    more = {"notes": f"{people[0]} is Nora Vale", "subject": "Nora Vale", "rows": people}
    found = reported(
        [finding("AUD-1", "gap", "v1", evidence=read, tested=5, deviations=5, **more), finding("DEL-1", evidence=read, **more)],
        [change("AUD-1", "v1")], [old_gap("G-1", "AUD-1", "Nora Vale's records were deleted")],
    )  # fmt: skip
    assert [name for name in ["Nora", "Vale", "kid-", *people] if name in str(found)] == []
    assert [one["tables"] for one in found["evidence"]] == [{"voices": len(set(people))}] * 2
    assert set(found) == {"program", "effectiveness", "gaps", "prior", "evidence", "changed", "statement", "hours", "signed_on", "late"}
### END HIDDEN TESTS
