# /// counterfeit
# story = "An item counts once, in the first store where it is seen."
# covers = ["RET-09"]
# caught_by = [
#     "a copy in a replica is found, though the first store is clean",
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
    seen = set()
    for name, item in rows:
        if item.item_id in seen:
            continue
        seen.add(item.item_id)
        if device_owner.get(item.key, item.key) in expired:
            violations.add((name, item.item_id, "expired"))
        if not pd.isna(item.made_from) and item.made_from not in present:
            violations.add((name, item.item_id, "orphan"))
    verdict = "INCOMPLETE" if gaps else "VIOLATIONS" if violations else "PASS"
    return {"verdict": verdict, "violations": violations, "gaps": gaps}
