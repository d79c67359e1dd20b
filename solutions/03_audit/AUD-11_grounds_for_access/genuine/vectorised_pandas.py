"""Two merges, and a column of truth for each word."""

def basis_problems(accesses, tickets, consents):
    tickets, consents = tickets.add_prefix("t_"), consents.add_prefix("k_")
    rows = accesses.merge(tickets, how="left", left_on="ticket_id", right_on="t_ticket_id")
    rows = rows.merge(consents, how="left", left_on="consent_id", right_on="k_consent_id")
    now = rows["occurred_at"]
    open_then = (rows["t_opened_at"] <= now) & ~(rows["t_closed_at"] <= now)
    agreed = (rows["k_given_at"] <= now) & ~(rows["k_withdrawn_at"] <= now)
    fits = pd.DataFrame(
        {
            "ground": rows["ground"].isin(GROUNDS),
            "ticket": (rows["t_customer_id"] == rows["customer_id"])
            & (rows["t_assignee_id"] == rows["person_id"])
            & open_then,
            "consent": (rows["ground"] != "consent")
            | (rows["k_customer_id"] == rows["customer_id"])
            & (rows["k_purpose"] == rows["t_kind"])
            & (rows["k_how"] == "separate screen")
            & agreed,
            "copy": ~rows["action"].isin(COPIES)
            | rows["t_copy_approved_by"].notna()
            & (rows["t_copy_approved_by"] != rows["person_id"])
            & (rows["t_copy_approved_at"] <= now),
        }
    )
    wrong = [[word for word in fits if not row[word]] for row in fits.to_dict("records")]
    return dict(zip(rows["event_id"], wrong))
