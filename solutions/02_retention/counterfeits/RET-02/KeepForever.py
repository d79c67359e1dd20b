# /// counterfeit
# story = "Nothing ever falls due: the default that the complaint alleges."
# covers = ["RET-02", "RET-03", "RET-04", "RET-07"]
# caught_by = [
#     "inactive from the day that completes 18 calendar months, and no day sooner",
#     "each profile gets the first status that fits",
#     "a month without that day is complete on its last day",
#     "from any day, the boundary lies where the calendar says",
#     "a row written last night does not make a profile active",
#     "a child who turned 13 inside the 18 months stays in scope",
# ]
# ///
def is_inactive(last_use, as_of):
    return False


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
