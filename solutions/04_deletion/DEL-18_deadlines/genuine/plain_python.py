"""Loops, and the calendar by hand."""

def answers(request, sla_days):
    for regime in ["GDPR", "CCPA", "COPPA"]:
        if regime not in request["regimes"]:
            continue
        last = first_due(regime, request["received_on"], sla_days)
        told = request["told_on"].get(regime)
        late_word = False
        if regime != "COPPA" and told is not None:
            if told <= last:
                last = extended_due(regime, request["received_on"])
            else:
                late_word = True
        yield regime, last, late_word


def deadlines(request, holidays, sla_days):
    best = None
    for regime, last, _ in answers(request, sla_days):
        if best is None or last < best[1]:
            best = (regime, last)
    acknowledge_by = None
    if "CCPA" in request["regimes"]:
        acknowledge_by, count = request["received_on"], 0
        while count < 10:
            acknowledge_by += pd.Timedelta(days=1)
            if acknowledge_by.weekday() < 5 and acknowledge_by not in holidays:
                count += 1
    return {
        "answer_by": best[1],
        "regime": best[0],
        "label": "own rule" if best[0] == "COPPA" else "law",
        "acknowledge_by": acknowledge_by,
    }


def is_late(done, last, as_of):
    return as_of > last if done is None or pd.isna(done) else done > last


def shortcomings(request, as_of, holidays, sla_days):
    by = deadlines(request, holidays, sla_days)
    wrong = []
    if by["acknowledge_by"] is not None and is_late(request["acknowledged_on"], by["acknowledge_by"], as_of):
        wrong.append("acknowledged late")
    if any(word for _, _, word in answers(request, sla_days)):
        wrong.append("extension told late")
    if is_late(request["answered_on"], by["answer_by"], as_of):
        wrong.append("answered late")
    return wrong


def ring_late(done_on, cases, as_of):
    for case in cases.to_dict("records"):
        if case["case"] == "ring":
            start = case["entered_on"]
    return {
        duty for duty in RING_DUTIES
        if is_late(done_on[duty], start + pd.Timedelta(RING_DUTIES[duty], "D"), as_of)
    }


def notices_late(customers, entered_on, as_of):
    found = set()
    for one in customers.to_dict("records"):
        if one["opened_on"] >= pd.Timestamp(2018, 2, 1):
            continue
        last = entered_on + pd.Timedelta(180, "D")
        if one["identified_on"] > last:
            last = one["identified_on"] + pd.Timedelta(30, "D")
        if is_late(one["notified_on"], last, as_of):
            found.add(one["customer_id"])
    return found
