"""pandas' average rank; comparisons with all()."""

import pandas as pd


def exposure(scores, secret):
    series = pd.Series(scores, dtype=float)
    if secret not in series.index or series.isna().any():
        raise ValueError("no rank for that")
    rank = series.rank(ascending=False, method="average")[secret]
    return float(math.log(len(series), 2) - math.log(rank, 2))


def judge(before, after, controls):
    enough = len(controls) + 1 > 2 * 10
    knew = all(before > one for one in controls)
    knows = all(after > one for one in controls)
    avoids = all(after < one for one in controls)
    if enough and knows:
        return "remembered"
    if enough and knew:
        return "over-forgotten" if avoids else "like the controls"
    return "cannot tell"
