# /// counterfeit
# story = "Those who are found later have 30 days from the end of the 180."
# covers = ["CLK-10"]
# caught_by = [
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
    cohort = customers[customers["opened_on"] < day("2018-02-01")]
    late = pd.Series(last + pd.Timedelta(days=30), cohort.index)
    due_on = late.where(cohort["identified_on"] > last, last)
    return dict(zip(cohort["customer_id"], due_on))
