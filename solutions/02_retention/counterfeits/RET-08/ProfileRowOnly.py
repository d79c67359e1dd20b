# /// counterfeit
# story = "The profile row is the profile: a join to it loses what outlived it."
# covers = ["RET-08", "RET-09", "RET-10", "RET-11", "RET-12"]
# caught_by = [
#     "where nothing is due and every store was read, it passes",
#     "all that belongs to an expired profile is found, under the device's key too",
#     "a profile that is gone itself leaves nothing behind",
#     "a copy in a replica is found, though the first store is clean",
#     "a store that is down hides neither itself nor the others",
#     "a store that nobody registered is read and reported",
#     "a recording in any store keeps its transcript from being an orphan",
#     "every kind of content counts, text as much as audio",
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
    present = {item.item_id for _, item in rows}
    for name, item in rows:
        if item.item_id == item.key and item.key in expired:
            violations.add((name, item.item_id, "expired"))
        if not pd.isna(item.made_from) and item.made_from not in present:
            violations.add((name, item.item_id, "orphan"))
    verdict = "INCOMPLETE" if gaps else "VIOLATIONS" if violations else "PASS"
    return {"verdict": verdict, "violations": violations, "gaps": gaps}
