# /// counterfeit
# story = "Jobs do not count as use, but anybody with hands does: a parent, a support agent."
# covers = ["RET-03", "RET-07"]
# caught_by = [
#     "a parent in the app does not renew a child's last use",
#     "each profile gets the first status that fits",
#     "jobs, restores, staff and rows out of order do not renew a last use",
#     "a row written last night does not make a profile active",
#     "never used and unknown are told apart, and nobody is left out",
# ]
# ///
def is_inactive(last_use, as_of):
    return as_of >= last_use + pd.DateOffset(months=18)


def last_child_use(events):
    own = events[events["actor"] != "system"]
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
