"""The search keeps each name's source and follows it back at the end; pandas sorts the rows."""

import pandas as pd


def paths(edges, starts):
    source_of = dict.fromkeys(starts)
    queue = list(starts)
    for name in queue:
        for one in edges:
            if one["made_from"] == name and one["artifact"] not in source_of:
                source_of[one["artifact"]] = name
                queue.append(one["artifact"])
    found = {}
    for name in source_of:
        path = [name]
        while source_of[path[0]] is not None:
            path.insert(0, source_of[path[0]])
        found[name] = path
    return found


def blast(edges, artifacts, items):
    table = pd.DataFrame(artifacts, columns=["name", "kind", "holder"]).set_index("name")
    made = {one["artifact"] for one in edges}
    lost = [name for name in table.index[table["kind"] != "source"] if name not in made and name not in items]
    rows = {}
    for name, path in paths(edges, set(lost)).items():
        rows[name] = ("unknown", path)
    for name, path in paths(edges, items).items():
        rows[name] = ("possible", path)
    for name, path in paths([one for one in edges if one["recorded"]], items).items():
        rows[name] = ("certain", path)
    frame = pd.DataFrame(
        [(name, path, certainty) for name, (certainty, path) in rows.items() if name not in items],
        columns=["artifact", "path", "certainty"],
    )
    if frame.empty:
        return []
    frame["holder"] = frame["artifact"].map(table["holder"]).fillna("unknown")
    frame["work"] = "tell"
    frame.loc[frame["holder"] == "ourselves", "work"] = "destroy"
    inside = frame["holder"].isin(["ourselves", "unknown"])
    unsure = (frame["holder"] == "unknown") | (frame["certainty"] != "certain")
    frame.loc[inside & unsure, "work"] = "investigate"
    frame["size"] = [len(paths(edges, {name})) for name in frame["artifact"]]
    frame["turn"] = frame["work"].map({"tell": 0, "investigate": 1, "destroy": 2})
    frame = frame.sort_values(["turn", "size", "artifact"])
    return frame[["artifact", "path", "certainty", "holder", "work"]].to_dict("records")
