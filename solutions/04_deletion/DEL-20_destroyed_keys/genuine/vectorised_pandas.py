"""Merges until nothing is new, and groups of rows."""

def readable(copies, keys):
    left = keys.loc[~keys["destroyed"]]
    bare = left["wrapped_by"].isna() | ~left["wrapped_by"].isin(keys["key_id"])
    usable = left.loc[bare, "key_id"].drop_duplicates()
    for _ in range(len(left)):
        opened = left.loc[left["wrapped_by"].isin(usable), "key_id"]
        usable = pd.concat([usable, opened]).drop_duplicates()
    closed = copies["key_id"].isin(keys["key_id"]) & ~copies["key_id"].isin(usable)
    seen = copies.loc[~closed | copies["key_id"].isna(), ["item_id", "store"]].drop_duplicates()
    if seen.empty:
        return {}
    return seen.sort_values("store").groupby("item_id")["store"].agg(list).to_dict()


def destroyable(child, copies):
    encrypted = copies.dropna(subset=["key_id"])
    if encrypted.empty:
        return set()
    only = encrypted.groupby("key_id")["profile_id"].agg(lambda some: set(some) == {child})
    return set(only.index[only.astype(bool)])
