"""Plain Python: lists of dicts, dates of the standard library, all stops of each profile."""

from datetime import timedelta


def delete_by(identified_on):
    return identified_on + timedelta(days=90)


def deletion_status(profiles, requests, uses, parents, as_of):
    stops = {profile_id: [] for profile_id in profiles["profile_id"]}
    for request in requests.to_dict("records"):
        if request["asked_by"] in parents[request["profile_id"]]:
            stops[request["profile_id"]].append(request["asked_at"])
    for use in uses.to_dict("records"):
        stops[use["profile_id"]].append(use["used_at"])

    result = {}
    for profile in profiles.to_dict("records"):
        name, deleted_at = profile["profile_id"], profile["deleted_at"]
        limit = delete_by(profile["identified_on"]).date()
        if pd.isna(deleted_at):
            if stops[name]:
                result[name] = "stopped"
            else:
                result[name] = "overdue" if as_of.date() > limit else "waiting"
        elif any(stop < deleted_at for stop in stops[name]):
            result[name] = "wrongly deleted"
        else:
            result[name] = "deleted late" if deleted_at.date() > limit else "deleted"
    return result
