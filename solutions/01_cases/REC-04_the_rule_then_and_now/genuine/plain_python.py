"""Plain Python: the two lines in a list, loops over rows as dicts, and no regular expression."""

LINES = [("2026-04-22", ("2025", True)), ("2025-06-23", ("2025", False))]
UNITS = {"day", "days", "month", "months", "year", "years"}


def rule_on(on):
    for first, answer in LINES:
        if on >= day(first):
            return answer
    return "2013", False


def filled(text):
    return isinstance(text, str) and any(sign.isalpha() for sign in text)


def finite(text):
    number, _, unit = text.partition(" ") if isinstance(text, str) else ("", "", "")
    digits = number.isascii() and number.isdigit() and number[0] != "0"
    return digits and unit in UNITS


def policy_lacks(policy, collected, on):
    rows = {row["category"]: row for row in policy.to_dict("records")}
    result = {}
    for kind in collected:
        row = rows.get(kind, {})
        published = row.get("published_on")
        lacks = []
        if not filled(row.get("purpose")):
            lacks.append("purpose")
        if not filled(row.get("business_need")):
            lacks.append("business need")
        if not finite(row.get("timeframe")):
            lacks.append("timeframe")
        if published is None or pd.isna(published) or published > on:
            lacks.append("notice")
        if lacks:
            result[kind] = lacks
    return result


def review(policy, collected, on):
    lacks = policy_lacks(policy, collected, on)
    match rule_on(on):
        case "2013", _:
            return "not required", {}
        case _ if not lacks:
            return "complete", {}
        case _, True:
            return "violation", lacks
    return "prepare", lacks
