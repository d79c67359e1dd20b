"""A queue over parties, and dicts of rows."""

def confirmations(request_id, child_items, shared, notices, answers, as_of, days):
    handed = {}
    for row in shared.to_dict("records"):
        handed.setdefault((row["sender"], row["item_id"]), []).append(row["receiver"])
    queue = [("murmur", item_id) for item_id in child_items]
    seen = set(queue)
    for party, item_id in queue:
        for receiver in handed.get((party, item_id), []):
            if (receiver, item_id) not in seen:
                seen.add((receiver, item_id))
                queue.append((receiver, item_id))
    result = {}
    for party in {one for one, _ in seen if one != "murmur"}:
        first = None
        for row in notices.to_dict("records"):
            if row["request_id"] == request_id and row["party"] == party:
                first = row["sent_on"] if first is None else min(first, row["sent_on"])
        if first is None:
            result[party] = "not notified"
            continue
        last_day, word = None, None
        for row in answers.to_dict("records"):
            if row["request_id"] != request_id or row["party"] != party or row["received_on"] < first:
                continue
            if last_day is None or row["received_on"] > last_day:
                last_day, word = row["received_on"], row["says"]
        if word in ("done", "refused"):
            result[party] = word
        else:
            result[party] = "waiting" if (as_of - first).days <= days else "overdue"
    return result
