# /// counterfeit
# story = "Six months are 180 days."
# covers = ["CLK-08"]
# caught_by = [
#     "each duty is counted from the entry of its own order",
#     "from any entry, days are days and months are months",
# ]
# ///
def order_days(duties, cases):
    entered = cases.set_index("case")["entered_on"]
    days = duties["number"] * duties["unit"].map({"days": 1, "months": 30})
    due_on = duties["case"].map(entered) + pd.to_timedelta(days, unit="D")
    return dict(zip(duties["duty"], due_on))


def notice_days(customers, entered_on):
    last = entered_on + pd.Timedelta(days=180)
    cohort = customers[customers["opened_on"] < day("2018-02-01")]
    late = cohort["identified_on"] + pd.Timedelta(days=30)
    due_on = late.where(cohort["identified_on"] > last, last)
    return dict(zip(cohort["customer_id"], due_on))
