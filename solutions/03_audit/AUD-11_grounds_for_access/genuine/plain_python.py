"""Dicts and ifs, row by row."""

def basis_problems(accesses, tickets, consents):
    ticket_rows = {row["ticket_id"]: row for row in tickets.to_dict("records")}
    consent_rows = {row["consent_id"]: row for row in consents.to_dict("records")}
    found = {}
    for access in accesses.to_dict("records"):
        now, wrong = access["occurred_at"], []
        ticket = ticket_rows.get(access["ticket_id"], {})
        consent = consent_rows.get(access["consent_id"], {})
        if access["ground"] not in GROUNDS:
            wrong.append("ground")
        own = ticket.get("assignee_id") == access["person_id"]
        own = own and ticket["customer_id"] == access["customer_id"]
        if not own or now < ticket["opened_at"] or now >= ticket["closed_at"]:
            wrong.append("ticket")
        if access["ground"] == "consent":
            agreed = ticket and consent and consent["purpose"] == ticket["kind"]
            agreed = agreed and consent["customer_id"] == access["customer_id"]
            agreed = agreed and consent["how"] == "separate screen"
            if not agreed or now < consent["given_at"] or now >= consent["withdrawn_at"]:
                wrong.append("consent")
        if access["action"] in COPIES:
            by = ticket.get("copy_approved_by")
            if pd.isna(by) or by == access["person_id"] or not ticket["copy_approved_at"] <= now:
                wrong.append("copy")
        found[access["event_id"]] = wrong
    return found
