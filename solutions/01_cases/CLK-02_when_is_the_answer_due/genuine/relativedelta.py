"""python-dateutil, one branch for each regime, and a sorted list."""

from dateutil.relativedelta import relativedelta


def due(regime, received, told_on, sla_days):
    match regime:
        case "GDPR":
            first, extended = relativedelta(months=1), relativedelta(months=3)
        case "CCPA":
            first, extended = relativedelta(days=45), relativedelta(days=90)
        case "COPPA":
            return received + relativedelta(days=sla_days), "own rule"
    if told_on is None or told_on > received + first:
        return received + first, "law"
    return received + extended, "law"


def earliest_due(received, told_on, sla_days):
    return sorted(due(one, received, told_on[one], sla_days) for one in told_on)[0][0]
