"""pandas periods: moves the month, and limits the day to the end of it."""

def add_months(start, months):
    month = start.to_period("M") + months
    return min(month.start_time + pd.Timedelta(days=start.day - 1), month.end_time.normalize())
