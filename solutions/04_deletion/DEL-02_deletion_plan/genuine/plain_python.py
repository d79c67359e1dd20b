"""A stack for the keys, and the checks of the registry before the first step is made."""

def keys_of(child, links):
    below = {}
    for row in links.to_dict("records"):
        below.setdefault((row["owner_kind"], row["owner"]), []).append((row["kind"], row["key"]))
    stack, result = [("profile_id", child)], {}
    while stack:
        kind, key = stack.pop()
        if key in result.setdefault(kind, []):
            continue
        result[kind].append(key)
        stack.extend(below.get((kind, key), []))
    for keys in result.values():
        keys.sort()
    result["subject_hash"] = [hashlib.sha256(bytes(child, "utf-8")).hexdigest()]
    return result


def plan(registry, connected, keys):
    names = [entry["store"] for entry in registry]
    for name in connected:
        if name not in names:
            raise ValueError(name)
    steps = []
    for entry in registry:
        if entry["keyed_by"] not in {*keys, *KINDS}:
            raise ValueError(entry["store"])
        for category in entry["holds"]:
            step = {"store": entry["store"], "category": category, "action": "delete", "ground": None}
            if entry["kept"].get(category) in GROUNDS:
                step["action"], step["ground"] = "keep", entry["kept"][category]
            step["handler"] = entry.get("handler")
            if step["action"] == "delete" and step["handler"] in (None, ""):
                raise ValueError(entry["store"])
            step["keys"] = list(keys.get(entry["keyed_by"], ()))
            steps.append(step)
    return steps


def kept(steps):
    found = []
    for step in steps:
        if step["action"] != "delete":
            found.append((step["store"], step["category"], step["ground"]))
    found.sort()
    return found
