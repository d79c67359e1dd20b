"""Vectorised pandas: every key that counts as expired, one concat with keys, two masks."""

def sweep(stores, registry, expired, device_owner):
    frames, gaps = {}, dict.fromkeys(set(registry) - set(stores), "unreachable")
    for name in stores:
        try:
            frames[name] = stores[name].scan()
        except StoreUnavailable:
            gaps[name] = "unreachable"
    gaps.update(dict.fromkeys(set(stores) - set(registry), "unregistered"))

    keys = set(expired) | {device for device, owner in device_owner.items() if owner in expired}
    violations = set()
    if frames:
        items = pd.concat(frames, names=["store", "row"]).reset_index("store")
        masks = {
            "expired": items["key"].isin(keys),
            "orphan": items["made_from"].notna() & ~items["made_from"].isin(items["item_id"]),
        }
        for reason, mask in masks.items():
            pairs = items.loc[mask, ["store", "item_id"]].itertuples(index=False, name=None)
            violations.update((store, item, reason) for store, item in pairs)
    verdict = "PASS"
    if violations:
        verdict = "VIOLATIONS"
    if gaps:
        verdict = "INCOMPLETE"
    return {"verdict": verdict, "violations": violations, "gaps": gaps}
