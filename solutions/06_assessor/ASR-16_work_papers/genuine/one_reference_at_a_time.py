"""Looks each reference up by itself, and appends reasons with plain ifs."""

def look_up(reference, room):
    table, _, name = reference.partition("/")
    for row in room.get(table, []):
        if row["id"] == name:
            return table, row
    return None


def supporting(evidence, line, room):
    kept = set()
    for reference in evidence:
        found = look_up(reference, room)
        if found is None:
            continue
        table, row = found
        if table == "statements" or row["day"] < line["first"] or row["day"] > line["last"]:
            continue
        kept.add(reference)
    return kept


def about_evidence(finding, line, room):
    reasons = []
    found = {reference: look_up(reference, room) for reference in finding["evidence"]}
    kept = supporting(finding["evidence"], line, room)
    if None in found.values():
        reasons.append("not in the room")
    if len(found) != len(finding["evidence"]):
        reasons.append("cited twice")
    for reference, place in found.items():
        if place is not None and place[0] != "statements" and reference not in kept:
            reasons.append("outside its time")
            break
    if finding["tested"] > len(kept):
        reasons.append("numbers")
    return reasons


def about_verdict(finding, line, room):
    reasons = []
    kept = supporting(finding["evidence"], line, room)
    if finding["verdict"] == "not tested":
        if finding["evidence"]:
            reasons.append("not tested with evidence")
        if finding["limits"].strip() == "":
            reasons.append("no limits")
        return reasons
    if finding["method"] == "inquiry":
        reasons.append("inquiry")
    if len(kept) == 0 or finding["tested"] == 0:
        reasons.append("unsupported")
    if finding["verdict"] == "met" and finding["deviations"] != 0:
        reasons.append("met with deviations")
    if finding["verdict"] == "gap" and finding["deviations"] == 0:
        reasons.append("gap without deviations")
    return reasons


def review(findings, plan, room):
    answer = []
    for line in plan:
        about = {"requirement": line["requirement"], "version": line["version"]}
        mine = [number for number, one in enumerate(findings) if about.items() <= one.items()]
        if not mine:
            answer.append({"finding": None, **about, "reason": "nothing said"})
        for number in mine:
            found = about_evidence(findings[number], line, room)
            found.extend(about_verdict(findings[number], line, room))
            for reason in found:
                answer.append({"finding": number, **about, "reason": reason})
    return answer
