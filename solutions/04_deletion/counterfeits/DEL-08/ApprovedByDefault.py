# /// counterfeit
# story = "The caller has looked at the state already."
# covers = ["DEL-08", "DEL-10"]
# caught_by = [
#     "all of that child's data, and nothing of the household's others",
#     "whichever channel, and whatever was said: one request, one scope",
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
    return set(items.loc[items["profile_id"] == request["child_id"], "item_id"])
