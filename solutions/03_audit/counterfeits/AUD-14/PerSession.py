# /// counterfeit
# story = "A session is long or it is not."
# covers = ["AUD-15", "AUD-30"]
# caught_by = [
#     "an evening and a night that midnight parts are one stretch",
#     "seconds add up over sessions and customers, in any 24 hours, and no longer",
#     "all reasons are told, in their order, also of who has left",
# ]
# ///
SENSITIVE = ("bedroom", "bathroom", "nursery", "shower", "spy cam")


def is_sensitive(label: str) -> bool:
    words = " ".join(re.findall("[a-z]+", label.lower()))
    return any(f" {name} " in f" {words} " for name in SENSITIVE)


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
                len({row.customer_id for row in window}) > most
                for days, most in rules["windows"]
                for window in _windows(without, days)
            ),
            "dwell": any(
                window[-1].seconds > rules["seconds_a_day"] for window in _windows(without, 1)
            ),
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


def _windows(rows, days):
    first = 0
    for last, row in enumerate(rows):
        while rows[first].occurred_at <= row.occurred_at - timedelta(days=days):
            first += 1
        yield rows[first : last + 1]


def _in_role(person, row) -> bool:
    return (
        person is not None
        and person.started_at <= row.occurred_at
        and not person.ended_at <= row.occurred_at
    )
