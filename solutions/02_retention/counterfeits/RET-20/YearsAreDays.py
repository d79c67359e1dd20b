# /// counterfeit
# story = "A year has 365.25 days."
# covers = ["RET-23"]
# caught_by = [
#     "five years under the orders and 24 months under the CCPA, to the day",
# ]
# ///
def hold_status(items, holds, as_of):
    pairs = items.merge(holds, on=["profile_id", "category"])
    named = pairs["collected_on"].between(pairs["from_on"], pairs["to_on"])
    released = pairs["released_on"] <= as_of  # NaT is never released
    held = set(pairs.loc[named & (pairs["placed_on"] <= as_of) & ~released, "item_id"])
    status = (items["due_on"] <= as_of).map({True: "DUE", False: "NOT DUE"})
    return dict(zip(items["item_id"], status.mask(items["item_id"].isin(held), "HELD")))


def backup_problems(backups, as_of):
    last_day = backups["made_on"] + pd.to_timedelta(backups["max_age_days"].astype(float), unit="D")
    wrong = {
        "no maximum age": backups["max_age_days"].isna(),
        "too old": last_day < as_of,
        "no restore rule": _is_blank(backups["restore_rule"]),
        "restored as it was": backups["restored_on"].notna() & ~backups["deletions_repeated"],
    }
    return _problems(backups["backup_id"], wrong)


def _is_blank(text):
    return text.isna() | (text.astype("str").str.strip() == "")


def _problems(ids, wrong):
    return {
        name: {word for word, mask in wrong.items() if mask.iloc[row]}
        for row, name in enumerate(ids)
    }


def record_problems(records, allowed):
    content = pd.Series(False, index=records.index)
    for column in records.columns.difference(allowed):
        content |= ~_is_blank(records[column])
    months = records["kept_under"].map({"order": 60, "ccpa": 24})
    until = [made + pd.Timedelta(days=n * 30.4375) for made, n in zip(records["made_on"], months)]
    wrong = {"content": content, "deleted too soon": records["deleted_on"] < pd.Series(until)}
    return _problems(records["record_id"], wrong)
