"""Recursion over keys, dicts of rows."""

def readable(copies, keys):
    rows = {}
    for row in keys.to_dict("records"):
        rows.setdefault(row["key_id"], []).append(row)

    def can_use(key_id):
        if key_id not in rows:
            return True
        for row in rows[key_id]:
            if row["destroyed"]:
                continue
            if pd.isna(row["wrapped_by"]) or can_use(row["wrapped_by"]):
                return True
        return False

    found = {}
    for copy in copies.to_dict("records"):
        if pd.isna(copy["key_id"]) or can_use(copy["key_id"]):
            found.setdefault(copy["item_id"], set()).add(copy["store"])
    return {item_id: sorted(stores) for item_id, stores in found.items()}


def destroyable(child, copies):
    owners = {}
    for copy in copies.to_dict("records"):
        if pd.notna(copy["key_id"]):
            owners.setdefault(copy["key_id"], set()).add(copy["profile_id"])
    return {key_id for key_id, whose in owners.items() if whose == {child}}
