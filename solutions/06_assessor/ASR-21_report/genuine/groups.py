"""Groups findings by requirement and version first; explicit ifs in place of a ranking."""

from collections import Counter, defaultdict

import pandas as pd


def _worst(verdicts):
    if "gap" in verdicts:
        return "gap"
    return "met" if set(verdicts) == {"met"} else "not tested"


def _groups(findings):
    groups = defaultdict(list)
    for one in findings:
        groups[one["requirement"], one["version"]].append(one["verdict"])
    return groups


def conclude(findings, changes):
    groups = _groups(findings)
    for change in changes:
        groups.setdefault((change["requirement"], change["version"]), [])
    return {name: _worst([_worst(own) for (other, _), own in groups.items() if other == name]) for name, _ in groups}


def evidence_rows(findings):
    told = []
    for one in findings:
        if one["verdict"] in ("met", "gap"):
            if one["method"] not in METHODS:
                raise ValueError(f"{one['requirement']} ({one['version']}) rests on {one['method'] or 'nothing'}")
            if len(one["evidence"]) == 0 or not one["why"]:
                raise ValueError(f"{one['requirement']} ({one['version']}) has no evidence, or no reason")
        told.append({
            "requirement": one["requirement"], "version": one["version"], "verdict": one["verdict"], "method": one["method"],
            "population": one["population"], "tested": one["tested"], "deviations": one["deviations"], "limits": one["limits"],
            "why": one["why"], "tables": dict(Counter(table for table, _ in {tuple(r.split("/")) for r in one["evidence"]})),
        })  # fmt: skip
    return told


def report(findings, team, period, prior):
    shown = evidence_rows(findings)
    dependent = {row["name"] for row in team if row["independent"] is False}
    if dependent:
        raise ValueError("Not independent: " + ", ".join(sorted(dependent)))
    days = (period["signed_on"] - period["end"]).days
    if days < 1:
        raise ValueError("The period is not over.")
    concluded, groups = conclude(findings, period["changes"]), _groups(findings)
    statuses = dict(zip(VERDICTS, ["gap again", "not tested", "no gap found"]))
    hours = defaultdict(float)
    for row in team:
        hours[row["name"]] += row["hours"]
    return dict(
        program=_worst(concluded.values()),
        effectiveness=concluded,
        gaps=[{k: one[k] for k in ["requirement", "version", "population", "tested", "deviations"]} for one in shown if one["verdict"] == "gap"],
        prior=[dict(gap=one["gap"], requirement=one["requirement"], status=statuses[concluded.get(one["requirement"], "not tested")]) for one in prior],
        evidence=shown,
        changed=[dict(one, verdict=_worst(groups.get((one["requirement"], one["version"]), []))) for one in period["changes"]],
        statement=STATEMENT,
        hours=dict(hours),
        signed_on=period["signed_on"],
        late=days > 60,
    )
