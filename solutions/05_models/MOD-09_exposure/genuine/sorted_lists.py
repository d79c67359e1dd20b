"""Sorted lists and bisect; judge names what each model does, and looks the answer up."""

from bisect import bisect_left, bisect_right


def exposure(scores, secret):
    values = list(scores.values())
    if secret not in scores or any(value != value for value in values):
        raise ValueError(secret)
    values.sort()
    low, high = bisect_left(values, scores[secret]), bisect_right(values, scores[secret])
    best, worst = len(values) - high + 1, len(values) - low
    return math.log2(len(values) / ((best + worst) / 2))


def judge(before, after, controls):
    if len(controls) < 20:
        return "cannot tell"
    ordered = sorted(controls)

    def side(value):
        return (value > ordered[-1]) - (value < ordered[0])

    if side(after) == 1:
        return "remembered"
    if side(before) != 1:
        return "cannot tell"
    return {-1: "over-forgotten", 0: "like the controls"}[side(after)]
