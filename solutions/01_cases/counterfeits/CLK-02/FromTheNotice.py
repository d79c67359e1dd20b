# /// counterfeit
# story = "The extension runs from the day on which the person was told."
# covers = ["CLK-02", "CLK-03", "CLK-05", "CLK-06"]
# caught_by = [
#     "GDPR: one calendar month, or three when the person was told in time",
#     "CCPA: 45 calendar days, or 90 when the person was told in time",
#     "GDPR: a month is what the calendar says, from any day",
#     "GDPR: an extension is counted from receipt, in one step",
#     "CCPA: 45 and 90 days from receipt, from any day",
#     "told on the first due day is in time, told a day later is not",
#     "an extension under one regime extends no other",
# ]
# ///
def due(regime, received, told_on, sla_days):
    if regime == "GDPR":
        first, extended = add_months(received, 1), told_on and add_months(told_on, 2)
    elif regime == "CCPA":
        first, extended = (
            received + pd.Timedelta(days=45),
            told_on and told_on + pd.Timedelta(days=45),
        )
    else:
        return received + pd.Timedelta(days=sla_days), "own rule"
    in_time = told_on is not None and told_on <= first
    return (extended if in_time else first), "law"


def earliest_due(received, told_on, sla_days):
    return min(due(regime, received, told, sla_days)[0] for regime, told in told_on.items())
