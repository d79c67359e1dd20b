"""python-dateutil's relativedelta, and the largest value kept while looping."""

from dateutil.relativedelta import relativedelta


def is_inactive(last_use, as_of):
    return last_use + relativedelta(months=+18) <= as_of


def last_child_use(events):
    children = events.query("actor == 'child'")
    return {profile: rows.max() for profile, rows in children.groupby("profile_id").used_on}


def profile_status(profiles, events, as_of):
    uses = last_child_use(events)
    statuses = {}
    for _, profile in profiles.iterrows():
        name = profile["profile_id"]
        if not profile["interactions"]:
            statuses[name] = "never used"
            continue
        if name not in uses:
            statuses[name] = "unknown"
            continue
        if relativedelta(uses[name], profile["birth_on"]).years >= 13:
            statuses[name] = "not a child"
            continue
        statuses[name] = "inactive" if is_inactive(uses[name], as_of) else "active"
    return statuses
