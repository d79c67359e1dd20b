# /// counterfeit
# story = "It was purged: the store said so."
# covers = ["DEL-07"]
# caught_by = [
#     "a store that does not answer, or keeps what is dead, must not serve",
#     "a store that will not be written keeps nobody from the others",
#     "what was made from the dead and is kept is found, though that itself is gone",
# ]
# ///
def admit(entries: list[dict], message: dict) -> bool:
    until, ids = _tombstones(entries)
    return not _is_dead(message["item"], until, ids)


def _tombstones(entries):
    until, ids = {}, set()
    for entry in entries:
        if entry["event"] == "blocked":
            until |= dict.fromkeys(entry["keys"], pd.Timestamp.max)
        elif entry["event"] == "released":
            until |= {key: pd.Timestamp(entry["from"]) for key in entry["keys"] if key in until}
        elif entry["event"] == "found":
            ids |= set(entry["item_ids"])
    return until, ids


def _is_dead(item, until, ids):
    if item["item_id"] in ids or item["made_from"] in ids:
        return True
    return item["key"] in until and item["made_on"] < until[item["key"]]


def replay(company, names: list[str]) -> list[str]:
    entries, stores, unfit = company.journal.entries(), company.stores, set()
    for request_id in sorted({entry["request_id"] for entry in entries if entry["event"] == "blocked"}):
        until, ids = _tombstones(
            [one for one in entries if one["event"] == "released" or one["request_id"] == request_id]
        )
        dead, _ = _dead_in(stores, names, until, ids)
        if dead:
            ids = ids.union(*dead.values())
            found = sorted(set().union(*dead.values()))
            company.journal.append({"event": "found", "request_id": request_id, "item_ids": found})
        for name, item_ids in dead.items():
            try:
                stores[name].purge(sorted(item_ids))
            except StoreUnavailable:
                continue  # the next search will tell
        left, silent = _dead_in(stores, names, until, ids)
        unfit |= silent
    return sorted(unfit)


def _dead_in(stores, names, until, ids):
    dead, silent, ids, grown = {}, set(), set(ids), True
    while grown:
        grown = False
        for name in names:
            try:
                rows = stores[name].inspect(sorted(until)) + stores[name].derived(sorted(ids))
            except StoreUnavailable:
                silent.add(name)
                continue
            fresh = {row["item_id"] for row in rows if _is_dead(row, until, ids)}
            if fresh != dead.get(name, set()):
                dead[name], ids, grown = fresh, ids | fresh, True
    return dead, silent
