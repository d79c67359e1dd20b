"""Sets and loops."""

def is_incident(accesses: pd.DataFrame, notice_required: bool) -> bool:
    accounts = {
        row["customer_id"]
        for row in accesses.to_dict("records")
        if row["key_touched"] or not row["encrypted"]
    }
    return len(accounts) > 9 or bool(accounts and notice_required)
