# /// counterfeit
# story = "The log is sorted, so the last row is the latest: until a late event arrives."
# covers = ["RET-07"]
# caught_by = [
#     "jobs, restores, staff and rows out of order do not renew a last use",
# ]
# ///
def is_inactive(last_use, as_of):
    return as_of >= last_use + pd.DateOffset(months=18)


def last_child_use(events):
    own = events[events["actor"] == "child"]
    return own.groupby("profile_id")["used_on"].last().to_dict()


def profile_status(profiles, events, as_of):
    last_use = last_child_use(events)
    result = {}
    for profile in profiles.itertuples():
        last = last_use.get(profile.profile_id)
        if profile.interactions == 0:
            result[profile.profile_id] = "never used"
        elif last is None:
            result[profile.profile_id] = "unknown"
        elif last >= profile.birth_on + pd.DateOffset(years=13):
            result[profile.profile_id] = "not a child"
        else:
            result[profile.profile_id] = "inactive" if is_inactive(last, as_of) else "active"
    return result
