"""The log locks the file and counts."""

REFUSE = """CREATE TRIGGER IF NOT EXISTS no_{0} BEFORE {0} ON entries
BEGIN SELECT RAISE(FAIL, 'no {0} here'); END"""


class AuditLog:
    def __init__(self, path):
        self.database = sqlite3.connect(path, isolation_level=None)
        # a replaced row then fires the trigger of deleted rows
        self.database.execute("PRAGMA recursive_triggers = ON")
        self.database.execute(
            "CREATE TABLE IF NOT EXISTS entries (number INTEGER PRIMARY KEY, entry)"
        )
        for action in ("UPDATE", "DELETE"):
            self.database.execute(REFUSE.format(action))

    def append(self, data):
        self.database.execute("BEGIN IMMEDIATE")
        try:
            number = len(self.entries())
            self.database.execute("INSERT INTO entries VALUES (?, ?)", [number, data])
        except BaseException:
            self.database.execute("ROLLBACK")
            raise
        self.database.execute("COMMIT")
        return number

    def entries(self):
        rows = self.database.execute("SELECT number, entry FROM entries").fetchall()
        return [data for _, data in sorted(rows)]


def guarded(write, request, decide, read):
    outcome = "denied"
    try:
        if decide(request):
            outcome = "allowed"
    except Exception:
        pass
    entry = dict(request)
    entry["outcome"] = outcome
    try:
        write(entry)
    except Exception:
        outcome = "not logged"
    if outcome == "allowed":
        return read()
    raise PermissionError(outcome)
