"""Row by row: generations in a list, purged from the youngest to the oldest, one id a call; the ids
of earlier runs are the first generation.
"""

def erase(company, child, request_id):
    people = company.identity
    keys = [key for kind in people.keys_of(child).values() for key in kind]
    if len(keys) == 0:
        return []
    journal = company.journal
    journal.append({"keys": keys, "request_id": request_id, "event": "blocked"})
    purged = 0
    while True:
        rows, silent = everything(company, keys, request_id)
        if not rows or purged == ROUNDS:
            break
        journal.append(
            {"event": "found", "request_id": request_id, "item_ids": [row[1] for row in rows]}
        )
        for name, item_id in by_age(rows):
            try:
                company.stores[name].purge([item_id])
            except StoreUnavailable:
                continue
        purged += 1
    left = {row[0] for row in rows} | silent
    if left:
        return sorted(left)
    people.forget(child)
    return []


def everything(company, keys, request_id):
    known = []
    for entry in company.journal.entries():
        if entry["event"] == "found" and entry["request_id"] == request_id:
            known.extend(entry["item_ids"])
    rows, silent = {}, set()
    grown = True
    while grown:
        grown = False
        stores = company.stores
        for name in stores:
            store = stores[name]
            try:
                here = store.derived(known)
                here.extend(store.inspect(keys))
            except StoreUnavailable:
                silent.add(name)
                continue
            for row in here:
                if (name, row["item_id"]) not in rows:
                    rows[name, row["item_id"]] = (name, row["item_id"], row["made_from"])
                    known.append(row["item_id"])
                    grown = True
    return list(rows.values()), silent


def by_age(rows):
    source = {item_id: made_from for _, item_id, made_from in rows}

    def age(item_id):
        steps, seen = 0, set()
        while source.get(item_id) is not None and item_id not in seen:
            seen.add(item_id)
            item_id = source[item_id]
            steps += 1
        return steps

    return [(name, one) for name, one, _ in sorted(rows, key=lambda row: -age(row[1]))]
