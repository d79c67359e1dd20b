"""The journal is read backwards: the last entry of a key decides. The stores are cleaned until a
whole pass finds nothing.
"""

def admit(entries, message):
    return not is_dead(entries, message["item"])


def is_dead(entries, item):
    ids = set()
    for entry in entries:
        ids.update(entry["item_ids"] if entry["event"] == "found" else [])
    if {item["item_id"], item["made_from"]} & ids:
        return True
    released = None
    for entry in reversed(entries):
        if entry["event"] == "released" and item["key"] in entry["keys"] and released is None:
            released = pd.Timestamp(entry["from"])
        if entry["event"] == "blocked" and item["key"] in entry["keys"]:
            return released is None or item["made_on"] < released
    return False


def replay(company, names):
    stores, unfit = company.stores, set()
    everybody = {entry.get("request_id") for entry in company.journal.entries()} - {None}
    for request_id in everybody:
        for _ in range(50):
            silent = set()
            entries = [
                entry
                for entry in company.journal.entries()
                if entry["event"] == "released" or entry.get("request_id") == request_id
            ]
            keys = {key for one in entries if one["event"] == "blocked" for key in one["keys"]}
            known = {x for one in entries if one["event"] == "found" for x in one["item_ids"]}
            left, doomed = set(), {}
            for name in names:
                store = stores[name]
                try:
                    rows = store.inspect(list(keys)) + store.derived(list(known))
                except StoreUnavailable:
                    silent.add(name)
                    continue
                doomed[name] = [row["item_id"] for row in rows if is_dead(entries, row)]
                if doomed[name]:
                    left.add(name)
            if not left:
                break
            company.journal.append(
                {
                    "event": "found",
                    "request_id": request_id,
                    "item_ids": [item_id for some in doomed.values() for item_id in some],
                }
            )
            for name in left:
                try:
                    stores[name].purge(doomed[name])
                except StoreUnavailable:
                    pass
        unfit |= left | silent
    return sorted(unfit)
