"""Plain Python: two passes over lists of records."""

def sweep(stores, registry, expired, device_owner):
    gaps, contents = {}, {}
    for name in sorted(set(registry) | set(stores)):
        if name in stores and name not in registry:
            gaps[name] = "unregistered"
        elif name not in stores:
            gaps[name] = "unreachable"
            continue
        try:
            contents[name] = stores[name].scan().to_dict("records")
        except StoreUnavailable:
            if name in registry:
                gaps[name] = "unreachable"

    everything = set()
    for records in contents.values():
        everything.update(record["item_id"] for record in records)

    violations = set()
    for name, records in contents.items():
        for record in records:
            owner = device_owner.get(record["key"], record["key"])
            if owner in expired:
                violations.add((name, record["item_id"], "expired"))
            parent = record["made_from"]
            if isinstance(parent, str) and parent not in everything:
                violations.add((name, record["item_id"], "orphan"))

    if gaps:
        verdict = "INCOMPLETE"
    elif violations:
        verdict = "VIOLATIONS"
    else:
        verdict = "PASS"
    return dict(verdict=verdict, violations=violations, gaps=gaps)
