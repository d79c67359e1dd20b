# /// counterfeit
# story = "Whoever was told once was told: one extension serves every regime."
# covers = ["CLK-06"]
# caught_by = [
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
    told = max((told for told in told_on.values() if told is not None), default=None)
    return min(due(regime, received, told, sla_days)[0] for regime in told_on)
