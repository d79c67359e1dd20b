# /// counterfeit
# story = "numpy's busday_offset rolled forward: the Monday after a weekend is not counted."
# covers = ["CLK-07"]
# caught_by = [
#     "a request of a weekend or of a holiday is counted from the next business day",
#     "from any day, with any holidays",
# ]
# ///
import numpy as np


def acknowledge_by(received, holidays):
    free = [date.date() for date in holidays]
    return pd.Timestamp(np.busday_offset(received.date(), 10, roll="forward", holidays=free))
