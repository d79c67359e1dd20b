"""pandas: the due days are a Series, and its minimum is the answer."""

OFFSETS = {
    "GDPR": (pd.DateOffset(months=1), pd.DateOffset(months=3)),
    "CCPA": (pd.DateOffset(days=45), pd.DateOffset(days=90)),
}


def due(regime, received, told_on, sla_days):
    own = pd.DateOffset(days=sla_days)
    first, extended = (received + offset for offset in OFFSETS.get(regime, (own, own)))
    told = pd.NaT if told_on is None else told_on
    return (extended if told <= first else first), "law" if regime in OFFSETS else "own rule"


def earliest_due(received, told_on, sla_days):
    days = pd.Series({one: due(one, received, told, sla_days)[0] for one, told in told_on.items()})
    return days.min()
