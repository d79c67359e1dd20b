"""python-dateutil, and a rule for one customer applied to each."""

from dateutil.relativedelta import relativedelta


def order_days(duties, cases):
    found = {}
    for _, duty in duties.iterrows():
        entered_on = cases.loc[cases["case"] == duty["case"], "entered_on"].item()
        span = {duty["unit"]: int(duty["number"])}
        found[duty["duty"]] = entered_on + relativedelta(**span)
    return found


def notice_days(customers, entered_on):
    last = entered_on + relativedelta(days=+180)

    def one(identified_on):
        return last if identified_on <= last else identified_on + relativedelta(days=+30)

    concerned = customers[customers.opened_on.dt.date < pd.Timestamp(2018, 2, 1).date()]
    return {row.customer_id: one(row.identified_on) for row in concerned.itertuples()}
