"""Recursion over keys, a queue over parties, dicts of rows."""

def readable(copies, keys):
    rows = {}
    for row in keys.to_dict("records"):
        rows.setdefault(row["key_id"], []).append(row)

    def can_use(key_id):
        if key_id not in rows:
            return True
        for row in rows[key_id]:
            if row["destroyed"]:
                continue
            if pd.isna(row["wrapped_by"]) or can_use(row["wrapped_by"]):
                return True
        return False

    found = {}
    for copy in copies.to_dict("records"):
        if pd.isna(copy["key_id"]) or can_use(copy["key_id"]):
            found.setdefault(copy["item_id"], set()).add(copy["store"])
    return {item_id: sorted(stores) for item_id, stores in found.items()}


def destroyable(child, copies):
    owners = {}
    for copy in copies.to_dict("records"):
        if pd.notna(copy["key_id"]):
            owners.setdefault(copy["key_id"], set()).add(copy["profile_id"])
    return {key_id for key_id, whose in owners.items() if whose == {child}}


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
