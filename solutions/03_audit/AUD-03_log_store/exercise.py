# %% [markdown]
# ## Why
#
# The complaint alleges that nobody can say how many others watched, for nothing had been logged. A log
# that is written when there is time for it will have its gap just where it matters. So: **write first,
# then look**, and whoever cannot be logged does not look. And what is written must not become a second
# place where customers' data lie.
#
# Write two classes and two functions.
#
# ## Rules
#
# - You may add functions and imports of your own to the cell of your answer.
# - Do not change the dicts, the lists and the tables that you are given.
# - *Missing* in a table is what is `None`, `NaN` or `NaT`, and nothing else: the empty text `""` is there.
#   A column whose values may be missing is said to be so.

# %% given="setup"
import hashlib
import hmac
import re
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from privacylab.checks import Checks
from privacylab.lab import hint

# %% [markdown]
# ## Step 1 · `AuditLog`
#
# **1. `AuditLog(path)`** keeps entries in an SQLite file, which it makes where there is none; where
# there is one, it goes on with it. `append(data)` stores the bytes of one entry and returns its number:
# 0, 1, 2 and so on. What has been appended is committed when `append` returns: somebody else who opens
# the same file sees it. `entries()` gives all of them, in that order. The same bytes twice are two
# entries.
#
# The attribute `database` is the connection (`sqlite3.Connection`). The table is called `entries` and
# has the columns `number` and `entry`. The database itself refuses to bend it: for whoever uses
# `log.database`, SQL that would update, delete or replace (`INSERT OR REPLACE`) a row raises an
# error, and the rows stay as they are. That must hold for a file that is opened again, too.
#
# - SQLite has triggers for that. `INSERT OR REPLACE` fires no trigger of `DELETE`, unless one tells it to.
#   (Triggers do not stop somebody who drops the table or edits the file: AUD-09 will.)
# - Before such a statement Python's `sqlite3` begins a transaction, and an error leaves it open: nobody
#   else can then write to the file. So whoever tries it calls `log.database.rollback()` afterwards, as
#   the checks do.

# %% step="AuditLog"
GROUNDS = ("legal process", "illegal activity", "legal rights", "prevent harm", "consent")
FOLDER = tempfile.mkdtemp()  # the tests' files


def on_disk(path):
    """The bytes of an SQLite file, and of those that SQLite keeps beside it."""
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
        """Store one entry and commit. Returns its number, counted from 0."""
        ### BEGIN SOLUTION
        add = "INSERT INTO entries SELECT coalesce(max(number) + 1, 0), ? FROM entries"
        with self.database:  # commits, or undoes
            return self.database.execute(add, (data,)).lastrowid
        ### END SOLUTION

    def entries(self) -> list[bytes]:
        """All entries, in the order of their numbers."""
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
# ## Step 2 · `guarded`
#
# **2. `guarded(write, request, decide, read)`** is the only way to a recording. `write(entry)` writes
# to the log; `decide(request)` is true or false; `read()` fetches the video.
#
# - It first asks `decide`, once, and then writes, once: a new dict, which is the request with one more
#   key `"outcome"`, and that is `"allowed"` or `"denied"`.
# - Where the access is allowed and the entry has been written, it returns what `read()` returns. If
#   `read` raises, that error goes through, and the entry stays.
# - Otherwise it raises `PermissionError` and never calls `read`: where `decide` says no; where `decide`
#   itself fails with any `Exception`, which counts as a no; and where `write` fails with any
#   `Exception`. A denial is written like everything else.

# %% step="guarded"
def guarded(write, request: dict, decide, read):
    """What read() returns, once the access has been allowed and written down.

    write   called with the request and its outcome, before read
    decide  called with the request: whether it is allowed
    read    called without arguments, at most once

    Raises PermissionError where the access is denied or cannot be logged; what read raises.
    """
    ### BEGIN SOLUTION
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
    ### END SOLUTION

# %% test="guarded"
def request(**changes):
    """An entry as AUD-01 makes it, with some changes."""
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
    """What guarded returns for a request; or "refused", where it raises PermissionError."""
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
# ## Step 3 · `Pseudonyms`
#
# **3. `Pseudonyms(path)`** names customers in the log so that a customer can be forgotten and the log
# need not change. It keeps what it needs in an SQLite file of its own. `of(customer)` gives this
# customer's pseudonym, a text: always the same, also when the file is opened again, and another one
# for each customer. Nobody can compute it from the customer's id: the same customer has another
# pseudonym in each other file. So it needs chance (Python's `secrets`, or SQLite's `randomblob`).
#
# `forget(customer)` destroys what leads from the customer to the pseudonym: should `of` be asked again,
# it gives a new one. Others keep theirs. A customer who has no pseudonym is forgotten already. And
# forgotten is forgotten: when `forget` returns, the customer's id stands nowhere in the file's bytes. (No id
# in the checks is part of another one.)
#
# - SQLite leaves deleted rows in the file. `VACUUM`, after the deletion was committed, writes the file
#   anew, without them.
# - `PRAGMA secure_delete = ON` overwrites what is deleted, and is nearly enough: in a file of some
#   thousand ids a forgotten one can still stand where SQLite has moved rows about. Some builds of SQLite
#   have it on from the start, so a test on your machine may not show that you need either.

# %% step="Pseudonyms"
class Pseudonyms:
    """The customers' names in the log; what leads to them is in an SQLite file, and can be forgotten."""

    def __init__(self, path: str):
        ### BEGIN SOLUTION
        self.database = sqlite3.connect(path)
        self.database.execute(
            "CREATE TABLE IF NOT EXISTS salts (customer TEXT PRIMARY KEY, salt BLOB NOT NULL)"
        )
        ### END SOLUTION

    def of(self, customer: str) -> str:
        """The pseudonym of a customer; a new one where there is none."""
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
        """Destroy what leads from this customer to the pseudonym."""
        ### BEGIN SOLUTION
        with self.database:
            self.database.execute("DELETE FROM salts WHERE customer = ?", (customer,))
        # what was deleted is still in the file
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
# ## Step 4 · `loggable`
#
# **4. `loggable(entry, pseudonyms)`** makes an entry of AUD-01 fit for the log: the same fields with
# the same values, but as `subject` the pseudonym, and nothing where content could hide. That is just this:
#
# - A `ground` that is neither `None` nor one of the order's five (`GROUNDS`) becomes `"other"`: the
#   attempt is logged, and what was typed is not.
# - `object`, `ticket` and `consent` must each be `None` or a **code**, which is 1 to 40 of the
#   characters a–z, A–Z, 0–9, `-` and `_`; and none of them may contain the text of `subject`, letter by
#   letter, for then the pseudonym would hide nothing. Otherwise raise `ValueError`. (`None` is allowed in
#   all three here; AUD-01 has asked already.)
#
# Paths are texts. The tests put their files into the folder `FOLDER`, and read them by `on_disk`;
# leave both as they are.

# %% step="loggable"
def loggable(entry: dict, pseudonyms: Pseudonyms) -> dict:
    """An entry with the subject's pseudonym in place of the subject, and without content.

    A ground that is not one of GROUNDS is "other". Raises ValueError where object, ticket or consent is
    no code, or contains the subject.
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
