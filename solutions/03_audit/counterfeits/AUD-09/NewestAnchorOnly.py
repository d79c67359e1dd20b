# /// counterfeit
# story = "The newest anchor stands for all the older ones."
# covers = ["AUD-09"]
# caught_by = [
#     "a cut log and a rewritten log do not pass",
#     "whatever is cut from the end shows, down to a single entry",
#     "one rewritten entry shows wherever it stood, and what comes after the last anchor is not proven",
#     "a log that was bent and cut is called rewritten",
# ]
# ///
def check_log(entries: list[bytes], anchors: list[dict]) -> dict:
    anchors = sorted(anchors, key=lambda anchor: anchor["size"])[-1:]
    long_enough = [anchor for anchor in anchors if anchor["size"] <= len(entries)]
    fit = [one["size"] for one in long_enough if root(entries[: one["size"]]) == one["root"]]
    if not anchors:
        verdict = "unanchored"
    elif len(fit) < len(long_enough):
        verdict = "rewritten"
    elif len(long_enough) < len(anchors):
        verdict = "truncated"
    else:
        verdict = "intact"
    return {"verdict": verdict, "proven": max(fit, default=0)}


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
