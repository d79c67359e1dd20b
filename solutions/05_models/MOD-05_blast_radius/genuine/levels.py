"""The search goes level by level; the order comes from a stable sort, three times."""

def paths(edges, starts):
    found = {name: [name] for name in starts}
    level = dict(found)
    while level:
        reached = {}
        for one in edges:
            if one["made_from"] in level and one["artifact"] not in found:
                reached[one["artifact"]] = level[one["made_from"]] + [one["artifact"]]
        found.update(reached)
        level = reached
    return found


def blast(edges, artifacts, items):
    recorded = [one for one in edges if one["recorded"]]
    with_origin = {one["artifact"] for one in edges}
    lost = set()
    for one in artifacts:
        if one["kind"] != "source" and one["name"] not in items and one["name"] not in with_origin:
            lost.add(one["name"])
    certain, possible, unknown = paths(recorded, items), paths(edges, items), paths(edges, lost)
    rows = []
    for name in sorted(set(possible) | set(unknown)):
        if name in items:
            continue
        if name in certain:
            certainty, path = "certain", certain[name]
        elif name in possible:
            certainty, path = "possible", possible[name]
        else:
            certainty, path = "unknown", unknown[name]
        holder = "unknown"
        for one in artifacts:
            if one["name"] == name:
                holder = one["holder"]
        if holder == "unknown" or (holder == "ourselves" and certainty != "certain"):
            work = "investigate"
        else:
            work = "destroy" if holder == "ourselves" else "tell"
        rows.append(dict(artifact=name, path=path, certainty=certainty, holder=holder, work=work))
    rows.sort(key=lambda row: len(paths(edges, {row["artifact"]})))
    return [row for work in ("tell", "investigate", "destroy") for row in rows if row["work"] == work]
