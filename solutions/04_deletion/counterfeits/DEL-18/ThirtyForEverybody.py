# /// counterfeit
# story = "30 days after somebody was found."
# covers = ["DEL-32"]
# caught_by = [
#     "who had an account before February 2018 is told within 180 days",
#     "who is found after the 180th day has 30 days more, and nobody else has",
#     "the account's age decides, to the day, and the clock starts at the entry",
# ]
# ///
def deadlines(request: dict, holidays: list[pd.Timestamp], sla_days: int) -> dict:
    received_on, days = request["received_on"], {}
    for regime in REGIMES:
        if regime in request["regimes"]:
            days[regime] = first_due(regime, received_on, sla_days)
            told_on = request["told_on"].get(regime)
            if regime != "COPPA" and told_on is not None and told_on <= days[regime]:
                days[regime] = extended_due(regime, received_on)
    regime = min(days, key=days.get)
    return {
        "answer_by": days[regime],
        "regime": regime,
        "label": "own rule" if regime == "COPPA" else "law",
        "acknowledge_by": business_days_later(received_on, 10, holidays) if "CCPA" in days else None,
    }


def shortcomings(
    request: dict, as_of: pd.Timestamp, holidays: list[pd.Timestamp], sla_days: int
) -> list[str]:
    by, told_on = deadlines(request, holidays, sla_days), request["told_on"]
    late_word = [
        regime
        for regime in ("GDPR", "CCPA")
        if regime in request["regimes"]
        and told_on.get(regime) is not None
        and told_on[regime] > first_due(regime, request["received_on"], sla_days)
    ]
    found = {
        "acknowledged late": by["acknowledge_by"] is not None
        and (request["acknowledged_on"] or as_of) > by["acknowledge_by"],
        "extension told late": bool(late_word),
        "answered late": (request["answered_on"] or as_of) > by["answer_by"],
    }
    return [name for name, so in found.items() if so]


def ring_late(
    done_on: dict[str, pd.Timestamp | None], cases: pd.DataFrame, as_of: pd.Timestamp
) -> set[str]:
    entered_on = cases.set_index("case").loc["ring", "entered_on"]
    return {
        duty
        for duty, days in RING_DUTIES.items()
        if (done_on[duty] or as_of) > entered_on + pd.Timedelta(days=days)
    }


def notices_late(
    customers: pd.DataFrame, entered_on: pd.Timestamp, as_of: pd.Timestamp
) -> set[str]:
    entered_on + pd.Timedelta(days=180)
    cohort = customers[customers["opened_on"] < pd.Timestamp("2018-02-01")]
    by = (cohort["identified_on"] + pd.Timedelta(days=30))
    return set(cohort.loc[cohort["notified_on"].fillna(as_of) > by, "customer_id"])
