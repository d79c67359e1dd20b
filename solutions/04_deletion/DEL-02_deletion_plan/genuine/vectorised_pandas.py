"""Merges along the links, and an exploded table of the registry."""

def keys_of(child, links):
    links = links.astype(object)
    found = pd.DataFrame({"kind": ["profile_id"], "key": [child]}, dtype=object)
    while True:
        below = links.merge(found, left_on=["owner_kind", "owner"], right_on=["kind", "key"], suffixes=("", "_of"))
        more = pd.concat([found, below[["kind", "key"]]]).drop_duplicates()
        if len(more) == len(found):
            break
        found = more
    by_kind = found.sort_values("key").groupby("kind")["key"].agg(list).to_dict()
    return by_kind | {"subject_hash": [hashlib.sha256(child.encode("utf-8")).hexdigest()]}


def plan(registry, connected, keys):
    if not registry:
        if connected:
            raise ValueError(str(connected))
        return []
    frame = pd.DataFrame(registry).reindex(columns=["store", "keyed_by", "holds", "kept", "handler"])
    strange = set(connected).difference(frame["store"])
    lost = frame.loc[~frame["keyed_by"].isin([*keys, *KINDS]), "store"]
    frame = frame.explode("holds", ignore_index=True).dropna(subset="holds")
    frame["ground"] = [
        entry[category] if entry.get(category) in GROUNDS else None
        for entry, category in zip(frame["kept"], frame["holds"])
    ]
    idle = frame.loc[frame["ground"].isna() & frame["handler"].fillna("").eq(""), "store"]
    wrong = [*strange, *lost, *idle]
    if wrong:
        raise ValueError("cannot be planned: " + ", ".join(wrong))
    return [
        {
            "store": row["store"],
            "category": row["holds"],
            "action": "delete" if pd.isna(row["ground"]) else "keep",
            "ground": None if pd.isna(row["ground"]) else row["ground"],
            "handler": None if pd.isna(row["handler"]) else row["handler"],
            "keys": keys.get(row["keyed_by"], []),
        }
        for row in frame.to_dict("records")
    ]


def kept(steps):
    stays = filter(lambda step: step["action"] == "keep", steps)
    return sorted(tuple(step[name] for name in ("store", "category", "ground")) for step in stays)
