"""Vectorised pandas: a merge and a query for the holds, a frame of masks for the problems."""

def hold_status(items, holds, as_of):
    force = holds[(holds["placed_on"] <= as_of) & ~(holds["released_on"] <= as_of)]
    both = items.merge(force, on=["profile_id", "category"])
    held = both.query("from_on <= collected_on <= to_on")["item_id"]
    status = (items["due_on"] <= as_of).map({True: "DUE", False: "NOT DUE"})
    status = status.mask(items["item_id"].isin(held), "HELD")
    return dict(zip(items["item_id"], status))


def filled(frame):
    return frame.apply(lambda column: column.fillna("").astype("str").str.strip() != "")


def named(ids, masks):
    pairs = zip(ids, masks.to_dict("records"))
    return {name: {word for word, wrong in row.items() if wrong} for name, row in pairs}


def backup_problems(backups, as_of):
    age = (as_of - backups["made_on"]).dt.days
    masks = pd.DataFrame(
        {
            "no maximum age": backups["max_age_days"].isna(),
            "too old": age > pd.to_numeric(backups["max_age_days"]),
            "no restore rule": ~filled(backups[["restore_rule"]])["restore_rule"],
            "restored as it was": backups["restored_on"].notna()
            & (backups["deletions_repeated"] == False),  # noqa: E712
        }
    )
    return named(backups["backup_id"], masks)


def record_problems(records, allowed):
    other = records[[column for column in records if column not in allowed]]
    until = records["made_on"] + pd.DateOffset(months=24)
    until = until.where(
        records["kept_under"] == "CCPA", records["made_on"] + pd.DateOffset(years=5)
    )
    masks = pd.DataFrame(
        {
            "content": filled(other).any(axis=1) if len(other.columns) else False,
            "deleted too soon": records["deleted_on"] < until,
        },
        index=records.index,
    )
    return named(records["record_id"], masks)
