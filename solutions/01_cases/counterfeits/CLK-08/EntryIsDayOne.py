# /// counterfeit
# story = "The day of entry is counted as the first day."
# covers = ["CLK-08"]
# caught_by = [
#     "each duty is counted from the entry of its own order",
#     "the orders of the two cases, day by day",
#     "from any entry, days are days and months are months",
# ]
# ///
def order_days(duties, cases):
    entered = cases.set_index("case")["entered_on"] - pd.Timedelta(days=1)
    return {
        row.duty: entered[row.case] + pd.DateOffset(**{row.unit: row.number})
        for row in duties.itertuples()
    }


def notice_days(customers, entered_on):
    last = entered_on + pd.Timedelta(days=180)
    cohort = customers[customers["opened_on"] < day("2018-02-01")]
    late = cohort["identified_on"] + pd.Timedelta(days=30)
    due_on = late.where(cohort["identified_on"] > last, last)
    return dict(zip(cohort["customer_id"], due_on))
