# /// counterfeit
# story = "The customer is king: who types 'recordings' gets the recordings deleted."
# covers = ["DEL-08"]
# caught_by = [
#     "by voice as by app: a parent's request is approved, and covers the same",
#     "whichever channel, and whatever was said: one request, one scope",
# ]
# ///
def decide(request: dict, ties: pd.DataFrame, proofs: pd.DataFrame) -> str:
    proven = proofs[
        (proofs["subject_request_id"] == request["subject_request_id"])
        & (proofs["person_id"] == request["requester_id"])
        & proofs["passed"]
    ]
    if proven.empty:
        return "identity_unverified"
    tie = ties[
        (ties["adult_id"] == request["requester_id"])
        & (ties["child_id"] == request["child_id"])
        & ties["kind"].isin(["parent", "guardian"])
        & (ties["from_at"] <= request["received_at"])
        & ~(ties["until_at"] <= request["received_at"])
    ]
    return "denied" if tie.empty else "approved"


def scope(request: dict, state: str, items: pd.DataFrame) -> set[str]:
    if state != "approved":
        return set()
    own = items[items["profile_id"] == request["child_id"]]
    if "audio" in request["words"].lower() or "said" in request["words"].lower():
        own = own[own["category"].isin(["audio", "transcript"])]
    return set(own["item_id"])
