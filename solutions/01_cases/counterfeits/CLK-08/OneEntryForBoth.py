# /// counterfeit
# story = "One date serves both orders."
# covers = ["CLK-08"]
# caught_by = [
#     "each duty is counted from the entry of its own order",
#     "the orders of the two cases, day by day",
# ]
# ///
def order_days(duties, cases):
    entered = cases["entered_on"].iloc[0]
    return {
        row.duty: entered + pd.DateOffset(**{row.unit: row.number}) for row in duties.itertuples()
    }


def notice_days(customers, entered_on):
    last = entered_on + pd.Timedelta(days=180)
    cohort = customers[customers["opened_on"] < day("2018-02-01")]
    late = cohort["identified_on"] + pd.Timedelta(days=30)
    due_on = late.where(cohort["identified_on"] > last, last)
    return dict(zip(cohort["customer_id"], due_on))
