# /// counterfeit
# story = "The person has been checked before, for another request."
# covers = ["DEL-09"]
# caught_by = [
#     "a check of another request, of another person, or that failed, proves nothing",
# ]
# ///
def decide(request: dict, ties: pd.DataFrame, proofs: pd.DataFrame) -> str:
    proven = proofs[
        (proofs["person_id"] == request["requester_id"])
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
    return set(items.loc[items["profile_id"] == request["child_id"], "item_id"])
