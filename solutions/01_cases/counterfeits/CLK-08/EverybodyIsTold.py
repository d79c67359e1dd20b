# /// counterfeit
# story = "To write to all is simpler: who has never been concerned is told too."
# covers = ["CLK-09", "CLK-10"]
# caught_by = [
#     "the notice goes to accounts from before 1 February 2018, within 180 days",
#     "31 January belongs, 1 February does not, a closed account stays",
#     "who is identified after the 180th day has 30 days from then",
# ]
# ///
def order_days(duties, cases):
    entered = cases.set_index("case")["entered_on"]
    return {
        row.duty: entered[row.case] + pd.DateOffset(**{row.unit: row.number})
        for row in duties.itertuples()
    }


def notice_days(customers, entered_on):
    last = entered_on + pd.Timedelta(days=180)
    cohort = customers
    late = cohort["identified_on"] + pd.Timedelta(days=30)
    due_on = late.where(cohort["identified_on"] > last, last)
    return dict(zip(cohort["customer_id"], due_on))
