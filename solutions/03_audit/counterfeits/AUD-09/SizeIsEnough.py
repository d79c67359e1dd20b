# /// counterfeit
# story = "A log with as many entries as it should have is whole."
# covers = ["AUD-09", "AUD-25"]
# caught_by = [
#     "a cut log and a rewritten log do not pass",
#     "a log that was rebuilt from the start agrees with itself, and with no anchor",
#     "one rewritten entry shows wherever it stood, and what comes after the last anchor is not proven",
#     "a log that was bent and cut is called rewritten",
#     "one man's hidden shard, a cut one and a strange one are gaps, and the rest is still told",
# ]
# ///
def check_log(entries: list[bytes], anchors: list[dict]) -> dict:
    long_enough = [anchor for anchor in anchors if anchor["size"] <= len(entries)]
    fit = [one["size"] for one in long_enough if root(entries[: one["size"]]) == one["root"]]
    if not anchors:
        verdict = "unanchored"

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
