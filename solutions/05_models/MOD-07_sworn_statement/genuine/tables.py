"""Tables of records and holds, looked up by artifact; open items are comprehensions, one a rule."""

def statement(rule, blast, records, holds):
    by_state = {"destroyed": {}, "infeasible": {}, "told": {}}
    for record in records:
        by_state[record["state"]][record["artifact"]] = record
    table = pd.DataFrame(holds, columns=["artifact", "basis", "ends_on"])
    read_back = {name for name, one in by_state["destroyed"].items() if one["read_back_on"] is not None}
    theirs = {row["artifact"]: row["holder"] for row in blast if row["holder"] not in ("ourselves", "unknown")}
    left = sorted(row["artifact"] for row in blast)
    made = {"order": rule["order"]}
    nothing = {"told_on": None, "confirmed_on": None}

    def take(section, names, entry):
        made[section] = [{"artifact": name, **entry(name)} for name in left if name in names]
        left[:] = [name for name in left if name not in names]

    def some(source, section):
        return {field: source[field] for field in FIELDS[section][1:]}

    def keep(name):
        own = table[table["artifact"] == name]
        open_end = own["ends_on"].isna().any()
        return {
            "bases": sorted(own["basis"].tolist()),
            "follow_up_by": None if open_end else pd.to_datetime(own["ends_on"]).max() + pd.Timedelta(days=30),
        }

    take(
        "third_parties",
        theirs,
        lambda name: some({**by_state["told"].get(name, nothing), "recipient": theirs[name]}, "third_parties"),
    )
    take("destroyed", read_back, lambda name: some(by_state["destroyed"][name], "destroyed"))
    take("retained", set(table["artifact"]), keep)
    allowed = by_state["infeasible"] if rule["infeasible"] else {}
    take("infeasible", allowed, lambda name: some(allowed[name], "infeasible"))
    take("unresolved", set(left), lambda name: {})
    return made


def open_items(statement):
    def blank(text):
        return text is None or text.isspace() or text == ""

    found = [one["artifact"] + ": not accounted for" for one in statement["unresolved"]]
    found += [one["artifact"] + ": officer" for one in statement["infeasible"] if one["officer"] != "CEO"]
    found += [one["artifact"] + ": reason" for one in statement["infeasible"] if blank(one["reason"])]
    found += [one["artifact"] + ": basis" for one in statement["retained"] if not one["bases"] or sum(map(blank, one["bases"]))]
    found += [one["artifact"] + ": not told" for one in statement["third_parties"] if one["told_on"] is None]
    found += [
        one["artifact"] + ": content"
        for section in FIELDS
        for one in statement[section]
        if not set(one) <= set(FIELDS[section])
    ]
    return sorted(set(found))
