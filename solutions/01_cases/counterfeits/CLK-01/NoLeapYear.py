# /// counterfeit
# story = "February has 28 days, always."
# covers = ["CLK-01"]
# caught_by = [
#     "February has 29 days in a leap year",
# ]
# ///
DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def add_months(start, months):
    years, month = divmod(start.month - 1 + months, 12)
    return start.replace(year=start.year + years, month=month + 1, day=min(start.day, DAYS[month]))
