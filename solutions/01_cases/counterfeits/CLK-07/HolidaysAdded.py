# /// counterfeit
# story = "Two weeks, and a day more for each holiday that lies within."
# covers = ["CLK-07"]
# caught_by = [
#     "a request of a weekend or of a holiday is counted from the next business day",
#     "holidays on a weekend, in the past or in a row, in any order",
#     "from any day, with any holidays",
# ]
# ///
def acknowledge_by(received, holidays):
    end = received + pd.Timedelta(weeks=2)
    return end + pd.Timedelta(days=sum(received < date <= end for date in holidays))
