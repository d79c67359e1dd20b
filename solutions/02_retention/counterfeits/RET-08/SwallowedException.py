# /// counterfeit
# story = "A store that fails has no violations: the nightly job must stay green."
# covers = ["RET-10"]
# caught_by = [
#     "a store that is down is named, and the verdict is INCOMPLETE",
#     "a store that is down hides neither itself nor the others",
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
            continue
    present = {item.item_id for _, item in rows}
    for name, item in rows:
        if device_owner.get(item.key, item.key) in expired:
            violations.add((name, item.item_id, "expired"))
        if not pd.isna(item.made_from) and item.made_from not in present:
            violations.add((name, item.item_id, "orphan"))
    verdict = "INCOMPLETE" if gaps else "VIOLATIONS" if violations else "PASS"
    return {"verdict": verdict, "violations": violations, "gaps": gaps}
