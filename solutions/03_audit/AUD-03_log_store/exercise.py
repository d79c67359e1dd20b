# %% [markdown]
# ## Why
#
# The complaint alleges that Ring cannot determine how many other employees accessed videos improperly, because
# access was not monitored.{fact}`F-R14` A log that is written later has gaps exactly where they matter, and the
# person who was watched can't be told. So **write first, then look**: an access that cannot be logged does not happen.
#
# The order says "log",{fact}`O-R12` not when. Writing first is engineering.

# %% given="setup"
import sqlite3
import tempfile
from datetime import UTC, datetime

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Look
#
# Here is a log with one entry, of an access at Porchlight, an invented company. Two *triggers* protect it.
#
# | a trigger says | for example | meaning |
# |---|---|---|
# | when it runs | `BEFORE UPDATE ON entries` | before each row that an UPDATE changes; also `DELETE`, `INSERT` |
# | whether it runs (optional) | `WHEN NEW.number < 0` | `NEW.number` is the number in the row about to be written |
# | what it does | `BEGIN SELECT RAISE(ABORT, 'no'); END` | stops the statement with an error; no row has changed |

# %% look
import sqlite3

table = sqlite3.connect(":memory:")
table.executescript("""
    CREATE TABLE entries (number INTEGER PRIMARY KEY, entry BLOB NOT NULL);
    INSERT INTO entries VALUES (0, 'p-000045 views r-004696');
    CREATE TRIGGER never_update BEFORE UPDATE ON entries
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
    CREATE TRIGGER never_delete BEFORE DELETE ON entries
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
""")
for sql in (
    "UPDATE entries SET entry = 'nothing' WHERE number = 0",
    "DELETE FROM entries",
    "INSERT OR REPLACE INTO entries VALUES (0, 'p-000001 views r-004696')",
):
    try:
        table.execute(sql)
        result = "done"
    except sqlite3.Error as error:
        table.rollback()
        result = f"refused, {error}"
    print(f"{sql}: {result}")
print("The log now says", table.execute("SELECT * FROM entries").fetchall())

# %% [markdown]
# **Before you code:** which statement gets past both triggers? `INSERT OR REPLACE` removes the old row, and SQLite does
# not run the delete trigger for that. What would a third trigger have to look for?
#
# ## Step 1 · A file that only grows
#
# Complete the class `AuditLog(path)`. It keeps entries in an SQLite file. If the file exists, it continues that log.
# Two triggers are given; add the third, and write the methods.
#
# | you call | you get |
# |---|---|
# | `log.append(b"one")`, then twice `log.append(b"two")` | 0, then 1 and 2: equal bytes are two entries |
# | `AuditLog(path).entries()`, on the same file | `[b"one", b"two", b"two"]` |
# | `AuditLog(path).append(b"")` | 3, and `log.entries()` has four |
# | `log.database.execute("DELETE FROM entries")` | an error, and no row has changed |
#
# - Two `AuditLog`s may append to one file in turn. So commit before `append` returns (`with self.database:` does), and
#   read the file each time.
# - An UPDATE, DELETE, or REPLACE through `log.database` must fail, even after the file is reopened.

# %% step="AuditLog"
FOLDER = tempfile.mkdtemp()  # the checks keep their files here


class AuditLog:
    """An append-only list of entries in an SQLite file.

    database  the connection; its table `entries` has the columns number and entry
    """

    def __init__(self, path: str):
        self.database = sqlite3.connect(path)
        self.database.executescript("""
            CREATE TABLE IF NOT EXISTS entries (number INTEGER PRIMARY KEY, entry BLOB NOT NULL);
            CREATE TRIGGER IF NOT EXISTS never_update BEFORE UPDATE ON entries
                BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
            CREATE TRIGGER IF NOT EXISTS never_delete BEFORE DELETE ON entries
                BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        """)
        ### BEGIN SOLUTION
        self.database.executescript("""
            CREATE TRIGGER IF NOT EXISTS never_replace BEFORE INSERT ON entries
                WHEN NEW.number IN (SELECT number FROM entries)
                BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        """)
        ### END SOLUTION

    def append(self, data: bytes) -> int:
        """Store one entry, commit, and return its number, counted from 0."""
        ### BEGIN SOLUTION
        add = "INSERT INTO entries SELECT coalesce(max(number) + 1, 0), ? FROM entries"
        with self.database:  # commits, or rolls back
            return self.database.execute(add, (data,)).lastrowid
        ### END SOLUTION

    def entries(self) -> list[bytes]:
        """Return all entries, in the order of their numbers."""
        ### BEGIN SOLUTION
        rows = self.database.execute("SELECT entry FROM entries ORDER BY number")
        return [data for (data,) in rows]
        ### END SOLUTION

# %% test="AuditLog"
import uuid

RUN = f"{FOLDER}/{uuid.uuid4()}-"  # each run of this cell has files of its own

