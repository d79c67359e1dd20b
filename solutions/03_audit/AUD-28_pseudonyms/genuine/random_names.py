"""Each customer has a random token instead of a salt; the table is all that leads to it."""

import secrets
import string


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
