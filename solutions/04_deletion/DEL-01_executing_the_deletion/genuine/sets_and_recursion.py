"""The tree of what was made from what, walked by recursion: the leaves are purged on the way up, in
all stores at once. It marks the rows before it destroys them.
"""

def erase(company, child, request_id):
    people = company.identity
    known_keys = people.keys_of(child)
    if known_keys == {}:
        return []
    keys = sorted(set().union(*known_keys.values()))
    company.journal.append({"event": "blocked", "request_id": request_id, "keys": keys})

    def look():
        ids = set()
        for entry in company.journal.entries():
            if entry["event"] == "found" and entry["request_id"] == request_id:
                ids.update(entry["item_ids"])
        where, parent, silent = {}, {}, set()
        for _ in range(1000):
            size = len(ids)
            for name, store in company.stores.items():
                try:
                    for row in store.inspect(keys) + store.derived(list(ids)):
                        where.setdefault(row["item_id"], set()).add(name)
                        parent[row["item_id"]] = row["made_from"]
                        ids.add(row["item_id"])
                except StoreUnavailable:
                    silent.add(name)
            if len(ids) == size:
                break
        return where, parent, silent

    def purge(item_id, where, parent, done):
        if item_id in done:
            return
        done.add(item_id)
        for other in sorted(one for one, source in parent.items() if source == item_id):
            purge(other, where, parent, done)
        for name in where[item_id]:
            try:
                company.stores[name].delete([item_id])
                company.stores[name].purge([item_id])
            except StoreUnavailable:
                pass

    where, parent, silent = look()
    for _ in range(ROUNDS):
        if where:
            company.journal.append(
                {"event": "found", "request_id": request_id, "item_ids": sorted(where)}
            )
            done = set()
            for item_id in sorted(where):
                purge(item_id, where, parent, done)
            where, parent, silent = look()
    left = sorted(silent.union(*where.values()))
    if not left:
        people.forget(child)
    return left
