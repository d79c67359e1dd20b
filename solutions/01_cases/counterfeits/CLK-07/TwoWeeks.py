# /// counterfeit
# story = "Ten business days are two weeks, whatever is in between."
# covers = ["CLK-07"]
# caught_by = [
#     "ten business days are two weeks, and a holiday on a Wednesday makes them one day longer",
#     "a request of a weekend or of a holiday is counted from the next business day",
#     "holidays on a weekend, in the past or in a row, in any order",
#     "from any day, with any holidays",
# ]
# ///
def acknowledge_by(received, holidays):
    return received + pd.Timedelta(weeks=2)
