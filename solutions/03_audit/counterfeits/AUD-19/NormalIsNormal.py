# /// counterfeit
# story = "Whoever calls it normal has looked."
# covers = ["AUD-24"]
# caught_by = [
#     "a supervisor does not close it, and a portion is not the history",
#     "the whole history up to the closing, to the instant",
#     "where nobody looked there is no history, and open alerts are not closed",
# ]
# ///
def review_grants(
    grants: pd.DataFrame,
    reviews: pd.DataFrame,
    people: pd.DataFrame,
    job_functions: pd.DataFrame,
    as_of: pd.Timestamp,
) -> dict:
    people_by_id = {person.person_id: person for person in people.itertuples()}
    functions = set(zip(job_functions["role"], job_functions["permission"]))
    past = reviews[reviews["reviewed_on"] <= as_of].sort_values("reviewed_on")
    last_review = {review.grant_id: review for review in past.itertuples()}

    def is_needed(grant) -> bool:
        person, review = people_by_id.get(grant.person_id), last_review.get(grant.grant_id)
        return (
            person is not None
            and not person.ended_on <= as_of
            and (person.role, grant.permission) in functions
            and review is not None
            and review.reviewed_on + pd.DateOffset(months=12) >= as_of
            and review.reviewer_id != grant.person_id
            and bool(review.needed)
            and pd.notna(review.justification)
        )

    in_force = grants[(grants["granted_on"] <= as_of) & ~(grants["revoked_on"] <= as_of)]
    needed = {grant.grant_id for grant in in_force.itertuples() if is_needed(grant)}
    share = 1 - len(needed) / len(in_force) if len(in_force) else 0.0
    return {"needed": needed, "in_force": len(in_force), "unneeded_share": share}


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
        if (
            alert.verdict != "normal"
            and not times.between(alert.reviewed_from, alert.reviewed_until).all()
        ):
            yield "partial history"

    closed = alerts[alerts["closed_at"].notna()]
    return {alert.alert_id: list(problems(alert)) for alert in closed.itertuples()}
