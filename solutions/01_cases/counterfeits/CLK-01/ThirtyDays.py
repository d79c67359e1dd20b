# /// counterfeit
# story = "A month is 30 days, thinks an engineer in a hurry."
# covers = ["CLK-01"]
# caught_by = [
#     "a month ends on the same day of the next month, or on its last day",
#     "February has 29 days in a leap year",
#     "many months are counted from the start, across the years",
#     "from any day, for any number of months, the calendar decides",
# ]
# ///
def add_months(start, months):
    return start + pd.Timedelta(days=30 * months)
