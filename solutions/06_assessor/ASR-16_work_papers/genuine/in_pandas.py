"""Puts the room into one pandas table, and the plan beside the findings."""
import pandas as pd


def whole(room):
    rows = [(f"{table}/{row['id']}", table, row["day"]) for table, rows in room.items() for row in rows]
    return pd.DataFrame(rows, columns=["reference", "table", "day"]).set_index("reference")


def supporting(evidence, line, room):
    table = whole(room)
    table = table[table.index.isin(evidence) & (table["table"] != "statements")]
    return {one for one, when in table["day"].items() if line["first"] <= when <= line["last"]}


def evidence_reasons(finding, line, room):
    cited, table = pd.Series(finding["evidence"], dtype=object), whole(room)
    records = table[table.index.isin(cited) & (table["table"] != "statements")]
    good = supporting(finding["evidence"], line, room)
    yield from ["not in the room"] * (not cited.isin(table.index).all())
    yield from ["cited twice"] * bool(cited.duplicated().any())
    yield from ["outside its time"] * (len(records) > len(good))
    if not finding["tested"] <= len(good):
        yield "numbers"


def verdict_reasons(finding, line, room):
    wrong = finding["deviations"]
    if finding["verdict"] == "not tested":
        yield from ["not tested with evidence"] * (len(finding["evidence"]) > 0)
        yield from ["no limits"] * (not finding["limits"].split())
        return
    yield from ["inquiry"] * (finding["method"] == "inquiry")
    yield from ["unsupported"] * (not supporting(finding["evidence"], line, room) or finding["tested"] == 0)
    if (finding["verdict"] == "met") == (wrong > 0):
        yield "met with deviations" if wrong else "gap without deviations"


def about_evidence(finding, line, room):
    return list(evidence_reasons(finding, line, room))


def about_verdict(finding, line, room):
    return list(verdict_reasons(finding, line, room))


def review(findings, plan, room):
    left = [(line["requirement"], line["version"]) for line in plan]
    by_key = dict(zip(left, plan))
    answer = []
    for number, one in enumerate(findings):
        key = (one["requirement"], one["version"])
        left = [other for other in left if other != key]
        reasons = about_evidence(one, by_key[key], room) + about_verdict(one, by_key[key], room)
        answer += [(number, *key, reason) for reason in reasons]
    answer += [(None, *key, "nothing said") for key in left]
    return [{"finding": a, "requirement": b, "version": c, "reason": d} for a, b, c, d in answer]
