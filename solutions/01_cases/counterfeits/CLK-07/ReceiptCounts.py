# /// counterfeit
# story = "The day of receipt is the first of the ten."
# covers = ["CLK-07"]
# caught_by = [
#     "ten business days are two weeks, and a holiday on a Wednesday makes them one day longer",
#     "holidays on a weekend, in the past or in a row, in any order",
#     "from any day, with any holidays",
# ]
# ///
def acknowledge_by(received, holidays):
    date, count = received, 0
    while True:
        count += date.weekday() < 5 and date not in holidays
        if count == 10:
            return date
        date += pd.Timedelta(days=1)
