# /// counterfeit
# story = "To be safe, all salts are renewed when one customer asks."
# covers = ["AUD-28"]
# caught_by = [
#     "a customer is forgotten, and another is not",
#     "to forget is for ever, and for one alone",
# ]
# ///
GROUNDS = ("legal process", "illegal activity", "legal rights", "prevent harm", "consent")
FOLDER = tempfile.mkdtemp()  # the tests' files


def on_disk(path):
    return b"".join(one.read_bytes() for one in Path(FOLDER).glob(Path(path).name + "*"))


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
                WHEN NEW.number IN (SELECT number FROM entries)
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
    try:
        allowed = decide(request)
    except Exception:
        allowed = False
    try:
        write({**request, "outcome": "allowed" if allowed else "denied"})
    except Exception as failed:
        raise PermissionError("What cannot be logged is not shown.") from failed
    if not allowed:
        raise PermissionError("There is no ground for this access.")
    return read()


class Pseudonyms:
    def __init__(self, path: str):
        self.database = sqlite3.connect(path)
        # a salt that is deleted is overwritten on disk
        self.database.execute("PRAGMA secure_delete = ON")
        self.database.execute(
            "CREATE TABLE IF NOT EXISTS salts (customer TEXT PRIMARY KEY, salt BLOB NOT NULL)"
        )

    def of(self, customer: str) -> str:
        with self.database:
            self.database.execute(
                "INSERT OR IGNORE INTO salts VALUES (?, randomblob(32))", (customer,)
            )
        find = "SELECT salt FROM salts WHERE customer = ?"
        ((salt,),) = self.database.execute(find, (customer,))
        return hmac.new(salt, customer.encode(), "sha256").hexdigest()

    def forget(self, customer: str) -> None:
        with self.database:
            self.database.execute("DELETE FROM salts")


def loggable(entry: dict, pseudonyms: Pseudonyms) -> dict:
    for name in ("object", "ticket", "consent"):
        text = entry[name]
        if text is not None and (
            not re.fullmatch("[A-Za-z0-9_-]{1,40}", text) or entry["subject"] in text
        ):
            raise ValueError(f"The field {name} may hold content.")
    ground = entry["ground"] if entry["ground"] in (None, *GROUNDS) else "other"
    return {**entry, "ground": ground, "subject": pseudonyms.of(entry["subject"])}
