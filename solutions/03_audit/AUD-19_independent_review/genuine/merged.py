"""Merges and masks for the grants; sets for the chain."""

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
    fresh = rows["reviewed_on"] + pd.DateOffset(months=12) >= as_of
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
