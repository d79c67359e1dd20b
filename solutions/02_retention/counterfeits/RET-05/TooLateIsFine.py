# /// counterfeit
# story = "Somebody asked, so the deletion was wrong, whenever they asked."
# covers = ["RET-06"]
# caught_by = [
#     "what comes at the deletion or later no longer stops it",
# ]
# ///
def delete_by(identified_on):
    return identified_on + pd.Timedelta(days=90)


def deletion_status(profiles, requests, uses, parents, as_of):
    stops = [(use.profile_id, use.used_at) for use in uses.itertuples()]
    for request in requests.itertuples():
        if request.asked_by in parents[request.profile_id]:
            stops.append((request.profile_id, request.asked_at))
    first_stop: dict[str, pd.Timestamp] = {}
    for profile_id, instant in stops:
        first_stop[profile_id] = min(instant, first_stop.get(profile_id, instant))

    def status(profile) -> str:
        stop, limit = first_stop.get(profile.profile_id), delete_by(profile.identified_on)
        if pd.notna(profile.deleted_at):
            if stop is not None:
                return "wrongly deleted"
            deleted_on = profile.deleted_at.tz_localize(None).normalize()
            return "deleted late" if deleted_on > limit else "deleted"
        if stop is not None:
            return "stopped"
        return "overdue" if as_of > limit else "waiting"

    return {profile.profile_id: status(profile) for profile in profiles.itertuples()}
