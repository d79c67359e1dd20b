# /// counterfeit
# story = "The rows of both tables are taken to lie side by side."
# covers = ["CLK-08"]
# caught_by = [
#     "the orders of the two cases, day by day",
# ]
# ///
def order_days(duties, cases):
    found = {}
    entered = cases["entered_on"]
    for number, row in enumerate(duties.itertuples()):
        start = entered.iloc[number % len(cases)]
        found[row.duty] = start + pd.DateOffset(**{row.unit: row.number})
    return found


def notice_days(customers, entered_on):
    last = entered_on + pd.Timedelta(days=180)
    cohort = customers[customers["opened_on"] < day("2018-02-01")]
    late = cohort["identified_on"] + pd.Timedelta(days=30)
    due_on = late.where(cohort["identified_on"] > last, last)
    return dict(zip(cohort["customer_id"], due_on))
