"""Plain Python: loops over rows as dicts."""


def told_on(mails):
    first = {}
    for row in mails.to_dict("records"):
        if row["form"] == "A" and not row["enclosures"] and not row["bounced"]:
            known = first.get(row["customer_id"], row["sent_on"])
            first[row["customer_id"]] = min(known, row["sent_on"])
    return first


def notice_status(customers, mails, entered_on, today):
    told, latest = told_on(mails), {}
    for row in sorted(mails.to_dict("records"), key=lambda row: row["sent_on"]):
        latest[row["customer_id"]] = row["bounced"]
    result = {}
    for customer, due_on in notice_days(customers, entered_on).items():
        day_told = told.get(customer)
        if day_told is None:
            status = "open" if today <= due_on else "overdue"
            task = "find an address" if latest.get(customer) else "send"
        else:
            status, task = "told" if day_told <= due_on else "told late", "none"
        result[customer] = status, task
    return result


def where_money_goes(judgments, spent):
    sums = {"Treasury": 0, "customers": 0, "expenses": 0, "Commission": 0}
    for row in judgments.to_dict("records"):
        sums["Treasury" if row["kind"] == "civil penalty" else "Commission"] += row["amount"]
    for row in spent.to_dict("records"):
        if not row["returned"]:
            sums["customers" if row["what"] == "payment" else "expenses"] += row["amount"]
            sums["Commission"] -= row["amount"]
    return sums
