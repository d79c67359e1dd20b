# /// genuine
# story = "Two queries by DataFrame.query, and a groupby for the scope."
# ///
def decide(request, ties, proofs):
    _q, _who = request["subject_request_id"], request["requester_id"]
    _child, when = request["child_id"], request["received_at"]
    passed = proofs.query("passed and subject_request_id == @q and person_id == @who")
    if len(passed) == 0:
        return "identity_unverified"
    own = ties.query("adult_id == @who and child_id == @child and kind in ('parent', 'guardian')")
    ends = own["until_at"].fillna(pd.Timestamp.max.tz_localize("UTC"))
    valid = own["from_at"].le(when) & ends.gt(when)
    return {True: "approved", False: "denied"}[bool(valid.any())]


def scope(request, state, items):
    by_person = items.groupby("profile_id")["item_id"].agg(set)
    return by_person.get(request["child_id"], set()) if state == "approved" else set()
