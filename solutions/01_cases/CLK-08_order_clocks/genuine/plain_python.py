"""Plain Python: loops over the rows, and counts months by hand."""

import calendar


def later(start, number, unit):
    if unit == "days":
        return start + pd.Timedelta(days=number)
    year, month = divmod(start.year * 12 + start.month - 1 + number, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last))


def order_days(duties, cases):
    entered = {row["case"]: row["entered_on"] for row in cases.to_dict("records")}
    return {
        row["duty"]: later(entered[row["case"]], row["number"], row["unit"])
        for row in duties.to_dict("records")
    }


def notice_days(customers, entered_on):
    found = {}
    for row in customers.to_dict("records"):
        if row["opened_on"] >= day("2018-02-01"):
            continue
        if (row["identified_on"] - entered_on).days > 180:
            found[row["customer_id"]] = row["identified_on"] + pd.Timedelta(days=30)
        else:
            found[row["customer_id"]] = entered_on + pd.Timedelta(days=180)
    return found
