"""Merges until nothing is new, and one table of parties with its notices and answers joined."""

def confirmations(request_id, child_items, shared, notices, answers, as_of, days):
    have = pd.DataFrame({"party": "murmur", "item_id": sorted(child_items)}, dtype=object)
    while True:
        step = shared.merge(have, left_on=["sender", "item_id"], right_on=["party", "item_id"])
        step = step[["receiver", "item_id"]].rename(columns={"receiver": "party"})
        more = pd.concat([have, step]).drop_duplicates()
        if len(more) == len(have):
            break
        have = more
    parties = sorted(set(have["party"]) - {"murmur"})
    own = notices.query("request_id == @request_id")
    table = pd.DataFrame(index=pd.Index(parties, name="party", dtype=object))
    table["sent_on"] = own.groupby("party")["sent_on"].min().reindex(table.index)
    said = answers.query("request_id == @request_id").merge(table.reset_index(), on="party")
    said = said[said["received_on"] >= said["sent_on"]].sort_values("received_on")
    table["says"] = said.groupby("party")["says"].last().reindex(table.index)
    state = pd.Series("waiting", index=table.index, dtype=object)
    state[as_of - table["sent_on"] > pd.Timedelta(days=days)] = "overdue"
    closed = table["says"].isin(["done", "refused"])
    state[closed] = table.loc[closed, "says"]
    state[table["sent_on"].isna()] = "not notified"
    return state.to_dict()
