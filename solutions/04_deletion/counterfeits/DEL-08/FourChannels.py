# /// counterfeit
# story = "A request by another way is none: it goes to a person, who asks for the form."
# covers = ["DEL-08"]
# caught_by = [
#     "whichever channel, and whatever was said: one request, one state",
# ]
# ///
def decide(request: dict, ties: pd.DataFrame, proofs: pd.DataFrame) -> str:
    if request["channel"] not in ("app", "web", "voice", "service"):
        return "denied"
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
    return set(items.loc[items["profile_id"] == request["child_id"], "item_id"])
