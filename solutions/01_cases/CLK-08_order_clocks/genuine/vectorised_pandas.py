"""Vectorized pandas: a merge, one column for each unit, and numpy.where."""

import numpy as np


def order_days(duties, cases):
    both = duties.merge(cases, on="case", how="left")
    by_days = both["entered_on"] + pd.to_timedelta(both["number"], unit="D")
    by_months = [
        start + pd.DateOffset(months=int(number))
        for start, number in zip(both["entered_on"], both["number"])
    ]
    due_on = by_days.where(both["unit"] == "days", pd.Series(by_months, dtype=by_days.dtype))
    return pd.Series(due_on.array, both["duty"]).to_dict()


def notice_days(customers, entered_on):
    told = customers.query("opened_on < '2018-02-01'").set_index("customer_id")["identified_on"]
    last = entered_on + pd.Timedelta(180, "D")
    due_on = np.where(told <= last, last, told + pd.Timedelta(30, "D"))
    return pd.Series(pd.to_datetime(due_on), told.index).to_dict()
