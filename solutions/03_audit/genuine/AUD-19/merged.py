# /// genuine
# story = "Merges and masks for the grants; sets for the chain."
# ///
def review_grants(
    grants: pd.DataFrame,
    reviews: pd.DataFrame,
    people: pd.DataFrame,
    job_functions: pd.DataFrame,
    as_of: pd.Timestamp,
) -> dict:
    in_force = grants[(grants["granted_on"] <= as_of) & ~(grants["revoked_on"] <= as_of)]
    last = (
        reviews[reviews["reviewed_on"] <= as_of]
        .sort_values("reviewed_on")
        .groupby("grant_id")
        .tail(1)
    )
    rows = in_force.merge(people, on="person_id").merge(last, on="grant_id")
    rows = rows.merge(job_functions.drop_duplicates(), on=["role", "permission"])
    fresh = rows["reviewed_on"] >= as_of - pd.DateOffset(months=12)
    here = rows["ended_on"].isna() | (rows["ended_on"] > as_of)
    foreign = rows["reviewer_id"] != rows["person_id"]
    fine = fresh & here & foreign & rows["needed"].astype(bool) & rows["justification"].notna()
    needed = set(rows.loc[fine, "grant_id"])
    number = len(in_force)
    return {
        "needed": needed,
        "in_force": number,
        "unneeded_share": (number - len(needed)) / number if number else 0.0,
    }


def closing_problems(
    alerts: pd.DataFrame, people: pd.DataFrame, log: pd.DataFrame
) -> dict[str, list[str]]:
    manager = dict(zip(people["person_id"], people["manager_id"]))

    def above(person) -> list[str]:
        chain = []
        while pd.notna(person := manager.get(person)):
            chain.append(person)
        return chain

    def problems(alert):
        who, closer = alert.person_id, alert.closed_by
        if closer not in manager or closer in (who, *above(who)) or who in above(closer):
            yield "not independent"
        times = log.loc[log["person_id"] == who, "occurred_at"]
        times = times[times <= alert.closed_at]
        if not times.between(alert.reviewed_from, alert.reviewed_until).all():
            yield "partial history"

    closed = alerts[alerts["closed_at"].notna()]
    return {alert.alert_id: list(problems(alert)) for alert in closed.itertuples()}
