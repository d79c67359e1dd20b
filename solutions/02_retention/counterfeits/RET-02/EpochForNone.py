# /// counterfeit
# story = "No date is the oldest date, so what was never used is inactive."
# covers = ["RET-03"]
# caught_by = [
#     "each profile gets the first status that fits",
#     "never used and unknown are told apart, and nobody is left out",
# ]
# ///
def is_inactive(last_use, as_of):
    return as_of >= last_use + pd.DateOffset(months=18)


def last_child_use(events):
    own = events[events["actor"] == "child"]
    return own.groupby("profile_id")["used_on"].max().to_dict()


def profile_status(profiles, events, as_of):
    last_use = last_child_use(events)
    result = {}
    for profile in profiles.itertuples():
        last = last_use.get(profile.profile_id, pd.Timestamp(0))
        if last >= profile.birth_on + pd.DateOffset(years=13):
            result[profile.profile_id] = "not a child"
        else:
            result[profile.profile_id] = "inactive" if is_inactive(last, as_of) else "active"
    return result
