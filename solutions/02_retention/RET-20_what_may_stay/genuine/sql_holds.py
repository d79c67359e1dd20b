"""SQL for the holds: one outer question for each item, with the dates as text."""

import sqlite3


def hold_status(items, holds, as_of):
    database = sqlite3.connect(":memory:")
    for name, table in (("items", items), ("holds", holds)):
        text = table.astype(object).where(table.notna(), None)
        text = text.map(lambda one: one.date().isoformat() if hasattr(one, "date") else one)
        database.execute(f"create table {name} ({', '.join(table.columns)})")
        slots = ", ".join("?" * len(table.columns))
        database.executemany(f"insert into {name} values ({slots})", text.values.tolist())
    rows = database.execute(
        """
        select item_id, case
            when exists (
                select 1 from holds
                where holds.profile_id = items.profile_id and holds.category = items.category
                    and items.collected_on between from_on and to_on
                    and placed_on <= :today and (released_on is null or :today < released_on)
            ) then 'HELD'
            when due_on <= :today then 'DUE'
            else 'NOT DUE' end
        from items
        """,
        {"today": as_of.date().isoformat()},
    )
    return dict(rows.fetchall())
