"""Plain Python: counts months from the year 0, and limits the day to the month's length."""

import calendar


def add_months(start, months):
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return pd.Timestamp(year=year, month=month + 1, day=min(start.day, last))
