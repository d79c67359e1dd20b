# /// counterfeit
# story = "Who has closed the account is no customer any more."
# covers = ["CLK-09"]
# caught_by = [
#     "31 January belongs, 1 February does not, a closed account stays",
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
    cohort = customers[(customers["opened_on"] < day("2018-02-01")) & customers["closed_on"].isna()]
    late = cohort["identified_on"] + pd.Timedelta(days=30)
    due_on = late.where(cohort["identified_on"] > last, last)
    return dict(zip(cohort["customer_id"], due_on))
