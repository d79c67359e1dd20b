# /// counterfeit
# story = "The row knows when it was last written, so nobody needs the events."
# covers = ["RET-03", "RET-04", "RET-07"]
# caught_by = [
#     "each profile gets the first status that fits",
#     "a row written last night does not make a profile active",
#     "a child who turned 13 inside the 18 months stays in scope",
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
        elif profile.updated_at >= profile.birth_on + pd.DateOffset(years=13):
            result[profile.profile_id] = "not a child"
        else:
            result[profile.profile_id] = "inactive" if is_inactive(profile.updated_at, as_of) else "active"
    return result
