# /// genuine
# story = "Loops over dicts."
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

    found = {}
    for alert in alerts.to_dict("records"):
        if pd.isna(alert["closed_at"]):
            continue
        wrong = found[alert["alert_id"]] = []
        who, closer = alert["person_id"], alert["closed_by"]
        related = {who, *above(who)} | {one for one in manager if who in above(one)}
        if closer in related or closer not in manager:
            wrong.append("not independent")
        for visit in log.to_dict("records"):
            when = visit["occurred_at"]
            if visit["person_id"] == who and when <= alert["closed_at"]:
                if alert["reviewed_from"] <= when <= alert["reviewed_until"]:
                    continue
                wrong.append("partial history")
                break
    return found
