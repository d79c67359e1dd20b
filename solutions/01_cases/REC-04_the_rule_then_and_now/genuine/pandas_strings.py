"""pandas string methods and a merge with what is collected."""


def rule_on(on):
    return ("2013", "2025")[int(pd.Timestamp(2025, 6, 22) < on)], bool(on > day("2026-04-21"))


def policy_lacks(policy, collected, on):
    wanted = pd.DataFrame({"category": collected}, dtype=object)
    rows = wanted.merge(policy.astype({"category": object}), how="left", on="category")
    texts = {name: rows[name].fillna("").astype(str) for name in POLICY_TEXTS}
    fine = {
        "purpose": texts["purpose"].str.contains("[^\\W\\d_]"),
        "business need": texts["business_need"].str.contains("[^\\W\\d_]"),
        "timeframe": texts["timeframe"].str.fullmatch("[1-9][0-9]* (days?|months?|years?)"),
        "notice": rows["published_on"].notna() & rows["published_on"].le(on),
    }
    found = {}
    for number, kind in enumerate(collected):
        for word, column in fine.items():
            if not column.iloc[number]:
                found.setdefault(kind, []).append(word)
    return found


POLICY_TEXTS = ("purpose", "business_need", "timeframe")


def review(policy, collected, on):
    text, binds = rule_on(on)
    lacks = {} if text == "2013" else policy_lacks(policy, collected, on)
    if text == "2025":
        return {True: "violation" if binds else "prepare", False: "complete"}[bool(lacks)], lacks
    return "not required", lacks
