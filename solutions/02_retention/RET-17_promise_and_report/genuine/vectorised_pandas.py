"""Vectorised pandas: maps instead of merges, one frame of masks, one groupby."""

def promise_gaps(inventory, notices, rules):
    promised = inventory["category"].map(notices.groupby("category")["published_days"].min())
    shortest = rules.groupby(["category", "store"])["keep_days"].min()
    pairs = pd.MultiIndex.from_frame(inventory[["category", "store"]])
    enforced = shortest.reindex(pairs).to_numpy()
    word = pd.Series("", index=inventory.index)
    word[enforced > promised] = "kept longer"
    word[enforced < promised] = "deleted sooner"
    word[pd.isna(enforced)] = "not enforced"
    word[promised.isna()] = "not published"
    return {pair: found for pair, found in zip(pairs, word) if found}


def nightly_report(items, rules, as_of):
    instants = items["collected_at"]
    if not isinstance(instants.dtype, pd.DatetimeTZDtype) or as_of.tz is None:
        raise ValueError("Give every instant a time zone.")
    days = rules.dropna(subset=["keep_days"]).sort_values("keep_days")
    days = days.drop_duplicates(["category", "store"]).set_index(["category", "store"])["keep_days"]
    pairs = pd.MultiIndex.from_frame(items[["category", "store"]])
    keep = pd.to_timedelta(pd.Series(days.reindex(pairs).to_numpy(float), items.index), unit="D")
    due, free = instants.dt.tz_convert("UTC") + keep, items["held"].eq(False)
    masks = items[["category", "store", "held"]].assign(
        items=1, no_rule=free & keep.isna(), overdue=free & (due <= as_of)
    )
    masks["overdue_since"] = due[masks["overdue"]]
    sums = dict.fromkeys(["items", "held", "no_rule", "overdue"], "sum")
    grouped = masks.groupby(["category", "store"]).agg({**sums, "overdue_since": "min"})
    return grouped.reset_index()
