"""Row by row, with loops and early returns."""

def decide(request, ties, proofs):
    who, when = request["requester_id"], request["received_at"]
    known = False
    for proof in proofs.to_dict("records"):
        about_this = proof["subject_request_id"] == request["subject_request_id"]
        if about_this and proof["person_id"] == who and proof["passed"]:
            known = True
    if not known:
        return "identity_unverified"
    for tie in ties.to_dict("records"):
        if (tie["adult_id"], tie["child_id"]) != (who, request["child_id"]):
            continue
        if tie["kind"] not in ("parent", "guardian") or tie["from_at"] > when:
            continue
        if pd.isna(tie["until_at"]) or when < tie["until_at"]:
            return "approved"
    return "denied"


def scope(request, state, items):
    covered = set()
    for item_id, profile_id in zip(items["item_id"], items["profile_id"]):
        if state == "approved" and profile_id == request["child_id"]:
            covered.add(item_id)
    return covered
