"""SQL for the report: the instants as whole microseconds, the sums and the earliest in one question."""

import sqlite3


def nightly_report(items, rules, as_of):
    if as_of.tzinfo is None or items["collected_at"].dt.tz is None:
        raise ValueError("no time zone")
    epoch, tick = pd.Timestamp(0, tz="UTC"), pd.Timedelta(microseconds=1)
    database = sqlite3.connect(":memory:")
    database.execute("create table items (category, store, at, held)")
    database.execute("create table rules (category, store, days)")
    stamps = ((items["collected_at"] - epoch) // tick).tolist()
    database.executemany(
        "insert into items values (?, ?, ?, ?)",
        zip(items["category"], items["store"], stamps, items["held"].astype(int).tolist()),
    )
    known = rules[rules["keep_days"].notna()]
    database.executemany(
        "insert into rules values (?, ?, ?)",
        zip(known["category"], known["store"], known["keep_days"].astype(int).tolist()),
    )
    rows = database.execute(
        """
        with shortest as (select category, store, min(days) as days from rules group by 1, 2),
        due as (
            select items.*, days, at + days * 86400000000 as due_at
            from items left join shortest using (category, store)
        )
        select category, store, count(*), sum(held), sum(held = 0 and days is null),
            sum(held = 0 and due_at is not null and due_at <= :now),
            min(case when held = 0 and due_at <= :now then due_at end)
        from due group by 1, 2
        """,
        {"now": (as_of - epoch) // tick},
    ).fetchall()
    names = ["category", "store", "items", "held", "no_rule", "overdue", "overdue_since"]
    report = pd.DataFrame(rows, columns=names)
    since = [pd.NaT if pd.isna(one) else epoch + int(one) * tick for one in report["overdue_since"]]
    return report.assign(overdue_since=pd.Series(since, dtype="datetime64[us, UTC]"))
