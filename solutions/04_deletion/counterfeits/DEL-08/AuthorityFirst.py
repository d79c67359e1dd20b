# /// counterfeit
# story = "Whoever is not a parent need not be checked at all. (And learns who is one.)"
# covers = ["DEL-09"]
# caught_by = [
#     "who is not known is asked first, before it is said whether they are a parent",
# ]
# ///
def decide(request: dict, ties: pd.DataFrame, proofs: pd.DataFrame) -> str:
    proven = proofs[
        (proofs["subject_request_id"] == request["subject_request_id"])
        & (proofs["person_id"] == request["requester_id"])
        & proofs["passed"]
    ]
    tie = ties[
        (ties["adult_id"] == request["requester_id"])
        & (ties["child_id"] == request["child_id"])
        & ties["kind"].isin(["parent", "guardian"])
        & (ties["from_at"] <= request["received_at"])
        & ~(ties["until_at"] <= request["received_at"])
    ]
    if tie.empty:
        return "denied"
    return "identity_unverified" if proven.empty else "approved"


def scope(request: dict, state: str, items: pd.DataFrame) -> set[str]:
    if state != "approved":
        return set()
    return set(items.loc[items["profile_id"] == request["child_id"], "item_id"])
