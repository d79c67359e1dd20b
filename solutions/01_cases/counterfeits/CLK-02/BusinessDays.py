# /// counterfeit
# story = "The 45 days are taken for business days."
# covers = ["CLK-03", "CLK-05", "CLK-06"]
# caught_by = [
#     "CCPA: 45 calendar days, or 90 when the person was told in time",
#     "CCPA: 45 and 90 days from receipt, from any day",
#     "told on the first due day is in time, told a day later is not",
#     "of all regimes that apply, the earliest counts, in any order",
#     "an extension under one regime extends no other",
# ]
# ///
def due(regime, received, told_on, sla_days):
    if regime == "GDPR":
        first, extended = add_months(received, 1), add_months(received, 3)
    elif regime == "CCPA":
        first, extended = received + pd.offsets.BDay(45), received + pd.offsets.BDay(90)
    else:
        return received + pd.Timedelta(days=sla_days), "own rule"
    in_time = told_on is not None and told_on <= first
    return (extended if in_time else first), "law"


def earliest_due(received, told_on, sla_days):
    return min(due(regime, received, told, sla_days)[0] for regime, told in told_on.items())
