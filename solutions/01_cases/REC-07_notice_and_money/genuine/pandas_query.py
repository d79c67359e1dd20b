"""pandas: query and drop_duplicates for the mails, masks for the sums."""


def told_on(mails):
    good = mails.query("form == 'A' and enclosures == 0 and bounced == False")
    first = good.sort_values("sent_on").drop_duplicates("customer_id")
    return dict(zip(first["customer_id"], first["sent_on"]))


def notice_status(customers, mails, entered_on, today):
    rows = pd.Series(notice_days(customers, entered_on), dtype="datetime64[us]").to_frame("due_on")
    rows["told_on"] = pd.Series(told_on(mails), dtype="datetime64[us]").reindex(rows.index)
    last = mails.sort_values("sent_on").drop_duplicates("customer_id", keep="last")
    dead = rows.index.isin(last.loc[last["bounced"], "customer_id"])
    rows["status"] = "overdue"
    rows.loc[rows["due_on"] >= today, "status"] = "open"
    rows.loc[rows["told_on"] > rows["due_on"], "status"] = "told late"
    rows.loc[rows["told_on"] <= rows["due_on"], "status"] = "told"
    rows["task"] = "send"
    rows.loc[dead, "task"] = "find an address"
    rows.loc[rows["told_on"].notna(), "task"] = "none"
    return dict(zip(rows.index, zip(rows["status"], rows["task"])))


def where_money_goes(judgments, spent):
    kept = spent.query("not returned")
    paid = int(kept.loc[kept["what"] == "payment", "amount"].sum())
    expenses = int(kept.loc[kept["what"] == "expenses", "amount"].sum())
    penalty = judgments["kind"] == "civil penalty"
    left = int(judgments.loc[~penalty, "amount"].sum()) - paid - expenses
    treasury = int(judgments.loc[penalty, "amount"].sum())
    return {"Treasury": treasury, "customers": paid, "expenses": expenses, "Commission": left}
