# %% [markdown]
# ## Why
#
# The complaint alleges that Ring cannot determine how many other employees accessed videos improperly, because
# no monitoring existed.{fact}`F-R14` A log that is written when there is time for it has its gaps exactly
# where it matters. So **write first, then look**: an access that cannot be logged does not happen. And the log
# must not become one more place where deleted data survives, as transcripts allegedly did in Alexa's residual
# data stores.{fact}`F-A8`
#
# The order says "log", not when: writing first is engineering.

# %% given="setup"
import hashlib
import hmac
import re
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Look
#
# Here is a log with one entry. Two *triggers* protect it: SQLite runs the first before an update and the
# second before a deletion, and each one stops the statement with an error.

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
# **Before you code:** which statement gets past both triggers? What would a third trigger have to look for?
#
# ## Step 1 · A file that only grows
#
# Complete the class `AuditLog(path)`. It keeps entries in an SQLite file: it creates the file if there is
# none, and otherwise continues the log that is there.
#
# | you call | you get |
# |---|---|
# | `log.append(b"one")`, then twice `log.append(b"two")` | 0, then 1 and 2: equal bytes are two entries |
# | `AuditLog(path).entries()`, on the same file | `[b"one", b"two", b"two"]` |
# | `AuditLog(path).append(b"")` | 3, and `log.entries()` has four |
# | `log.database.execute("DELETE FROM entries")` | an error, and no row has changed |
#
# - Two `AuditLog`s may append to one file in turn. So commit before `append` returns, and read the file
#   each time.
# - `log.database` must refuse to update, delete, or replace rows, also after the file is opened again.
# - After a refused statement, Python leaves a transaction open, and no one else can write to the file until
#   someone calls `log.database.rollback()`. The checks do; your class need not.
#
# Triggers do not stop someone who drops the table or edits the file. AUD-09 will.

# %% step="AuditLog"
GROUNDS = ("legal process", "illegal activity", "legal rights", "prevent harm", "consent")
# The checks keep their files in FOLDER and read them with on_disk: leave both as they are.
FOLDER = tempfile.mkdtemp()


def on_disk(path):
    """Return the bytes of an SQLite file and of the files that SQLite keeps beside it."""
    return b"".join(one.read_bytes() for one in Path(FOLDER).glob(Path(path).name + "*"))


class AuditLog:
    """An append-only list of entries in an SQLite file.

    database  the connection; its table `entries` has the columns number and entry
    """

    def __init__(self, path: str):
        ### BEGIN SOLUTION
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
with checks("two who write to one file see each other's entries at once, whatever their bytes", hint=2):
    one, other = AuditLog(RUN + "shared.db"), AuditLog(RUN + "shared.db")
    written = [b"", b"\x00\x01\xff", b"a", "é".encode(), b"a", b"z" * 3000]
    numbers = [log.append(data) for log, data in zip([one, other] * 3, written)]
    assert numbers == [0, 1, 2, 3, 4, 5]
    assert one.entries() == written
    assert other.entries() == written
    assert AuditLog(RUN + "third.db").entries() == []

