# /// counterfeit
# story = "Eighteen months back from today: the same, until a short month clamps the other way."
# covers = ["RET-02"]
# caught_by = [
#     "inactive from the day that completes 18 calendar months, and no day sooner",
#     "a month without that day is complete on its last day",
#     "from any day, the boundary lies where the calendar says",
# ]
# ///
def is_inactive(last_use, as_of):
    return last_use <= as_of - pd.DateOffset(months=18)


def last_child_use(events):
    own = events[events["actor"] == "child"]
    return own.groupby("profile_id")["used_on"].max().to_dict()


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
