"""One function builds the line of one artifact; open items are yielded."""

def line_of(rule, row, records, holds):
    name = row["artifact"]
    mine = {record["state"]: record for record in records if record["artifact"] == name}
    if row["holder"] not in ("ourselves", "unknown"):
        told = mine.get("told", {})
        return "third_parties", {
            "artifact": name,
            "recipient": row["holder"],
            "told_on": told.get("told_on"),
            "confirmed_on": told.get("confirmed_on"),
        }
    gone = mine.get("destroyed")
    if gone is not None and gone["read_back_on"] is not None:
        return "destroyed", {
            "artifact": name,
            "method": gone["method"],
            "destroyed_on": gone["destroyed_on"],
            "read_back_on": gone["read_back_on"],
        }
    kept = [one for one in holds if one["artifact"] == name]
    if kept:
        due = None
        if all(one["ends_on"] is not None for one in kept):
            due = max(one["ends_on"] for one in kept) + pd.Timedelta(30, "D")
        return "retained", {
            "artifact": name,
            "bases": sorted(one["basis"] for one in kept),
            "follow_up_by": due,
        }
    if rule["infeasible"] and "infeasible" in mine:
        found = mine["infeasible"]
        return "infeasible", {"artifact": name, "officer": found["officer"], "reason": found["reason"]}
    return "unresolved", {"artifact": name}


def statement(rule, blast, records, holds):
    made = {section: [] for section in FIELDS}
    for row in blast:
        section, line = line_of(rule, row, records, holds)
        made[section].append(line)
    for lines in made.values():
        lines.sort(key=lambda line: line["artifact"])
    made["order"] = rule["order"]
    return made


def problems(statement):
    for section, allowed in FIELDS.items():
        for line in statement[section]:
            name = line["artifact"]
            if any(field not in allowed for field in line):
                yield name, "content"
            if section == "unresolved":
                yield name, "not accounted for"
            elif section == "infeasible":
                if line["officer"] != "CEO":
                    yield name, "officer"
                if not (line["reason"] or "").strip():
                    yield name, "reason"
            elif section == "retained":
                if not all((basis or "").strip() for basis in line["bases"] or [""]):
                    yield name, "basis"
            elif section == "third_parties" and line["told_on"] is None:
                yield name, "not told"


def open_items(statement):
    return sorted({f"{name}: {what}" for name, what in problems(statement)})
