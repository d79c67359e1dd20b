"""pandas' rolling windows; customers as the latest look at each one."""

def monitor(log: pd.DataFrame, people: pd.DataFrame, rules: dict) -> dict[str, dict]:
    person_of = {person.person_id: person for person in people.itertuples()}
    owner = {one.customer_id: one.person_id for one in people.itertuples()}
    flagged = {}
    for name, own in log.sort_values("occurred_at").groupby("person_id"):
        rows = list(own.itertuples())
        without = [row for row in rows if not row.valid]
        colleague = [row for row in rows if owner.get(row.customer_id, name) != name]
        applies = {
            "customers": _too_many(own[~own["valid"].astype(bool)], rules["windows"]),
            "dwell": _rolled(own[~own["valid"].astype(bool)], "seconds", 1).sum().max()
            > rules["seconds_a_day"],
            "colleague": bool(colleague),
            "role ended": any(not _in_role(person_of.get(name), row) for row in rows),
        }
        reasons = [reason for reason, so in applies.items() if so]
        if reasons:
            high = any(is_sensitive(row.label) for row in without + colleague)
            flagged[name] = {
                "reasons": reasons,
                "priority": "high" if high else "normal",
                "lookups": sorted({row.lookup for row in colleague if pd.notna(row.lookup)}),
            }
    return flagged


def _rolled(rows, column, days):
    values = pd.Series(rows[column].to_numpy(), index=pd.DatetimeIndex(rows["occurred_at"]))
    return values.rolling(f"{days * 24}h")


def _too_many(rows, windows):
    rows = rows.assign(number=pd.factorize(rows["customer_id"])[0].astype(float))
    return any(
        (
            _rolled(rows, "number", days).apply(lambda inside: len(set(inside)), raw=True) > most
        ).any()
        for days, most in windows
    )


def _in_role(person, row) -> bool:
    return (
        person is not None
        and person.started_at <= row.occurred_at
        and not person.ended_at <= row.occurred_at
    )
