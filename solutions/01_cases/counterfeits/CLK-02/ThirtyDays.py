# /// counterfeit
# story = "A month is 30 days, and three are 90."
# covers = ["CLK-02", "CLK-05", "CLK-06"]
# caught_by = [
#     "GDPR: one calendar month, or three when the person was told in time",
#     "GDPR: a month is what the calendar says, from any day",
#     "GDPR: an extension is counted from receipt, in one step",
#     "told on the first due day is in time, told a day later is not",
#     "of two regimes, the earlier due day counts",
#     "of all regimes that apply, the earliest counts, in any order",
#     "an extension under one regime extends no other",
# ]
# ///
def due(regime, received, told_on, sla_days):
    if regime == "GDPR":
        first, extended = received + pd.Timedelta(days=30), received + pd.Timedelta(days=90)
    elif regime == "CCPA":
        first, extended = received + pd.Timedelta(days=45), received + pd.Timedelta(days=90)
    else:
        return received + pd.Timedelta(days=sla_days), "own rule"
    in_time = told_on is not None and told_on <= first
    return (extended if in_time else first), "law"


def earliest_due(received, told_on, sla_days):
    return min(due(regime, received, told, sla_days)[0] for regime, told in told_on.items())