with checks("the database refuses to update, delete and replace", hint=3):
    forgeries = [
        "UPDATE entries SET entry = x'00' WHERE number = 1",
        "UPDATE entries SET number = 9 WHERE number = 0",
        "DELETE FROM entries WHERE number = 2",
        "DELETE FROM entries",
        "INSERT OR REPLACE INTO entries (number, entry) VALUES (0, x'00')",
        "REPLACE INTO entries (number, entry) VALUES (2, x'00')",
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

    log = AuditLog(RUN + "bent.db")
    for data in (b"a", b"b", b"c"):
        log.append(data)
    assert accepted_by(log) == []
    again = AuditLog(RUN + "bent.db")
    assert accepted_by(again) == []
    assert again.entries() == [b"a", b"b", b"c"]
    assert again.append(b"d") == 3
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Write first, then look
#
# Complete `guarded(write, request, decide, read)`, the only way to a recording.
#
# 1. Call `decide(request)`, once. If its result is false, or it raises any `Exception`, the access is denied.
# 2. Call `write(entry)`, once. The entry is a new dict: the request with one more key, `"outcome"`, which is
#    `"allowed"` or `"denied"`. Write denials, too.
# 3. If the access is allowed and written, return what `read()` returns. If `read` raises an error, let it
#    through; the entry stays.
# 4. Otherwise raise `PermissionError` and never call `read`. If `write` raises any `Exception`, the access is
#    refused.
#
# | `decide` | `write` | `read` | result | in the log |
# |---|---|---|---|---|
# | true | works | works | the video | `"allowed"` |
# | false | works | not called | `PermissionError` | `"denied"` |
# | raises `KeyError` | works | not called | `PermissionError` | `"denied"` |
# | true | raises `OSError` | not called | `PermissionError` | nothing |
# | true | works | raises `LookupError` | `LookupError` | `"allowed"` |

# %% step="guarded"
def guarded(write, request: dict, decide, read):
    """Return what read() returns, once the access has been allowed and logged.

    write   called once, before read, with the request and its outcome
    decide  called once, with the request; returns whether it is allowed
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

with checks("what is allowed is written, and then read"):
    happened = []
    found = refusal(
        lambda entry: happened.append(entry["outcome"]),
        lambda request: True,
        lambda: happened.append("read") or "the video",
    )
    assert found == "the video"
    assert happened == ["allowed", "read"]

### BEGIN HIDDEN TESTS
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

with checks("when the log fails on the third access, the third access is refused", hint=1):
    sink = Sink(fails_on=3)
    found = [refusal(sink.write, yes, sink.read) for _ in range(4)]
    assert found == ["video 1", "video 2", "refused", "video 4"]
    assert sink.happened == ["allowed", "read"] * 3
    assert sink.calls == 4

with checks("whatever the log fails with, the access is refused", hint=3):
    for error in (RuntimeError("no"), ValueError("bad entry"), TimeoutError("slow"), KeyError("x")):
        sink = Sink(fails_on=1, error=error)
        assert refusal(sink.write, yes, sink.read) == "refused"
        assert sink.happened == []

with checks("a denial is written, with the whole request, and nothing is read", hint=2):
    sink = Sink()
    assert refusal(sink.write, no, sink.read, subject="c-7", ground=None) == "refused"
    assert refusal(sink.write, yes, sink.read, actor="x-2") == "video 2"
    assert sink.entries == [
        request(subject="c-7", ground=None, outcome="denied"),
        request(actor="x-2", outcome="allowed"),
    ]
    assert sink.happened == ["denied", "allowed", "read"]

with checks("a denial that cannot be written is a denial", hint=1):
    sink = Sink(fails_on=1)
    assert refusal(sink.write, no, sink.read) == "refused"
    assert sink.happened == []

with checks("a gate that breaks is shut, and that is written", hint=3):
    sink = Sink()
    assert refusal(sink.write, broken, sink.read) == "refused"
    assert sink.happened == ["denied"]

with checks("the decision is about this request, and is asked for once", hint=2):
    asked, sink = [], Sink()

    def decide(request):
        asked.append(request)
        return request["subject"] == "c-0042"

    found = [refusal(sink.write, decide, sink.read, subject=s) for s in ("c-1", "c-0042")]
    assert found == ["refused", "video 2"]
    assert asked == [request(subject="c-1"), request()]

with checks("what the video store raises goes through, and the entry stays", hint=3):
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
### END HIDDEN TESTS

# %% [markdown]
# ## Look again
#
# An SQLite file gets the ids of 1,000 customers of Porchlight, an invented company, and all rows are deleted
# again.

# %% look
import sqlite3
import tempfile
from pathlib import Path

from privacylab.companies import porchlight

ids = porchlight.table("tickets")["customer_id"].drop_duplicates().head(1000)
path = Path(tempfile.mkdtemp()) / "names.db"
table = sqlite3.connect(path)
table.execute("PRAGMA secure_delete = OFF")  # the default of many builds of SQLite
with table:
    table.execute("CREATE TABLE names (customer TEXT PRIMARY KEY, salt BLOB NOT NULL)")
    table.executemany("INSERT INTO names VALUES (?, randomblob(32))", [(one,) for one in ids])
with table:
    table.execute("DELETE FROM names")
left = table.execute("SELECT count(*) FROM names").fetchone()[0]
found = sum(one.encode() in path.read_bytes() for one in ids)
print(f"{left} rows in the table, {found:,} of {len(ids):,} ids in the bytes of the file")

# %% [markdown]
# **Before you code:** what does `DELETE` delete?
#
# ## Step 3 · Customers who can be forgotten
#
# The log never changes, so it names customers by pseudonyms. Complete the class `Pseudonyms(path)`, which
# keeps what it needs in an SQLite file of its own.
#
# | you call, in turn | you get |
# |---|---|
# | `of("c-ada")`, `of("c-ben")` | two different strings |
# | both again, also after the file is opened again | the same two |
# | `of("c-ada")` with another file | a third string |
# | `forget("c-ada")`, then `of("c-ada")` | a new string |
# | `of("c-ben")` | what it was before |
#
# - **No one can compute a pseudonym from the id.** It needs randomness: Python's `secrets`, or SQLite's
#   `randomblob`.
# - **When `forget` returns, neither the id nor the old pseudonym, nor anything from which it can be computed,
#   is in the file,** not even in its bytes. `VACUUM`, run after the deletion is committed, rewrites the file
#   without deleted rows. `PRAGMA secure_delete = ON` overwrites them, but an id can survive where SQLite has
#   moved rows around. Some builds have it on by default, so your machine may not show that you need either.
# - Forgetting a customer who has no pseudonym is no error and changes nothing.
#
# No id in the checks is part of another.

# %% step="Pseudonyms"
class Pseudonyms:
    """The customers' pseudonyms in the log; an SQLite file has what leads to them, and can forget it."""

    def __init__(self, path: str):
        ### BEGIN SOLUTION
        self.database = sqlite3.connect(path)
        self.database.execute(
            "CREATE TABLE IF NOT EXISTS salts (customer TEXT PRIMARY KEY, salt BLOB NOT NULL)"
        )
        ### END SOLUTION

    def of(self, customer: str) -> str:
        """Return the customer's pseudonym, and make one if there is none."""
        ### BEGIN SOLUTION
        with self.database:
            self.database.execute(
                "INSERT OR IGNORE INTO salts VALUES (?, randomblob(32))", (customer,)
            )
        find = "SELECT salt FROM salts WHERE customer = ?"
        ((salt,),) = self.database.execute(find, (customer,))
        return hmac.new(salt, customer.encode(), "sha256").hexdigest()
        ### END SOLUTION

    def forget(self, customer: str) -> None:
        """Remove the customer's id, and what leads to the old pseudonym, from the file."""
        ### BEGIN SOLUTION
        with self.database:
            self.database.execute("DELETE FROM salts WHERE customer = ?", (customer,))
        # Deleted rows stay in the file until it is rewritten.
        self.database.execute("VACUUM")
        ### END SOLUTION

# %% test="Pseudonyms"
with checks("a customer is forgotten, and another is not", "AUD-28"):
    names = Pseudonyms(RUN + "names.db")
    ada, ben = names.of("c-ada"), names.of("c-ben")
    assert names.of("c-ada") == ada != ben
    names.forget("c-ada")
    assert names.of("c-ada") != ada
    assert names.of("c-ben") == ben

### BEGIN HIDDEN TESTS
with checks("a pseudonym survives the night, and cannot be computed from the id", "AUD-28", hint=1):
    path = RUN + "night.db"
    customers = ["c-0001", "c-0002", "c-0003", "Zoé"]
    first = [Pseudonyms(path).of(customer) for customer in customers]
    assert [Pseudonyms(path).of(customer) for customer in customers] == first
    assert len(set(first)) == 4
    elsewhere = [Pseudonyms(RUN + "elsewhere.db").of(customer) for customer in customers]
    assert set(first) & set(elsewhere) == set()

with checks("to forget is for ever, and for one alone", "AUD-28", hint=3):
    path = RUN + "forget.db"
    names = Pseudonyms(path)
    old = {customer: names.of(customer) for customer in ("c-1", "c-2", "c-3")}
    names.forget("c-2")
    names.forget("c-2")
    names.forget("c-9")
    new = {customer: Pseudonyms(path).of(customer) for customer in old}
    assert new["c-1"] == old["c-1"]
    assert new["c-3"] == old["c-3"]
    assert new["c-2"] not in old.values()
    names.forget("c-2")
    assert names.of("c-2") not in (old["c-2"], new["c-2"])

with checks("not even the bytes of the file remember", "AUD-28", hint=3):
    path = RUN + "bytes.db"
    names = Pseudonyms(path)
    customers = [f"c-{number:04}-canary" for number in range(40)]
    for customer in customers:
        names.of(customer)
    for customer in customers[::2]:
        names.forget(customer)
    kept = on_disk(path)
    assert b"SQLite format 3" in kept
    assert [customer for customer in customers[::2] if customer.encode() in kept] == []
### END HIDDEN TESTS

# %% [markdown]
# ## Step 4 · Codes instead of content
#
# Complete `loggable(entry, pseudonyms)`. It returns a copy of an AUD-01 entry that is safe to store. The other
# fields stay as they are:
#
# | field | in the copy |
# |---|---|
# | `subject` | its pseudonym |
# | `ground` | unchanged if it is `None` or one of the five `GROUNDS`; otherwise `"other"`, which logs the attempt but not what was typed |
# | `object`, `ticket`, `consent` | each unchanged if it is `None` or a code; otherwise raise `ValueError` |
#
# A **code** is 1 to 40 characters, all of them from a–z, A–Z, 0–9, `-`, and `_`. It must not contain the
# subject's id as a substring (capitals count); otherwise the pseudonym would hide nothing.
#
# | an entry about `"c-0042"` with | result |
# |---|---|
# | `"object": "r-000881"` | `"r-000881"` |
# | `"object": "a woman by the window"` | `ValueError` |
# | `"object": "r-000881\n"` or `""` | `ValueError` |
# | `"ticket": "of-c-0042"` | `ValueError` |
# | `"ground": "QA"` or `"Consent"` | `"other"` |

# %% step="loggable"
def loggable(entry: dict, pseudonyms: Pseudonyms) -> dict:
    """Return a copy of the entry with a pseudonym as its subject, and without content.

    Raises ValueError if object, ticket, or consent is neither None nor a code, or contains the subject.
    """
    ### BEGIN SOLUTION
    for name in ("object", "ticket", "consent"):
        text = entry[name]
        if text is not None and (
            not re.fullmatch("[A-Za-z0-9_-]{1,40}", text) or entry["subject"] in text
        ):
            raise ValueError(f"The field {name} may hold content.")
    ground = entry["ground"] if entry["ground"] in (None, *GROUNDS) else "other"
    return {**entry, "ground": ground, "subject": pseudonyms.of(entry["subject"])}
    ### END SOLUTION

# %% test="loggable"
with checks("the log names the subject by the pseudonym", "AUD-28"):
    names = Pseudonyms(RUN + "names.db")
    logged = loggable(request(), names)
    assert logged == request(subject=names.of("c-0042"))

### BEGIN HIDDEN TESTS
SECRETS = [
    "a woman by the window",
    "47.6205,-122.3493",
    "r-000881\n",
    "",
    "https://video/r-000881",
    "x" * 41,
    "código",
    "of-c-0042",
    "C-0042 c-0042",
    "c-0042",
]

with checks("content, places, addresses and the customer's id are refused in each field", "AUD-28", hint=2):
    names = Pseudonyms(RUN + "content.db")
    passed = []
    for name in ("object", "ticket", "consent"):
        for secret in SECRETS:
            try:
                loggable(request(**{name: secret}), names)
                passed.append((name, secret))
            except ValueError:
                pass
    assert passed == []

with checks("what somebody typed as a ground is not written down, only that it was no ground", "AUD-28", hint=1):
    names = Pseudonyms(RUN + "content.db")
    typed = [None, "consent", "prevent harm", "legal process", "illegal activity", "legal rights",
             "a woman by the window", "Consent", "c-0042", "QA", ""]  # fmt: skip
    grounds = [loggable(request(ground=text), names)["ground"] for text in typed]
    assert grounds == [*typed[:6], *["other"] * 5]

with checks("codes and what is None pass, and the rest is as it was", "AUD-28", hint=3):
    names = Pseudonyms(RUN + "content.db")
    bare = request(subject="c-7", ground=None, consent=None, employer="Café Süd, Ltd.", mfa=False)
    logged = loggable(bare, names)
    assert logged == {**bare, "subject": names.of("c-7")}
    for code in ("x" * 40, "R_1-z", "7"):
        logged = loggable(request(object=code, ticket=code, consent=code), names)
        assert [logged[name] for name in ("object", "ticket", "consent")] == [code] * 3
### END HIDDEN TESTS
