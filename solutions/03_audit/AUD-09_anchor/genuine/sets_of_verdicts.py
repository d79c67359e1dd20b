"""Each anchor has a verdict of its own, and the worst one counts."""

def check_log(entries: list[bytes], anchors: list[dict]) -> dict:
    verdicts = {}
    for anchor in anchors:
        size = anchor["size"]
        if len(entries) < size:
            verdicts[size] = "truncated"
        else:
            fits = root(entries[:size]) == anchor["root"]
            verdicts[size] = "intact" if fits else "rewritten"
    proven = [size for size, verdict in verdicts.items() if verdict == "intact"]
    for verdict in ("rewritten", "truncated", "intact"):
        if verdict in verdicts.values():
            break
    else:
        verdict = "unanchored"
    return {"verdict": verdict, "proven": max([0, *proven])}
