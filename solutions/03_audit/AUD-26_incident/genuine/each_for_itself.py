"""The windows of each address and of each customer on their own."""

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
