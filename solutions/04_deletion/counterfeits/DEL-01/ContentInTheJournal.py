# /// counterfeit
# story = "For evidence, the journal holds the rows."
# covers = ["DEL-01", "DEL-23"]
# caught_by = [
#     "in a company with real stores, what follows later is named, and then it is done",
#     "nothing is missing of the sister, in real stores, with a lie and a crash",
#     "the journal says what was blocked and found, and no more",
# ]
# ///
ROUNDS = 3


def erase(company, child: str, request_id: str) -> list[str]:
    identity = company.identity
    keys = sorted(key for some in identity.keys_of(child).values() for key in some)
    if not keys:
        return []
    company.journal.append({"event": "blocked", "request_id": request_id, "keys": keys})
    stores = company.stores
    for rounds_left in range(ROUNDS, -1, -1):
        found, silent = _find(stores, keys, _written_down(company, request_id))
        if not found or not rounds_left:
            break
        ids = sorted({row["item_id"] for rows in found.values() for row in rows})
        company.journal.append({"event": "found", "request_id": request_id, "item_ids": ids, "rows": [*found.values()]})
        _purge(stores, found)
    left = sorted({*found, *silent})
    if not left:
        identity.forget(child)
    return left


def _written_down(company, request_id):
    return {
        item_id
        for entry in company.journal.entries()
        if entry["event"] == "found" and entry["request_id"] == request_id
        for item_id in entry["item_ids"]
    }


def _find(stores, keys, ids):
    found, silent, ids = {}, set(), set(ids)
    while True:
        before = len(ids)
        for name, store in stores.items():
            try:
                rows = store.inspect(keys) + store.derived(sorted(ids))
            except StoreUnavailable:
                silent.add(name)
                continue
            if rows:
                found[name] = rows
                ids |= {row["item_id"] for row in rows}
        if len(ids) == before:
            return found, silent


def _purge(stores, found):
    made_from = {row["item_id"]: row["made_from"] for rows in found.values() for row in rows}
    while made_from:
        leaves = sorted(made_from.keys() - set(made_from.values()))
        for name in found:
            try:
                stores[name].purge(leaves)
            except StoreUnavailable:
                continue  # the next search will tell
        for item_id in leaves:
            del made_from[item_id]
