"""pandas offsets for the ends of months and years, sets and query for the counts."""


def last_days(date):
    end = date.split("/").pop()
    first = pd.Timestamp(end)
    offset = {4: pd.offsets.YearEnd(0), 7: pd.offsets.MonthEnd(0)}.get(len(end))
    return first, first if offset is None else first + offset


def against_dates(over_before, facts):
    result = dict.fromkeys(facts, "unclear")
    for name in facts:
        if not facts[name]:
            continue
        earliest, latest = last_days(facts[name])
        if latest < over_before:
            result[name] = "fits"
        if over_before <= earliest:
            result[name] = "contradicts"
    return result


def suit_errors(claim, counts):
    suits = counts.query("defendant == @claim['defendant']")
    if len(suits) == 0:
        return {"defendant"}
    charges = set(zip(suits["kind"], suits["about"]))
    wrong = set() if claim["plaintiff"] in set(suits["plaintiff"]) else {"plaintiff"}
    return wrong if (claim["kind"], claim["about"]) in charges else wrong | {"charge"}
