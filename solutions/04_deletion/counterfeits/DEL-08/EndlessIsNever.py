# /// counterfeit
# story = "A tie without an end is compared with an end that is missing, and is not later."
# covers = ["DEL-08", "DEL-09"]
# caught_by = [
#     "by voice as by app: a parent's request is approved, and covers the same",
#     "a parent is known by a check and by a tie to that child",
#     "whichever channel, and whatever was said: one request, one state",
#     "a check of another request, of another person, or that failed, proves nothing",
#     "who is not known is asked first, before it is said whether they are a parent",
#     "parent or guardian of this child, and nobody else",
#     "a tie counts from its first instant until just before its last",
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
        & (ties["until_at"] > request["received_at"])
    ]
    return "denied" if tie.empty else "approved"


def scope(request: dict, state: str, items: pd.DataFrame) -> set[str]:
    if state != "approved":
        return set()
    return set(items.loc[items["profile_id"] == request["child_id"], "item_id"])
