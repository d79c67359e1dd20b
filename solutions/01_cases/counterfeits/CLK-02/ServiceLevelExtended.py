# /// counterfeit
# story = "Who tells a parent that it takes longer may take twice as long."
# covers = ["CLK-04"]
# caught_by = [
#     "COPPA: a word about an extension changes nothing",
# ]
# ///
def due(regime, received, told_on, sla_days):
    if regime == "GDPR":
        first, extended = add_months(received, 1), add_months(received, 3)
    elif regime == "CCPA":
        first, extended = received + pd.Timedelta(days=45), received + pd.Timedelta(days=90)
    else:
        return received + pd.Timedelta(days=sla_days * (2 if told_on else 1)), "own rule"
    in_time = told_on is not None and told_on <= first
    return (extended if in_time else first), "law"


def earliest_due(received, told_on, sla_days):
    return min(due(regime, received, told, sla_days)[0] for regime, told in told_on.items())
