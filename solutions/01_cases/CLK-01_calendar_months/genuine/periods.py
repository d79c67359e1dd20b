"""Vectorised pandas: the month is a period, and the day is cut to its end."""

def add_months(start, months):
    month = start.to_period("M") + months
    return min(month.start_time + pd.Timedelta(days=start.day - 1), month.end_time.normalize())
