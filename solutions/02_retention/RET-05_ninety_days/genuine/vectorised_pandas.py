"""Vectorised pandas: the first stop of each profile is mapped, and masks are laid one over the
other.
"""

def delete_by(identified_on):
    return identified_on + pd.DateOffset(days=90)


def deletion_status(profiles, requests, uses, parents, as_of):
    pairs = [(child, parent) for child, them in parents.items() for parent in them]
    family = pd.DataFrame(pairs, columns=["profile_id", "asked_by"]).astype("str")
    asked = requests.astype({"profile_id": "str", "asked_by": "str"}).merge(family)
    stops = pd.concat(
        [
            asked.set_index("profile_id")["asked_at"],
            uses.astype({"profile_id": "str"}).set_index("profile_id")["used_at"],
        ]
    )
    first = stops.groupby(level=0).min()
    stop = first.reindex(profiles["profile_id"]).set_axis(profiles.index)
    limit = pd.to_datetime(profiles["identified_on"]) + pd.Timedelta(days=90)
    deleted = profiles["deleted_at"].notna()

    status = pd.Series("waiting", index=profiles["profile_id"])
    status[(limit < as_of).to_numpy()] = "overdue"
    status[stop.notna().to_numpy()] = "stopped"
    status[deleted.to_numpy()] = "deleted"
    late = profiles["deleted_at"].dt.tz_localize(None) >= limit + pd.Timedelta(days=1)
    status[late.to_numpy()] = "deleted late"
    status[(stop < profiles["deleted_at"]).to_numpy()] = "wrongly deleted"
    return status.to_dict()
