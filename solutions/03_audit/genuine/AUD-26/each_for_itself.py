# /// genuine
# story = "The windows of each address and of each customer on their own."
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
    hour = timedelta(hours=1)

    def crowded(rows, most, what):
        rows = list(rows.itertuples())
        return any(
            len(
                {
                    what(one)
                    for one in rows
                    if row.occurred_at - hour < one.occurred_at <= row.occurred_at
                }
            )
            > most
            for row in rows
        )

    failed = attempts[~attempts["success"].astype(bool)]
    return {
        "sources": {
            ip
            for ip, rows in attempts.groupby("ip")
            if crowded(rows, rules["accounts"], lambda one: one.customer_id)
        },
        "targets": {
            customer
            for customer, rows in failed.groupby("customer_id")
            if crowded(rows, rules["failures"], lambda one: one.Index)
        },
    }
