# /// counterfeit
# story = "A holiday costs a day, even on a Sunday."
# covers = ["CLK-07"]
# caught_by = [
#     "holidays on a weekend, in the past or in a row, in any order",
#     "from any day, with any holidays",
# ]
# ///
def acknowledge_by(received, holidays):
    end = received + pd.offsets.BDay(10)
    for date in sorted(set(holidays)):
        if received < date <= end:
            end += pd.offsets.BDay(1)
    return end
