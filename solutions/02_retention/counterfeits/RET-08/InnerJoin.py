# /// counterfeit
# story = "Transcripts are joined to their recordings, so those without one vanish."
# covers = ["RET-11"]
# caught_by = [
#     "a transcript without its recording is a violation",
#     "a recording in any store keeps its transcript from being an orphan",
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
    for name, item in rows:
        if device_owner.get(item.key, item.key) in expired:
            violations.add((name, item.item_id, "expired"))
    verdict = "INCOMPLETE" if gaps else "VIOLATIONS" if violations else "PASS"
    return {"verdict": verdict, "violations": violations, "gaps": gaps}
