"""Joins instead of masks: the request is a table of one row, and a groupby gives the scope."""

def decide(request, ties, proofs):
    asked = pd.DataFrame([request])
    passed = proofs[proofs["passed"]].merge(
        asked,
        left_on=["subject_request_id", "person_id"],
        right_on=["subject_request_id", "requester_id"],
    )
    if len(passed) == 0:
        return "identity_unverified"
    own = ties[ties["kind"].isin({"parent", "guardian"})].merge(
        asked, left_on=["adult_id", "child_id"], right_on=["requester_id", "child_id"]
    )
    ends = own["until_at"].fillna(pd.Timestamp.max.tz_localize("UTC"))
    valid = own["from_at"].le(request["received_at"]) & ends.gt(request["received_at"])
    return {True: "approved", False: "denied"}[bool(valid.any())]


def scope(request, state, items):
    by_person = items.groupby("profile_id")["item_id"].agg(set)
    return by_person.get(request["child_id"], set()) if state == "approved" else set()
