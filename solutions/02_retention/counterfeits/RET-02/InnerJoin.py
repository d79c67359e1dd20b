# /// counterfeit
# story = "A merge of profiles and events: who has no events is silently left out."
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
    last_use = pd.Series(last_child_use(events), name="last", dtype="datetime64[us]")
    both = profiles.merge(last_use, left_on="profile_id", right_index=True, how="inner")
    result = {}
    for profile in both.itertuples():
        if profile.interactions == 0:
            result[profile.profile_id] = "never used"
        elif profile.last >= profile.birth_on + pd.DateOffset(years=13):
            result[profile.profile_id] = "not a child"
        else:
            inactive = is_inactive(profile.last, as_of)
            result[profile.profile_id] = "inactive" if inactive else "active"
    return result
