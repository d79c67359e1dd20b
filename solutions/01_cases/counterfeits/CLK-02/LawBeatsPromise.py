# /// counterfeit
# story = "Only laws count: the company's own days are left out where a law applies."
# covers = ["CLK-06"]
# caught_by = [
#     "of all regimes that apply, the earliest counts, in any order",
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
    found = [due(regime, received, told, sla_days) for regime, told in told_on.items()]
    laws = [day for day, label in found if label == "law"]
    return min(laws or [day for day, label in found])