with checks("entries are numbered, and are there when the file is opened again"):
    log = AuditLog(RUN + "first.db")
    assert [log.append(data) for data in (b"one", b"two", b"two")] == [0, 1, 2]
    again = AuditLog(RUN + "first.db")
    assert again.entries() == [b"one", b"two", b"two"]

### BEGIN HIDDEN TESTS
with checks("two logs on one file see each other's entries at once, whatever their bytes", hint=2):
    one, other = AuditLog(RUN + "shared.db"), AuditLog(RUN + "shared.db")
    written = [b"", b"\x00\x01\xff", b"a", "é".encode(), b"a", b"z" * 3000, b" a\n"]
    written += [b"%d" % number for number in range(5)]
    numbers = [log.append(data) for log, data in zip([one, other] * 6, written)]
    assert numbers == [*range(12)]
    assert one.entries() == written
    assert other.entries() == written
    assert AuditLog(RUN + "third.db").entries() == []

with checks("a second read returns what others have added since the first", hint=2):
    one, other = AuditLog(RUN + "read.db"), AuditLog(RUN + "read.db")
    assert one.append(b"a") == 0 and other.entries() == one.entries() == [b"a"]
    assert [other.append(b"b"), other.append(b"b"), one.append(b"a")] == [1, 2, 3]
    assert other.entries() == one.entries() == [b"a", b"b", b"b", b"a"]

with checks("a log of thousands of entries is returned whole", hint=2):
    log = AuditLog(RUN + "long.db")
    assert log.append(b"first") == 0
    log.database.execute("""
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2999)
        INSERT INTO entries (number, entry) SELECT n, x'61' FROM numbers
    """)
    log.database.commit()
    assert log.append(b"last") == 3000
    assert log.entries() == [b"first", *[b"a"] * 2999, b"last"]

with checks("the database refuses updates, deletions, and replacements", hint=3):
    forgeries = [
        "UPDATE entries SET entry = x'00' WHERE number = 1",
        "UPDATE entries SET number = 9 WHERE number = 0",
        "DELETE FROM entries WHERE number = 2",
        "DELETE FROM entries",
        "INSERT OR REPLACE INTO entries (number, entry) VALUES (0, x'00')",
        "REPLACE INTO entries (number, entry) VALUES (2, x'00')",
        "REPLACE INTO entries (number, entry) VALUES (1, x'62')",  # what is there already
    ]

    def accepted_by(log):
        accepted = []
        for sql in forgeries:
            try:
                log.database.execute(sql)
                log.database.commit()
                accepted.append(sql)
            except Exception:
                log.database.rollback()
        return accepted

    log = AuditLog(RUN + "forged.db")
    for data in (b"a", b"b", b"c"):
        log.append(data)
    assert accepted_by(log) == []
    again = AuditLog(RUN + "forged.db")
    assert accepted_by(again) == []
    assert again.entries() == [b"a", b"b", b"c"]
    assert again.append(b"d") == 3
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Write first, then look
#
# Every access to a recording goes through `guarded(write, request, decide, read)`. Complete it:
#
# 1. Call `decide(request)`, once. The access is denied if it returns a falsy value (`False`, `None`, `0`), or raises
#    any `Exception`.
# 2. Call `write(entry)`, once. The entry is the request with one more key, `"outcome"`, which is `"allowed"` or
#    `"denied"`. Write denials, too.
# 3. If the access is allowed and written, return what `read()` returns. If `read` raises an error, let it
#    through; the entry stays.
# 4. Otherwise raise `PermissionError` and never call `read`. If `write` raises any `Exception`, the access is
#    refused.
#
# | `decide` | `write` | `read` | result | in the log |
# |---|---|---|---|---|
# | truthy | works | works | the video | `"allowed"` |
# | falsy | works | not called | `PermissionError` | `"denied"` |
# | raises `KeyError` | works | not called | `PermissionError` | `"denied"` |
# | truthy | raises `OSError` | not called | `PermissionError` | nothing |
# | truthy | works | raises `LookupError` | `LookupError` | `"allowed"` |

# %% step="guarded"
def guarded(write, request: dict, decide, read):
    """Return what read() returns, once the access has been allowed and logged.

    write   called once, before read, with the request and its outcome
    decide  called once, with the request; returns a truthy value if it is allowed
    read    called at most once, without arguments

    Raises PermissionError if the access is denied or cannot be logged, and whatever read raises.
    """
    ### BEGIN SOLUTION
    try:
        allowed = decide(request)
    except Exception:
        allowed = False
    try:
        write({**request, "outcome": "allowed" if allowed else "denied"})
    except Exception as failed:
        raise PermissionError("This access cannot be logged.") from failed
    if not allowed:
        raise PermissionError("There is no ground for this access.")
    return read()
    ### END SOLUTION

# %% test="guarded"
def request(**changes):
    """Return an entry as AUD-01 makes it, with some changes."""
    return {
        "actor": "e-104",
        "employer": "Porchlight",
        "action": "view",
        "object": "r-000881",
        "subject": "c-0042",
        "ground": "consent",
        "ticket": None,
        "consent": "k-0099",
        "time": datetime(2017, 7, 3, 22, 30, tzinfo=UTC),
        "ip": "10.1.4.7",
        "mfa": True,
    } | changes

