# /// counterfeit
# story = "The last day of a month leads to the last day, even where the same day exists."
# covers = ["CLK-01"]
# caught_by = [
#     "February has 29 days in a leap year",
#     "from any day, for any number of months, the calendar decides",
# ]
# ///
def add_months(start, months):
    end = start + pd.DateOffset(months=months)
    return end + pd.offsets.MonthEnd(0) if start.is_month_end else end
