"""Each anchor has a verdict of its own, and the worst one counts."""

def check_log(entries: list[bytes], anchors: list[dict]) -> dict:
    verdicts = {}
    for anchor in anchors:
        size, claimed = anchor["size"], anchor["root"]
        if len(entries) < size:
            verdicts[size, claimed] = "truncated"
        else:
            fits = root(entries[:size]) == claimed
            verdicts[size, claimed] = "intact" if fits else "rewritten"
    proven = [size for (size, _), verdict in verdicts.items() if verdict == "intact"]
    for verdict in ("rewritten", "truncated", "intact"):
        if verdict in verdicts.values():
            break
    else:
        verdict = "unanchored"
    return {"verdict": verdict, "proven": max([0, *proven])}