def refusal(write, decide, read, **changes):
    """Return what guarded returns for a request, or "refused" if it raises PermissionError."""
    try:
        return guarded(write, request(**changes), decide, read)
    except PermissionError:
        return "refused"

with checks("an allowed access is logged first, and then read"):
    happened = []
    found = refusal(
        lambda entry: happened.append(entry["outcome"]),
        lambda request: True,
        lambda: happened.append("read") or "the video",
    )
    assert found == "the video"
    assert happened == ["allowed", "read"]

### BEGIN HIDDEN TESTS
# class seed: words 104 000881 0042 0099
class Sink:
    """A log that fails on one of its calls, and a video that says when it was read."""

    def __init__(self, fails_on=None, error=None):
        self.fails_on, self.error = fails_on, error or OSError("the disk is full")
        self.calls, self.happened, self.entries = 0, [], []

    def write(self, entry):
        self.calls += 1
        if self.calls == self.fails_on:
            raise self.error
        self.happened.append(entry["outcome"])
        self.entries.append(entry)

    def read(self):
        self.happened.append("read")
        return f"video {self.calls}"

def yes(request):
    return True

def no(request):
    return False

def broken(request):
    raise KeyError("the gate has no such customer")

def stuck(request):
    raise RuntimeError("the gate does not answer")

with checks("when the log fails on the third access, the third access is refused", hint=1):
    sink = Sink(fails_on=3)
    found = [refusal(sink.write, yes, sink.read) for _ in range(4)]
    assert found == ["video 1", "video 2", "refused", "video 4"]
    assert sink.happened == ["allowed", "read"] * 3
    assert sink.calls == 4

with checks("the access is refused whatever error the log raises", hint=3):
    for error in (RuntimeError("no"), ValueError("bad entry"), TimeoutError("slow"), KeyError("x")):
        sink = Sink(fails_on=1, error=error)
        assert refusal(sink.write, yes, sink.read) == "refused"
        assert sink.happened == []

with checks("a denial is logged with the whole request, and nothing is read", hint=2):
    sink = Sink()
    assert refusal(sink.write, no, sink.read, subject="c-7", ground=None) == "refused"
    assert refusal(sink.write, yes, sink.read, actor="x-2") == "video 2"
    assert sink.entries == [
        request(subject="c-7", ground=None, outcome="denied"),
        request(actor="x-2", outcome="allowed"),
    ]
    assert sink.happened == ["denied", "allowed", "read"]
    assert refusal(sink.write, no, sink.read, outcome="allowed") == "refused"
    assert sink.entries[2] == request(outcome="denied")

with checks("a denial that cannot be logged is still a denial", hint=1):
    sink = Sink(fails_on=1)
    assert refusal(sink.write, no, sink.read) == "refused"
    assert sink.happened == []

with checks("an error in the decision denies the access, and the denial is logged", hint=3):
    sink = Sink()
    assert refusal(sink.write, broken, sink.read) == "refused"
    assert refusal(sink.write, stuck, sink.read) == "refused"
    assert sink.happened == ["denied"] * 2

with checks("decide is called once, with this request", hint=2):
    asked, sink = [], Sink()

    def decide(request):
        asked.append(request)
        return request["subject"] == "c-0042"

    found = [refusal(sink.write, decide, sink.read, subject=s) for s in ("c-1", "c-0042")]
    assert found == ["refused", "video 2"]
    assert asked == [request(subject="c-1"), request()]

with checks("any true value allows the access, and the result of a single read is returned", hint=3):
    for answer, outcome in [(1, "allowed"), ("ticket", "allowed"), (0, "denied"), (None, "denied"), ("", "denied")]:
        sink = Sink()
        found = refusal(sink.write, lambda request, answer=answer: answer, sink.read)
        assert found == ("video 1" if outcome == "allowed" else "refused")
        assert sink.happened[0] == outcome
    looked = []
    assert refusal(Sink().write, yes, lambda: looked.append(1)) is None
    assert looked == [1]
    for answer in (False, 0, None):  # what write returns decides nothing
        assert refusal(lambda entry, answer=answer: answer, yes, lambda: b"") == b""

with checks("an error of the video store is passed on, and the entry stays", hint=3):
    sink = Sink()

    def lost():
        raise LookupError("the recording is gone")

    raised = False
    try:
        guarded(sink.write, request(), yes, lost)
    except LookupError:
        raised = True
    assert raised
    assert sink.happened == ["allowed"]

    looked = []

    def offline():
        looked.append(1)
        raise ConnectionError("the store is offline")

    raised = False
    try:
        guarded(sink.write, request(), yes, offline)
    except ConnectionError:
        raised = True
    assert raised
    assert looked == [1]
### END HIDDEN TESTS
