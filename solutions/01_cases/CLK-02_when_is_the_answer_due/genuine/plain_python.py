"""Plain Python: a table of regimes, the calendar module, and a loop that keeps the smallest."""

import calendar

REGIMES = {"GDPR": ("months", 1, 3), "CCPA": ("days", 45, 90)}


def later(start, unit, number):
    if unit == "days":
        return start + pd.Timedelta(days=number)
    year, month = divmod(start.year * 12 + start.month - 1 + number, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last))


def due(regime, received, told_on, sla_days):
    if regime not in REGIMES:
        return (later(received, "days", sla_days), "own rule")
    unit, first, extended = REGIMES[regime]
    end = later(received, unit, first)
    if told_on and told_on <= end:
        end = later(received, unit, extended)
    return (end, "law")


def earliest_due(received, told_on, sla_days):
    earliest = None
    for regime in told_on:
        end, label = due(regime, received, told_on[regime], sla_days)
        if earliest is None or end < earliest:
            earliest = end
    return earliest
