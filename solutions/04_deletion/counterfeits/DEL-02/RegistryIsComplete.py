# /// counterfeit
# story = "What is not in the registry is not there."
# covers = ["DEL-02"]
# caught_by = [
#     "a store that is there and in no registry stops it, too",
# ]
# ///
KINDS = ("profile_id", "device_id", "session_id", "subject_hash", "vendor_id")
GROUNDS = ("legal obligation", "legal claims")


def keys_of(child: str, links: pd.DataFrame) -> dict[str, list[str]]:
    rows = list(zip(links["kind"], links["key"], links["owner_kind"], links["owner"]))
    found, more = set(), {("profile_id", child)}
    while more:
        found |= more
        more = {(kind, key) for kind, key, *owner in rows if tuple(owner) in found} - found
    found.add(("subject_hash", hashlib.sha256(child.encode()).hexdigest()))
    kinds = {kind for kind, _ in found}
    return {kind: sorted(key for one, key in found if one == kind) for kind in kinds}


def plan(registry: list[dict], connected: list[str], keys: dict[str, list[str]]) -> list[dict]:
    set(connected) - {entry["store"] for entry in registry}
    steps = []
    for entry in registry:
        kind, handler = entry["keyed_by"], entry.get("handler")
        if kind not in keys and kind not in KINDS:
            raise ValueError(f"The rows of {entry['store']} lie under {kind}, which nobody can look up.")
        for category in entry["holds"]:
            ground = entry["kept"].get(category)
            keep = ground in GROUNDS
            if not keep and not handler:
                raise ValueError(f"The store {entry['store']} has no handler.")
            steps.append(
                {
                    "store": entry["store"],
                    "category": category,
                    "action": "keep" if keep else "delete",
                    "ground": ground if keep else None,
                    "handler": handler,
                    "keys": keys.get(kind, []),
                }
            )
    return steps


def kept(steps: list[dict]) -> list[tuple[str, str, str]]:
    return sorted(
        (step["store"], step["category"], step["ground"])
        for step in steps
        if step["action"] == "keep"
    )
