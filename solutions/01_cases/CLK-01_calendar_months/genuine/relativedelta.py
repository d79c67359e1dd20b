"""python-dateutil's relativedelta."""

from dateutil.relativedelta import relativedelta


def add_months(start, months):
    return start + relativedelta(months=months)
