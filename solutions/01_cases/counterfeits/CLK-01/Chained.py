# /// counterfeit
# story = "Month after month: the 31st becomes the 28th and never comes back."
# covers = ["CLK-01"]
# caught_by = [
#     "February has 29 days in a leap year",
#     "many months are counted from the start, across the years",
#     "from any day, for any number of months, the calendar decides",
# ]
# ///
def add_months(start, months):
    for _ in range(months):
        start = start + pd.DateOffset(months=1)
    return start
