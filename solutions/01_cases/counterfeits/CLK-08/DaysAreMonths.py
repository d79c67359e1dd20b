# /// counterfeit
# story = "30 days are a month, 90 are three, 180 are six."
# covers = ["CLK-08"]
# caught_by = [
#     "the orders of the two cases, day by day",
#     "from any entry, days are days and months are months",
# ]
# ///
def order_days(duties, cases):
    entered = cases.set_index("case")["entered_on"]
    found = {}
    for row in duties.itertuples():
        months = row.number // 30 if row.unit == "days" and row.number % 30 == 0 else None
        if row.unit == "months":
            months = row.number
        if months is None:
            found[row.duty] = entered[row.case] + pd.Timedelta(days=row.number - 1)
        else:
            found[row.duty] = entered[row.case] + pd.DateOffset(months=months)
    return found


def notice_days(customers, entered_on):
    last = entered_on + pd.Timedelta(days=180)
    cohort = customers[customers["opened_on"] < day("2018-02-01")]
    late = cohort["identified_on"] + pd.Timedelta(days=30)
    due_on = late.where(cohort["identified_on"] > last, last)
    return dict(zip(cohort["customer_id"], due_on))
