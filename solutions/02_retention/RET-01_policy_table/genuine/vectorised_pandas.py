"""Vectorised pandas: merges, a group minimum, and the row minimum of three dates."""

PAIR = ["category", "store"]


FIELDS = ["purpose", "business_need", "keep_days"]


def checked(policy):
    text = policy[FIELDS].astype(object).where(policy[FIELDS].notna(), "")
    digits = text["keep_days"].str.fullmatch("[0-9]+").astype(bool)
    days = pd.to_numeric(text["keep_days"].where(digits, None)).astype(float)
    empty = text.map(str.strip).eq("")
    empty["keep_days"] = days.isna()
    return policy[PAIR].join(empty), policy[PAIR].assign(days=days)


def policy_gaps(inventory, policy):
    per_pair = checked(policy)[0].groupby(PAIR, as_index=False)[FIELDS].any()
    both = inventory[PAIR].drop_duplicates().merge(per_pair, on=PAIR, how="left")
    both[FIELDS] = both[FIELDS].astype(object).where(both[FIELDS].notna(), True).astype(bool)
    long = both.melt(PAIR, FIELDS, var_name="field", value_name="gap")
    return set(long.loc[long["gap"], [*PAIR, "field"]].itertuples(index=False, name=None))


def due_on(items, policy, held):
    shortest = checked(policy)[1].groupby(PAIR, as_index=False).min()
    rows = items.merge(shortest, on=PAIR, how="left")
    rows["limit"] = rows["collected_on"] + pd.to_timedelta(rows["days"], unit="D")
    ends = rows[["limit", "purpose_ended_on", "consent_withdrawn_on"]]
    due = ends.apply(pd.to_datetime).min(axis=1).astype(object)
    due = due.where(rows["days"].notna(), "NO RULE").where(~rows["item_id"].isin(held), "HELD")
    return dict(zip(rows["item_id"], due))
