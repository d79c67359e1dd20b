# /// counterfeit
# story = "Whatever answers is fine; the registry is paperwork."
# covers = ["RET-10"]
# caught_by = [
#     "a store that nobody registered is read and reported",
# ]
# ///
def sweep(stores, registry, expired, device_owner):
    violations, gaps, rows = set(), {}, []
    for name in registry:
        if name not in stores:
            gaps[name] = "unreachable"
    for name, store in stores.items():
        try:
            rows += [(name, item) for item in store.scan().itertuples()]
        except StoreUnavailable:
            gaps.setdefault(name, "unreachable")
    present = {item.item_id for _, item in rows}
    for name, item in rows:
        if device_owner.get(item.key, item.key) in expired:
            violations.add((name, item.item_id, "expired"))
        if not pd.isna(item.made_from) and item.made_from not in present:
            violations.add((name, item.item_id, "orphan"))
    verdict = "INCOMPLETE" if gaps else "VIOLATIONS" if violations else "PASS"
    return {"verdict": verdict, "violations": violations, "gaps": gaps}
