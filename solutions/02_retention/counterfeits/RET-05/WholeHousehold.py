# /// counterfeit
# story = "A family account has one flag: somebody asked to keep, so all is kept."
# covers = ["RET-06"]
# caught_by = [
#     "a parent's request to keep a profile stops its deletion",
#     "a request for a sibling, or by somebody else, stops nothing",
# ]
# ///
def delete_by(identified_on):
    return identified_on + pd.Timedelta(days=90)


def deletion_status(profiles, requests, uses, parents, as_of):
    stops = [(use.profile_id, use.used_at) for use in uses.itertuples()]
    for request in requests.itertuples():
        if request.asked_by in parents[request.profile_id]:
            home = profiles.set_index("profile_id")["household_id"]
            family = home[home == home[request.profile_id]].index
            stops += [(member, request.asked_at) for member in family]
    first_stop: dict[str, pd.Timestamp] = {}
    for profile_id, instant in stops:
        first_stop[profile_id] = min(instant, first_stop.get(profile_id, instant))

    def status(profile) -> str:
        stop, limit = first_stop.get(profile.profile_id), delete_by(profile.identified_on)
        if pd.notna(profile.deleted_at):
            if stop is not None and stop < profile.deleted_at:
                return "wrongly deleted"
            deleted_on = profile.deleted_at.tz_localize(None).normalize()
            return "deleted late" if deleted_on > limit else "deleted"
        if stop is not None:
            return "stopped"
        return "overdue" if as_of > limit else "waiting"

    return {profile.profile_id: status(profile) for profile in profiles.itertuples()}
