# /// counterfeit
# story = "Weekends are left out, holidays are not."
# covers = ["CLK-07"]
# caught_by = [
#     "ten business days are two weeks, and a holiday on a Wednesday makes them one day longer",
#     "holidays on a weekend, in the past or in a row, in any order",
#     "from any day, with any holidays",
# ]
# ///
def acknowledge_by(received, holidays):
    return received + pd.offsets.BDay(10)
