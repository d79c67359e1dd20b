"""Each customer has a random token instead of a salt; the table is all that leads to it. The log
locks the file and counts.
"""

import secrets
import string

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


class Pseudonyms:
    def __init__(self, path):
        self.path = path
        self._run("CREATE TABLE IF NOT EXISTS names (customer PRIMARY KEY, name)")

    def _run(self, sql, *values):
        database = sqlite3.connect(self.path)
        try:
            database.isolation_level = None
            return database.execute(sql, values).fetchall()
        finally:
            database.close()

    def of(self, customer):
        found = self._run("SELECT name FROM names WHERE customer = ?", customer)
        if found:
            return found[0][0]
        name = secrets.token_hex(16)
        self._run("INSERT INTO names VALUES (?, ?)", customer, name)
        return name

    def forget(self, customer):
        self._run("DELETE FROM names WHERE customer = ?", customer)
        self._run("VACUUM")


CODE = set(string.ascii_letters + string.digits + "-_")


def loggable(entry, pseudonyms):
    made = dict(entry, subject=pseudonyms.of(entry["subject"]))
    if made["ground"] is not None and made["ground"] not in GROUNDS:
        made["ground"] = "other"
    for name in ("object", "ticket", "consent"):
        if made[name] is None:
            continue
        if entry["subject"] in made[name] or set(made[name]) - CODE:
            raise ValueError(name)
        if not 0 < len(made[name]) < 41:
            raise ValueError(name)
    return made
