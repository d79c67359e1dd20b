"""SQL: all rows in one table of an in-memory database, and one question for each reason."""

import sqlite3


def sweep(stores, registry, expired, device_owner):
    database = sqlite3.connect(":memory:")
    database.execute("create table held (store, item_id, key, made_from)")
    database.execute("create table due (key)")
    database.executemany("insert into due values (?)", [(one,) for one in expired])
    devices = [(one,) for one, owner in device_owner.items() if owner in expired]
    database.executemany("insert into due values (?)", devices)
    gaps = {name: "unregistered" for name in stores if name not in registry}
    gaps.update((name, "unreachable") for name in registry if name not in stores)
    for name, store in stores.items():
        try:
            table = store.scan()
        except StoreUnavailable:
            gaps[name] = gaps.get(name, "unreachable")
            continue
        rows = table[["item_id", "key", "made_from"]].astype(object)
        rows = rows.where(rows.notna(), None)
        database.executemany(
            "insert into held values (?, ?, ?, ?)", [(name, *row) for row in rows.values.tolist()]
        )
    found = database.execute(
        """
        select store, item_id, 'expired' from held where key in (select key from due)
        union
        select store, item_id, 'orphan' from held
        where made_from is not null and made_from not in (select item_id from held)
        """
    )
    violations = set(found.fetchall())
    verdict = "INCOMPLETE" if gaps else "VIOLATIONS" if violations else "PASS"
    return {"violations": violations, "gaps": gaps, "verdict": verdict}
