"""Plain Python: rules in a dictionary of lists, strings tested digit by digit."""

DIGITS = set("0123456789")


def days_of(text):
    if text is None or text != text:
        return None
    return int(text) if text and set(text) <= DIGITS else None


def filled(text):
    return text is not None and text == text and text.strip() != ""


def by_pair(policy):
    rules = {}
    for row in policy.to_dict("records"):
        rules.setdefault((row["category"], row["store"]), []).append(row)
    return rules


def policy_gaps(inventory, policy):
    rules, gaps = by_pair(policy), set()
    for row in inventory.to_dict("records"):
        pair = (row["category"], row["store"])
        found = rules.get(pair, [])
        if not found or not all(filled(rule["purpose"]) for rule in found):
            gaps.add((*pair, "purpose"))
        if not found or not all(filled(rule["business_need"]) for rule in found):
            gaps.add((*pair, "business_need"))
        if not found or any(days_of(rule["keep_days"]) is None for rule in found):
            gaps.add((*pair, "keep_days"))
    return gaps


def due_on(items, policy, held):
    rules, due = by_pair(policy), {}
    for row in items.to_dict("records"):
        name = row["item_id"]
        if name in held:
            due[name] = "HELD"
            continue
        covering = rules.get((row["category"], row["store"]), [])
        limits = [days_of(rule["keep_days"]) for rule in covering]
        limits = [limit for limit in limits if limit is not None]
        if not limits:
            due[name] = "NO RULE"
            continue
        day_due = row["collected_on"] + pd.Timedelta(min(limits), "D")
        for end in (row["purpose_ended_on"], row["consent_withdrawn_on"]):
            if not pd.isna(end) and end < day_due:
                day_due = end
        due[name] = day_due
    return due
