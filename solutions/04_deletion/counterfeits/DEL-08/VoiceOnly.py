# /// counterfeit
# story = "The case is about voices."
# covers = ["DEL-08", "DEL-10"]
# caught_by = [
#     "by voice as by app: a parent's request is approved, and covers the same",
#     "all of that child's data, and nothing of the household's others",
#     "whichever channel, and whatever was said: one request, one scope",
#     "two children in one household: whoever is asked for, and of every category",
#     "nothing is covered until the request is approved",
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
    own = items["profile_id"] == request["child_id"]
    return set(items.loc[own & items["category"].isin(["audio", "transcript"]), "item_id"])
