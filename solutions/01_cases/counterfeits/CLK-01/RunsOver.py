# /// counterfeit
# story = "A day that does not exist runs over into the next month, as it does in JavaScript."
# covers = ["CLK-01"]
# caught_by = [
#     "a month ends on the same day of the next month, or on its last day",
#     "February has 29 days in a leap year",
#     "many months are counted from the start, across the years",
#     "from any day, for any number of months, the calendar decides",
# ]
# ///
def add_months(start, months):
    years, month = divmod(start.month - 1 + months, 12)
    first = pd.Timestamp(start.year + years, month + 1, 1)
    return first + pd.Timedelta(days=start.day - 1)
