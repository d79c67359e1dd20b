"""Running counts instead of slices, in plain Python."""

def monitor(log: pd.DataFrame, people: pd.DataFrame, rules: dict) -> dict[str, dict]:
    person_of = {person.person_id: person for person in people.itertuples()}
    owner = {one.customer_id: one.person_id for one in people.itertuples()}
    flagged = {}
    for name, own in log.sort_values("occurred_at").groupby("person_id"):
        rows = list(own.itertuples())
        without = [row for row in rows if not row.valid]
        colleague = [row for row in rows if owner.get(row.customer_id, name) != name]
        applies = {
            "customers": any(
                _most_customers(without, days) > most for days, most in rules["windows"]
            ),
            "dwell": _most_seconds(without) > rules["seconds_a_day"],
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


def _most_customers(rows, days):
    inside, most, first = {}, 0, 0
    for row in rows:
        inside[row.customer_id] = inside.get(row.customer_id, 0) + 1
        while row.occurred_at - rows[first].occurred_at >= timedelta(days=days):
            gone = rows[first].customer_id
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
            first += 1
        most = max(most, len(inside))
    return most


def _most_seconds(rows):
    total, most, first = 0, 0, 0
    for row in rows:
        total += row.seconds
        while row.occurred_at - rows[first].occurred_at >= timedelta(days=1):
            total -= rows[first].seconds
            first += 1
        most = max(most, total)
    return most


def _in_role(person, row) -> bool:
    return (
        person is not None
        and person.started_at <= row.occurred_at
        and not person.ended_at <= row.occurred_at
    )
