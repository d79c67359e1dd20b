# /// counterfeit
# story = "The counters are emptied at every full hour."
# covers = ["AUD-29"]
# caught_by = [
#     "one address over several portals, in any hour, and more than so many",
#     "one account from many addresses and portals is a target",
# ]
# ///
def is_incident(accesses: pd.DataFrame, notice_required: bool) -> bool:
    safe = accesses["encrypted"] & ~accesses["key_touched"]
    accounts = accesses.loc[~safe, "customer_id"].nunique()
    return accounts >= 10 or (notice_required and accounts > 0)


def report_due(
    notices: list[pd.Timestamp], no_notice_decided_on: pd.Timestamp | None
) -> pd.Timestamp | None:
    decided = [] if no_notice_decided_on is None else [no_notice_decided_on]
    first = min([*notices, *decided], default=None)
    return None if first is None else first + pd.Timedelta(days=10)


def login_attacks(attempts: pd.DataFrame, rules: dict) -> dict[str, set]:
    rows = list(attempts.sort_values("occurred_at").itertuples())
    sources, targets, first = set(), set(), 0
    for last, row in enumerate(rows):
        while rows[first].occurred_at <= row.occurred_at.floor("h") - timedelta(seconds=1):
            first += 1
        window = rows[first : last + 1]
        if len({one.customer_id for one in window if one.ip == row.ip}) > rules["accounts"]:
            sources.add(row.ip)
        failed = [one for one in window if one.customer_id == row.customer_id and not one.success]
        if len(failed) > rules["failures"]:
            targets.add(row.customer_id)
    return {"sources": sources, "targets": targets}
