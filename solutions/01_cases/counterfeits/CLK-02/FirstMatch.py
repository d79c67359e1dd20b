# /// counterfeit
# story = "The first regime that applies decides."
# covers = ["CLK-06"]
# caught_by = [
#     "of two regimes, the earlier due day counts",
#     "of all regimes that apply, the earliest counts, in any order",
#     "an extension under one regime extends no other",
# ]
# ///
def due(regime, received, told_on, sla_days):
    if regime == "GDPR":
        first, extended = add_months(received, 1), add_months(received, 3)
    elif regime == "CCPA":
        first, extended = received + pd.Timedelta(days=45), received + pd.Timedelta(days=90)
    else:
        return received + pd.Timedelta(days=sla_days), "own rule"
    in_time = told_on is not None and told_on <= first
    return (extended if in_time else first), "law"


def earliest_due(received, told_on, sla_days):
    regime, told = next(iter(told_on.items()))
    return due(regime, received, told, sla_days)[0]
