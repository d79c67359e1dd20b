# /// counterfeit
# story = "First the most sensitive thing: the list of who has which device."
# covers = ["DEL-01", "DEL-13", "DEL-23", "DEL-24"]
# caught_by = [
#     "block first, forget last, and not before everything is gone",
#     "after a crash it goes on, and a second run changes nothing",
#     "nothing is missing of the sister, in real stores, with a lie and a crash",
#     "what a store says it did is not what it did",
#     "a transcript goes before its recording, and the block before both",
#     "what was made from her recording is found when the recording is gone",
#     "it may die at every step, and again at the next",
#     "two runs at once, and one after the other, do as one",
# ]
# ///
ROUNDS = 3


def erase(company, child: str, request_id: str) -> list[str]:
    identity = company.identity
    keys = sorted(key for some in identity.keys_of(child).values() for key in some)
    if not keys:
        return []
    company.journal.append({"event": "blocked", "request_id": request_id, "keys": keys})
    identity.forget(child)
    stores = company.stores
    for rounds_left in range(ROUNDS, -1, -1):
        found, silent = _find(stores, keys, _written_down(company, request_id))
        if not found or not rounds_left:
            break
        ids = sorted({row["item_id"] for rows in found.values() for row in rows})
        company.journal.append({"event": "found", "request_id": request_id, "item_ids": ids})
        _purge(stores, found)
    left = sorted({*found, *silent})
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
