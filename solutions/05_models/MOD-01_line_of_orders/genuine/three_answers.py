"""Each clause answers yes, no or unknown for an artifact; the first that isn't a no decides."""


def demands(rule, artifacts):
    found = {}
    for one in artifacts:
        answer = ("ask counsel", None)
        for clause in rule["clauses"]:
            if one["kind"] not in clause["kinds"]:
                continue
            fit = fits(clause, one)
            if fit == "no":
                answer = ("not covered", None)
                continue
            answer = (clause["remedy"], due(rule, clause)) if fit == "yes" else ("ask counsel", None)
            break
        found[one["name"]] = answer
    return found


def fits(clause, one):
    if not all(fact in one["facts"] for fact in clause["needs"]):
        return "no"
    if clause["derived"] and not one["share"] > 0:
        return "no"
    if clause["before"] is None:
        return "yes"
    if one["made_on"] is None:
        return "unknown"
    return "yes" if one["made_on"] < clause["before"] else "no"


def due(rule, clause):
    if clause["event"] is None or rule["events"][clause["event"]] is None:
        return None
    return rule["events"][clause["event"]] + pd.DateOffset(days=clause["days"])
