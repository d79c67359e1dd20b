# /// counterfeit
# story = "Items and their rules are joined."
# covers = ["RET-22"]
# caught_by = [
#     "the report counts by category and store, as of the instant given",
#     "what is on hold is counted as held alone, and no rule means no rule",
# ]
# ///
def promise_gaps(inventory, notices, rules):
    promised = notices.groupby("category")["published_days"].min().dropna()
    enforced = rules.groupby(["category", "store"])["keep_days"].min().dropna()
    gaps = {}
    for category, store in inventory[["category", "store"]].itertuples(index=False):
        if category not in promised.index:
            gaps[category, store] = "not published"
        elif (category, store) not in enforced.index:
            gaps[category, store] = "not enforced"
        elif enforced[category, store] > promised[category]:
            gaps[category, store] = "kept longer"
        elif enforced[category, store] < promised[category]:
            gaps[category, store] = "deleted sooner"
    return gaps


def nightly_report(items, rules, as_of):
    if as_of.tzinfo is None or items["collected_at"].dt.tz is None:
        raise ValueError("An instant without a time zone is not an instant.")
    pair = ["category", "store"]
    shortest = rules.groupby(pair, as_index=False)["keep_days"].min()
    rows = items.merge(shortest, on=pair)
    due_at = rows["collected_at"] + pd.to_timedelta(rows["keep_days"].astype(float), unit="D")
    free = ~rows["held"]
    overdue = free & (due_at <= as_of)
    return (
        rows.assign(
            no_rule=free & rows["keep_days"].isna(), overdue=overdue, since=due_at.where(overdue)
        )
        .groupby(pair, as_index=False)
        .agg(
            items=("item_id", "size"),
            held=("held", "sum"),
            no_rule=("no_rule", "sum"),
            overdue=("overdue", "sum"),
            overdue_since=("since", "min"),
        )
    )
