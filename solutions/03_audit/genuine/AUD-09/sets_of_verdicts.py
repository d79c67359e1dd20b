# /// genuine
# story = "Each anchor has a verdict of its own, and the worst one counts."
# ///
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


def compare(mine: dict, theirs: dict, prove) -> str:
    if mine["size"] == theirs["size"]:
        return "consistent" if mine["root"] == theirs["root"] else "forked"
    old, new = sorted((mine, theirs), key=lambda anchor: anchor["size"])
    try:
        proof = prove(old["size"], new["size"])
    except Exception:
        return "unproven"
    shown = verify_consistency(old["size"], old["root"], new["size"], new["root"], proof)
    return "consistent" if shown else "unproven"


def unjustified(shards: dict[str, list[bytes]], anchors: dict[str, dict], lacks_basis) -> dict:
    gaps = {name: "missing" for name in anchors if name not in shards}
    for name, entries in shards.items():
        anchored = [anchors[name]] if name in anchors else []
        verdict = check_log(entries, anchored)["verdict"]
        if verdict != "intact":
            gaps[name] = verdict
    accesses = sorted(
        (name, index)
        for name, entries in shards.items()
        for index, entry in enumerate(entries)
        if lacks_basis(entry)
    )
    return {"accesses": accesses, "gaps": gaps, "complete": not gaps and bool(anchors)}
