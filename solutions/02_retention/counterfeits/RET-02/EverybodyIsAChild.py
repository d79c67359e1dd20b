# /// counterfeit
# story = "A child profile is a child's for ever; nobody asks how old."
# covers = ["RET-03", "RET-04"]
# caught_by = [
#     "each profile gets the first status that fits",
#     "a person who was 13 at the last use is not a child",
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
        last = last_use.get(profile.profile_id)
        if profile.interactions == 0:
            result[profile.profile_id] = "never used"
        elif last is None:
            result[profile.profile_id] = "unknown"
        else:
            result[profile.profile_id] = "inactive" if is_inactive(last, as_of) else "active"
    return result
