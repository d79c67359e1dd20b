"""Plain Python: months counted by hand, dictionaries and loops."""

import calendar


def is_inactive(last_use, as_of):
    years, month = divmod(last_use.month - 1 + 18, 12)
    year, month = last_use.year + years, month + 1
    last_day = calendar.monthrange(year, month)[1]
    complete = (year, month, min(last_use.day, last_day))
    return (as_of.year, as_of.month, as_of.day) >= complete


def last_child_use(events):
    latest = {}
    for row in events.to_dict("records"):
        if row["actor"] != "child":
            continue
        known = latest.get(row["profile_id"])
        if known is None or row["used_on"] > known:
            latest[row["profile_id"]] = row["used_on"]
    return latest


def profile_status(profiles, events, as_of):
    latest = last_child_use(events)
    result = {}
    for row in profiles.to_dict("records"):
        profile = row["profile_id"]
        if row["interactions"] == 0:
            result[profile] = "never used"
        elif profile not in latest:
            result[profile] = "unknown"
        elif age(row["birth_on"], latest[profile]) >= 13:
            result[profile] = "not a child"
        elif is_inactive(latest[profile], as_of):
            result[profile] = "inactive"
        else:
            result[profile] = "active"
    return result


def age(birth, on):
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
