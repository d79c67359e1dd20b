# /// counterfeit
# story = "A recording must lie in the transcript's own store, or the transcript is an orphan."
# covers = ["RET-08", "RET-10", "RET-11"]
# caught_by = [
#     "where nothing is due and every store was read, it passes",
#     "all that belongs to an expired profile is found, under the device's key too",
#     "a profile that is gone itself leaves nothing behind",
#     "a recording in any store keeps its transcript from being an orphan",
#     "a transcript without its recording is a violation",
#     "a store that nobody registered is read and reported",
# ]
# ///
def sweep(stores, registry, expired, device_owner):
    violations, gaps, rows = set(), {}, []
    for name in registry:
        if name not in stores:
            gaps[name] = "unreachable"
    for name, store in stores.items():
        if name not in registry:
            gaps[name] = "unregistered"
        try:
            rows += [(name, item) for item in store.scan().itertuples()]
        except StoreUnavailable:
            gaps.setdefault(name, "unreachable")
    present = {(store, item.item_id) for store, item in rows}
    for name, item in rows:
        if device_owner.get(item.key, item.key) in expired:
            violations.add((name, item.item_id, "expired"))
        if not pd.isna(item.made_from) and (name, item.made_from) not in present:
            violations.add((name, item.item_id, "orphan"))
    verdict = "INCOMPLETE" if gaps else "VIOLATIONS" if violations else "PASS"
    return {"verdict": verdict, "violations": violations, "gaps": gaps}
