"""The number must be the next one, which no replacement is."""

class AuditLog:
    def __init__(self, path: str):
        self.database = sqlite3.connect(path)
        self.database.executescript("""
            CREATE TABLE IF NOT EXISTS entries (number INTEGER PRIMARY KEY, entry BLOB NOT NULL);
            CREATE TRIGGER IF NOT EXISTS never_update BEFORE UPDATE ON entries
                BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
            CREATE TRIGGER IF NOT EXISTS never_delete BEFORE DELETE ON entries
                BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
            CREATE TRIGGER IF NOT EXISTS never_replace BEFORE INSERT ON entries
                WHEN NEW.number <> (SELECT count(*) FROM entries)
                BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        """)

    def append(self, data: bytes) -> int:
        add = "INSERT INTO entries SELECT coalesce(max(number) + 1, 0), ? FROM entries"
        with self.database:  # commits, or undoes
            return self.database.execute(add, (data,)).lastrowid

    def entries(self) -> list[bytes]:
        rows = self.database.execute("SELECT entry FROM entries ORDER BY number")
        return [data for (data,) in rows]


def guarded(write, request: dict, decide, read):
    failure = None
    try:
        outcome = "allowed" if decide(request) else "denied"
    except Exception as error:
        outcome, failure = "denied", error
    try:
        write(request | {"outcome": outcome})
    except Exception as error:
        outcome, failure = "not logged", error
    if outcome != "allowed":
        raise PermissionError(outcome) from failure
    return read()
