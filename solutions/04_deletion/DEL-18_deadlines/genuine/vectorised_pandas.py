"""One table of regimes, and one of duties."""

def _regimes(request, sla_days):
    days = pd.DataFrame({"regime": [one for one in REGIMES if one in request["regimes"]]})
    days["first"] = [first_due(one, request["received_on"], sla_days) for one in days["regime"]]
    days["more"] = [extended_due(one, request["received_on"]) for one in days["regime"]]
    days["told"] = pd.to_datetime([request["told_on"].get(one) for one in days["regime"]])
    days.loc[days["regime"] == "COPPA", "told"] = pd.NaT
    days["last"] = days["more"].where(days["told"] <= days["first"], days["first"])
    return days


def deadlines(request, holidays, sla_days):
    row = _regimes(request, sla_days).sort_values("last", kind="stable").iloc[0]
    return {
        "answer_by": row["last"],
        "regime": row["regime"],
        "label": {"COPPA": "own rule"}.get(row["regime"], "law"),
        "acknowledge_by": (
            business_days_later(request["received_on"], 10, holidays)
            if "CCPA" in request["regimes"]
            else None
        ),
    }


def shortcomings(request, as_of, holidays, sla_days):
    days, by = _regimes(request, sla_days), deadlines(request, holidays, sla_days)
    table = pd.DataFrame(
        {
            "name": ["acknowledged late", "answered late"],
            "by": pd.to_datetime([by["acknowledge_by"], by["answer_by"]]),
            "on": pd.to_datetime([request["acknowledged_on"], request["answered_on"]]),
        }
    )
    wrong = table.loc[table["on"].fillna(as_of) > table["by"], "name"].tolist()
    if (days["told"] > days["first"]).any():
        wrong.insert(wrong.count("acknowledged late"), "extension told late")
    return wrong


def ring_late(done_on, cases, as_of):
    entered = cases.loc[cases["case"].eq("ring"), "entered_on"].squeeze()
    duties = pd.Series(RING_DUTIES)
    done = pd.to_datetime(pd.Series(done_on)).reindex(duties.index).fillna(as_of)
    return set(duties.index[done > entered + pd.to_timedelta(duties, unit="D")])


def notices_late(customers, entered_on, as_of):
    old = customers.query("opened_on < '2018-02-01'")
    last = pd.Series(entered_on + pd.DateOffset(days=180), index=old.index)
    last = last.mask(old["identified_on"] > last, old["identified_on"] + pd.DateOffset(days=30))
    return set(old.loc[old["notified_on"].fillna(as_of).gt(last), "customer_id"])
