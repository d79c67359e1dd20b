"""Loops that go from the smallest anchor to the largest."""

def check_log(entries, anchors):
    proven, rewritten, truncated = 0, False, False
    for anchor in sorted(anchors, key=lambda anchor: anchor["size"]):
        size = anchor["size"]
        if size > len(entries):
            truncated = True
        elif root(entries[:size]) == anchor["root"]:
            proven = size
        else:
            rewritten = True
    if rewritten:
        return {"verdict": "rewritten", "proven": proven}
    if truncated:
        return {"verdict": "truncated", "proven": proven}
    return {"verdict": "intact" if anchors else "unanchored", "proven": proven}


def compare(mine, theirs, prove):
    if mine["size"] > theirs["size"]:
        return compare(theirs, mine, prove)
    if mine == theirs:
        return "consistent"
    if mine["size"] == theirs["size"]:
        return "forked"
    sizes = mine["size"], theirs["size"]
    try:
        proof = prove(*sizes)
        if verify_consistency(sizes[0], mine["root"], sizes[1], theirs["root"], proof):
            return "consistent"
    except Exception:
        pass
    return "unproven"


def unjustified(shards, anchors, lacks_basis):
    accesses, gaps = [], {}
    for name in sorted({*shards, *anchors}):
        if name not in shards:
            gaps[name] = "missing"
            continue
        for index, entry in enumerate(shards[name]):
            if lacks_basis(entry):
                accesses.append((name, index))
        verdict = check_log(shards[name], [anchors[name]] if name in anchors else [])["verdict"]
        if verdict != "intact":
            gaps[name] = verdict
    return {"accesses": accesses, "gaps": gaps, "complete": len(anchors) > 0 and not gaps}
