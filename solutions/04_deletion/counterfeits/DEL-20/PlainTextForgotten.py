# /// counterfeit
# story = "What is not encrypted is another team's affair."
# covers = ["DEL-20"]
# caught_by = [
#     "a key that is gone erases, but for the copy in plain text",
#     "each copy is looked at, under its own key",
# ]
# ///
def readable(copies: pd.DataFrame, keys: pd.DataFrame) -> dict[str, list[str]]:
    usable, known = set(), set(keys["key_id"])
    there = keys[~keys["destroyed"]]
    grown = -1
    while grown < len(usable):
        grown = len(usable)
        # what is missing is no known key either
        opens = there["wrapped_by"].isin(usable) | ~there["wrapped_by"].isin(known)
        usable = set(there.loc[opens, "key_id"])
    key_id = copies["key_id"]
    open_copies = copies[key_id.notna() & (key_id.isin(usable) | ~key_id.isin(known))]
    return {
        item_id: sorted(set(stores)) for item_id, stores in open_copies.groupby("item_id")["store"]
    }


def destroyable(child: str, copies: pd.DataFrame) -> set[str]:
    own = copies["profile_id"] == child
    return set(copies.loc[own, "key_id"].dropna()) - set(copies.loc[~own, "key_id"])


def confirmations(
    request_id: str,
    child_items: set[str],
    shared: pd.DataFrame,
    notices: pd.DataFrame,
    answers: pd.DataFrame,
    as_of: pd.Timestamp,
    days: int,
) -> dict[str, str]:
    rows = list(zip(shared["sender"], shared["receiver"], shared["item_id"]))
    have = {("murmur", item_id) for item_id in child_items}
    before = 0
    while before < len(have):
        before = len(have)
        have |= {(receiver, item) for sender, receiver, item in rows if (sender, item) in have}
    sent = notices[notices["request_id"] == request_id].groupby("party")["sent_on"].min()
    answered = answers[answers["request_id"] == request_id].sort_values("received_on")
    found = {}
    for party in {party for party, _ in have} - {"murmur"}:
        if party not in sent:
            found[party] = "not notified"
            continue
        own = answered[(answered["party"] == party) & (answered["received_on"] >= sent[party])]
        latest = own["says"].iloc[-1] if len(own) else ""
        late = as_of > sent[party] + pd.Timedelta(days=days)
        found[party] = latest if latest in ("done", "refused") else "overdue" if late else "waiting"
    return found
