# %% [markdown]
# # 03 · The access-audit log: exercises
#
# You are the engineer whom Porchlight needed. Porchlight is an invented camera company with real
# habits: everybody who worked there could look at every customer's video, and nobody wrote down who
# did. You build the log that cannot be bent quietly, the gate in front of the video, and the monitor
# that sees the pattern:
#
# | exercise | what you build | points |
# |---|---|---|
# | **AUD-01** The entry | what is written down of one access, and as which bytes | 8 |
# | **AUD-03** The store | write first, refuse when that fails, and keep no content | 4 |
#
# **How it works.** Write your code where it says `YOUR CODE HERE`, and run the cell (Shift + Enter).
# Then run the test cell below it: it shows each *public check* with what was called, what came back
# and what was expected. *Hidden checks* run at grading:
#
# ```
# privacylab grade 03_audit
# ```
#
# Public checks are a start: they do not try all that the prompt says. Hidden checks rely on nothing
# that the prompt does not say. The numbers are those of the requirements that you build; a check
# that fails names its own. If you are stuck, `hint("AUD-01")` opens a ladder of three: the idea,
# the clause of the case, the shape of the code.
#
# In all exercises: do not change the dicts, the lists and the tables that you are given.
#
# The reasons, the people and the pictures are in the
# [lesson](../../course/03_audit/lesson.ipynb). Read it first if you have not.

# %% given="setup"
import hashlib
import hmac
import ipaddress
import json
import re
import sqlite3
import tempfile
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd

from privacylab.checks import Checks
from privacylab.lab import hint

# %% [markdown]
# ## AUD-01 · The entry
#
# The Ring order requires a log of **each instance** in which staff or a contractor accesses a
# recording. So first: what is an instance, who counts, what is written down, and as which bytes? The
# bytes matter, because the tree of AUD-05 hashes them: two services that write down the same access
# must come to the same bytes, and no two different entries may share theirs.
#
# Write four functions.
#
# **1. `entry_of(request)`** makes the entry of one request. It is a dict with just the eleven fields
# of `FIELDS`, as the request has them:
#
# | field | meaning | type |
# |---|---|---|
# | `actor`, `employer` | who, and who employs them | text |
# | `action`, `object` | what was done, to which recording or search | text |
# | `subject` | the customer whom it concerns | text |
# | `ground`, `ticket`, `consent` | why: each a text, or `None` where there is none | text or `None` |
# | `time` | when | `datetime` with a time zone |
# | `ip` | from where | text |
# | `mfa` | whether multi-factor authentication was used | `True` or `False` |
#
# A request has more keys; they are left out. Raise `ValueError` where the request lacks one of the
# eleven; where a field is the empty text `""`; where a field is `None` that may not be; and where
# `time` carries no time zone.
#
# **2. `entries_of(requests)`** makes the log of a list of requests: one entry for **each** request
# whose `action` is one of the six of `ACTIONS`, in the order of the list. Nothing is summed up: the
# same person who views the same recording three times makes three entries. The request's
# `actor_kind` is a text such as `"employee"`, `"contractor"`, `"affiliate"`, `"service"` (a program
# with an account of its own). Everybody is logged alike, kinds with new names too; only requests of
# a `"customer"`, who watches their own cameras, are left out. What is not logged is not looked at
# any further; what is logged is made by `entry_of`, with its errors.
#
# **3. `encode(entry)`** gives the entry's bytes. **4. `decode(data)`** gives the entry back from
# them: `decode(encode(entry)) == entry`, but for the two liberties of the list. How you write it
# down is yours to choose, as long as this holds:
#
# - *The same entry has the same bytes:* in whichever order the dict has its keys; in whichever time
#   zone the same instant is written (`decode` may give any zone: the same instant is enough); and in
#   whichever of its Unicode forms a text arrives (`"é"` is one character, or an `"e"` and an
#   accent; `decode` gives the form NFC).
# - *Different entries have different bytes.* An actor `"a"` of `"bc"` is not an `"ab"` of `"c"`;
#   `None` is not the text `"None"`; `True` is not `"True"`; an instant is not another that comes a
#   microsecond later. Texts may hold any character that UTF-8 can write: quotes, bars, line ends.
#
# Both take a dict with the keys of `FIELDS` and values of the types in the table.

# %% task="AUD-01" points=8
FIELDS = (
    "actor", "employer", "action", "object", "subject", "ground", "ticket", "consent", "time",
    "ip", "mfa",
)  # fmt: skip
MAY_BE_NONE = ("ground", "ticket", "consent")
ACTIONS = {"view", "stream", "download", "export", "share", "query"}


def entry_of(request: dict) -> dict:
    """The log's entry for one request: the eleven FIELDS and nothing else.

    Raises ValueError where a field is missing, empty, None without being one of MAY_BE_NONE, or
    where time has no time zone. Order: III.E.5, and III.E.1 for what makes an access lawful.
    """
    ### BEGIN SOLUTION
    for name in FIELDS:
        value = request.get(name, "")
        if value == "" or (value is None and name not in MAY_BE_NONE):
            raise ValueError(f"The request says nothing about its {name}.")
    if request["time"].tzinfo is None:
        raise ValueError("An instant without a time zone is not an instant.")
    return {name: request[name] for name in FIELDS}
    ### END SOLUTION


def entries_of(requests: list[dict]) -> list[dict]:
    """An entry for each access that is not a customer's own, in the order of the requests.

    Raises what entry_of raises. Order: III.E.5, each instance.
    """
    ### BEGIN SOLUTION
    return [
        entry_of(request)
        for request in requests
        if request["action"] in ACTIONS and request["actor_kind"] != "customer"
    ]
    ### END SOLUTION


def encode(entry: dict) -> bytes:
    """The canonical bytes of an entry: the same for the same entry, different for different ones."""
    ### BEGIN SOLUTION
    def plain(value):
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat()
        return unicodedata.normalize("NFC", value) if isinstance(value, str) else value

    return json.dumps({name: plain(value) for name, value in entry.items()}, sort_keys=True).encode()
    ### END SOLUTION


def decode(data: bytes) -> dict:
    """The entry again, from its bytes."""
    ### BEGIN SOLUTION
    entry = json.loads(data)
    return {**entry, "time": datetime.fromisoformat(entry["time"])}
    ### END SOLUTION


# %% test="AUD-01" covers="AUD-01 AUD-02 AUD-04 AUD-10"
checks = Checks("AUD-01")


def request(**changes):
    """A request to the video service, as it arrives, with some changes."""
    return {
        "actor": "e-104",
        "actor_kind": "employee",
        "employer": "Porchlight",
        "action": "view",
        "object": "r-000881",
        "subject": "c-0042",
        "ground": "consent",
        "ticket": "t-5501",
        "consent": "k-0099",
        "time": datetime(2017, 7, 3, 22, 30, tzinfo=UTC),
        "ip": "10.1.4.7",
        "mfa": True,
        "session": "s-77",
    } | changes


with checks("three views of one recording are three entries"):
    assert len(entries_of([request(), request(), request()])) == 3

with checks("a contractor's access is logged as an employee's is", "AUD-02"):
    logged = entries_of(
        [
            request(actor="x-9", actor_kind="contractor", employer="Nimbus Support"),
            request(actor="c-0042", actor_kind="customer"),
        ]
    )
    assert [entry["actor"] for entry in logged] == ["x-9"]

with checks("an entry has the eleven fields and no other", "AUD-04"):
    entry = entry_of(request(ticket=None))
    assert set(entry) == set(FIELDS)
    assert (entry["actor"], entry["ticket"], entry["mfa"]) == ("e-104", None, True)

with checks("an entry comes back from its bytes, whatever the order of its keys", "AUD-10"):
    entry = {name: request()[name] for name in FIELDS}
    backwards = dict(reversed(entry.items()))
    assert isinstance(encode(entry), bytes)
    assert encode(backwards) == encode(entry)
    assert decode(encode(entry)) == entry

### BEGIN HIDDEN TESTS
from datetime import timezone

import hypothesis.strategies as st


def entry_with(**changes):
    return {name: value for name, value in request(**changes).items() if name in FIELDS}


def refused(**changes):
    """Whether entry_of says no to this request; a key whose change is ... is taken away."""
    changed = {name: value for name, value in request(**changes).items() if value is not ...}
    try:
        entry_of(changed)
    except ValueError:
        return True
    return False


with checks("each of the six actions is an access, and nothing else is", hint=2):
    actions = ["view", "stream", "download", "export", "share", "query", "log in", "list devices"]
    logged = entries_of([request(action=action) for action in actions])
    assert [entry["action"] for entry in logged] == actions[:6]

with checks("accesses of one session, one object and one second stay apart, in their order", hint=1):
    steps = ["a", "b", "a", "a", "c", "b"]
    logged = entries_of([request(object=f"r-{step}") for step in steps])
    assert [entry["object"] for entry in logged] == [f"r-{step}" for step in steps]

with checks("programs, affiliates and kinds that nobody has heard of are logged", "AUD-02", hint=2):
    kinds = ["service", "affiliate", "employee", "customer", "contractor", "intern", "vendor"]
    logged = entries_of([request(actor=kind, actor_kind=kind) for kind in kinds])
    assert [entry["actor"] for entry in logged] == [kind for kind in kinds if kind != "customer"]

with checks("a contractor without a ticket, a ground or a second factor is logged too", "AUD-02", hint=1):
    bare = {"ground": None, "ticket": None, "consent": None, "mfa": False}
    (entry,) = entries_of([request(actor_kind="contractor", employer="Nimbus Support", **bare)])
    assert {name: entry[name] for name in bare} == bare

with checks("a request that lacks any one of the eleven is refused", "AUD-04", hint=2):
    assert [name for name in FIELDS if not refused(**{name: ...})] == []

with checks("an empty text says nothing, and None only where it may", "AUD-04", hint=3):
    texts = [name for name in FIELDS if name not in ("time", "mfa")]
    assert [name for name in texts if not refused(**{name: ""})] == []
    assert [name for name in FIELDS if refused(**{name: None})] == [
        "actor", "employer", "action", "object", "subject", "time", "ip", "mfa",
    ]  # fmt: skip

with checks("no is an answer: an access without a second factor has its entry", "AUD-04", hint=1):
    assert entry_of(request(mfa=False))["mfa"] is False

with checks("an instant has a time zone, and one bad request is not left out in silence", "AUD-04", hint=3):
    naive = datetime(2017, 7, 3, 22, 30)
    assert refused(time=naive)
    stopped = False
    try:
        entries_of([request(), request(time=naive), request()])
    except ValueError:
        stopped = True
    assert stopped
    logged = entries_of([request(), request(action="log in", time=naive)])
    assert len(logged) == 1

with checks("whatever is written in it, an entry comes back from its bytes", "AUD-10", hint=3):
    words = st.text(alphabet="ab|,:;'\"\\{}=\n\t\x00\x1f é\U0001f3a5", min_size=1, max_size=5)

    @checks.always(
        actor=words,
        object=words,
        ground=st.none() | words | st.just("None"),
        mfa=st.booleans(),
        time=st.datetimes(datetime(2015, 1, 1), datetime(2025, 1, 1), timezones=st.just(UTC)),
    )
    def _(**changes):
        entry = entry_with(**changes)
        assert decode(encode(entry)) == entry

with checks("fields that run into each other do not look alike", "AUD-10", hint=1):
    twins = [
        ({"actor": "a", "employer": "bc"}, {"actor": "ab", "employer": "c"}),
        ({"actor": "a|b", "employer": "c"}, {"actor": "a", "employer": "b|c"}),
        ({"actor": 'a", "employer": "b'}, {"actor": "a", "employer": "b"}),
        ({"ground": None}, {"ground": "None"}),
        ({"ticket": None}, {"ticket": "null"}),
        ({"ticket": "x", "consent": None}, {"ticket": None, "consent": "x"}),
        ({"ip": "True", "mfa": False}, {"ip": "False", "mfa": True}),
        ({"actor": "Zoe"}, {"actor": "Zoé"}),
        ({"actor": "zoe"}, {"actor": "Zoe"}),
        ({"actor": "a"}, {"actor": "a "}),
    ]
    alike = [one for one, other in twins if encode(entry_with(**one)) == encode(entry_with(**other))]
    assert alike == []

with checks("one instant in two zones is one entry, and a microsecond makes another", "AUD-10", hint=2):
    kyiv, york = timezone(timedelta(hours=3)), timezone(timedelta(hours=-4))

    @checks.always(time=st.datetimes(datetime(2015, 1, 1), datetime(2025, 1, 1), timezones=st.just(UTC)))
    def _(time):
        data = encode(entry_with(time=time))
        assert encode(entry_with(time=time.astimezone(kyiv))) == data
        assert encode(entry_with(time=time.astimezone(york))) == data
        assert encode(entry_with(time=time + timedelta(microseconds=1))) != data
        assert encode(entry_with(time=time.replace(tzinfo=kyiv))) != data

with checks("one text in two Unicode forms is one entry", "AUD-10", hint=3):
    for text in ["Café Zürich", "Ångström", "Nguyễn", "가나다"]:
        composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
        data = encode(entry_with(employer=apart))
        assert encode(entry_with(employer=composed)) == data
        assert decode(data)["employer"] == composed
### END HIDDEN TESTS
checks.report()

# %% [markdown]
# ## AUD-03 · The store
#
# The complaint alleges that nobody can say how many others watched, for nothing had been logged. A log
# that is written when there is time for it will have its gap just where it matters. So: **write first,
# then look**, and whoever cannot be logged does not look. And what is written must not become a second
# place where customers' data lie.
#
# Write two classes and two functions.
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
# error, and the rows stay as they are. That must hold for a file that is opened again, too. (SQLite has
# triggers for that. They do not stop somebody who drops the table or edits the file: AUD-09 will.)
#
# **2. `guarded(write, request, decide, read)`** is the only way to a recording. `write(entry)` writes
# to the log; `decide(request)` is true or false; `read()` fetches the video.
#
# - It first asks `decide`, once, and then writes, once: the request, a dict, with one more key
#   `"outcome"`, which is `"allowed"` or `"denied"`.
# - Where the access is allowed and the entry has been written, it returns what `read()` returns. If
#   `read` raises, that error goes through, and the entry stays.
# - Otherwise it raises `PermissionError` and never calls `read`: where `decide` says no; where `decide`
#   itself fails with any `Exception`, which counts as a no; and where `write` fails with any
#   `Exception`. A denial is written like everything else.
#
# **3. `Pseudonyms(path)`** names customers in the log so that a customer can be forgotten and the log
# need not change. It keeps what it needs in an SQLite file of its own. `of(customer)` gives this
# customer's pseudonym, a text: always the same, also when the file is opened again, and another one
# for each customer. Nobody can compute it from the customer's id: the same customer has another
# pseudonym in each other file. `forget(customer)` destroys what leads from the customer to the
# pseudonym: should `of` be asked again, it gives a new one. Others keep theirs. A customer who has no
# pseudonym is forgotten already. And forgotten is forgotten: when `forget` returns, the customer's id
# stands nowhere in the file's bytes. (SQLite leaves deleted rows in the file, unless
# `PRAGMA secure_delete = ON` was said to that connection.)
#
# **4. `loggable(entry, pseudonyms)`** makes an entry of AUD-01 fit for the log: the same fields with
# the same values, but as `subject` the pseudonym, and nothing where content could hide:
#
# - A `ground` that is neither `None` nor one of the order's five (`GROUNDS`) becomes `"other"`: the
#   attempt is logged, and what was typed is not.
# - `object`, `ticket` and `consent` must each be `None` or a **code**, which is 1 to 40 of the
#   characters a–z, A–Z, 0–9, `-` and `_`; and none of them may contain the text of `subject`, for then
#   the pseudonym would hide nothing. Otherwise raise `ValueError`. (`None` is allowed in all three
#   here; AUD-01 has asked already.)
#
# Paths are texts. The tests put their files into the folder `FOLDER`, and read them by `on_disk`;
# leave both as they are.

# %% task="AUD-03" points=4
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


class Pseudonyms:
    """The customers' names in the log, which can be forgotten: a salt for each, in an SQLite file."""

    def __init__(self, path: str):
        ### BEGIN SOLUTION
        self.database = sqlite3.connect(path)
        # a salt that is deleted is overwritten on disk
        self.database.execute("PRAGMA secure_delete = ON")
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
        ### END SOLUTION


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


# %% test="AUD-03" covers="AUD-03 AUD-28"
checks = Checks("AUD-03")


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


with checks("entries are numbered, and are there when the file is opened again"):
    log = AuditLog(FOLDER + "/first.db")
    assert [log.append(data) for data in (b"one", b"two", b"two")] == [0, 1, 2]
    again = AuditLog(FOLDER + "/first.db")
    assert again.entries() == [b"one", b"two", b"two"]

with checks("what is allowed is written, and then read"):
    happened = []
    found = refusal(
        lambda entry: happened.append(entry["outcome"]),
        lambda request: True,
        lambda: happened.append("read") or "the video",
    )
    assert found == "the video"
    assert happened == ["allowed", "read"]

with checks("a customer is forgotten, and another is not", "AUD-28"):
    names = Pseudonyms(FOLDER + "/names.db")
    ada, ben = names.of("c-ada"), names.of("c-ben")
    assert names.of("c-ada") == ada != ben
    names.forget("c-ada")
    assert names.of("c-ada") != ada
    assert names.of("c-ben") == ben

with checks("the log names the subject by the pseudonym", "AUD-28"):
    names = Pseudonyms(FOLDER + "/names.db")
    logged = loggable(request(), names)
    assert logged == request(subject=names.of("c-0042"))

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

    raised = ""
    try:
        guarded(sink.write, request(), yes, lost)
    except Exception as error:
        raised = type(error).__name__
    assert raised == "LookupError"
    assert sink.happened == ["allowed"]

with checks("two who write to one file see each other's entries at once, whatever their bytes", hint=2):
    one, other = AuditLog(FOLDER + "/shared.db"), AuditLog(FOLDER + "/shared.db")
    written = [b"", b"\x00\x01\xff", b"a", "é".encode(), b"a", b"z" * 3000]
    numbers = [log.append(data) for log, data in zip([one, other] * 3, written)]
    assert numbers == [0, 1, 2, 3, 4, 5]
    assert one.entries() == written
    assert other.entries() == written
    assert AuditLog(FOLDER + "/third.db").entries() == []

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

    log = AuditLog(FOLDER + "/bent.db")
    for data in (b"a", b"b", b"c"):
        log.append(data)
    assert accepted_by(log) == []
    again = AuditLog(FOLDER + "/bent.db")
    assert accepted_by(again) == []
    assert again.entries() == [b"a", b"b", b"c"]
    assert again.append(b"d") == 3

with checks("a pseudonym survives the night, and cannot be computed from the id", "AUD-28", hint=1):
    path = FOLDER + "/night.db"
    customers = ["c-0001", "c-0002", "c-0003", "Zoé"]
    first = [Pseudonyms(path).of(customer) for customer in customers]
    assert [Pseudonyms(path).of(customer) for customer in customers] == first
    assert len(set(first)) == 4
    elsewhere = [Pseudonyms(FOLDER + "/elsewhere.db").of(customer) for customer in customers]
    assert set(first) & set(elsewhere) == set()

with checks("to forget is for ever, and for one alone", "AUD-28", hint=3):
    path = FOLDER + "/forget.db"
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
    path = FOLDER + "/bytes.db"
    names = Pseudonyms(path)
    customers = [f"c-{number:04}-canary" for number in range(40)]
    for customer in customers:
        names.of(customer)
    for customer in customers[::2]:
        names.forget(customer)
    kept = on_disk(path)
    assert b"SQLite format 3" in kept
    assert [customer for customer in customers[::2] if customer.encode() in kept] == []

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
    names = Pseudonyms(FOLDER + "/content.db")
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
    names = Pseudonyms(FOLDER + "/content.db")
    typed = [None, "consent", "prevent harm", "legal process", "illegal activity", "legal rights",
             "a woman by the window", "Consent", "c-0042", "QA", ""]  # fmt: skip
    grounds = [loggable(request(ground=text), names)["ground"] for text in typed]
    assert grounds == [*typed[:6], *["other"] * 5]

with checks("codes and what is None pass, and the rest is as it was", "AUD-28", hint=3):
    names = Pseudonyms(FOLDER + "/content.db")
    bare = request(subject="c-7", ground=None, consent=None, employer="Café Süd, Ltd.", mfa=False)
    logged = loggable(bare, names)
    assert logged == {**bare, "subject": names.of("c-7")}
    for code in ("x" * 40, "R_1-z", "7"):
        logged = loggable(request(object=code, ticket=code, consent=code), names)
        assert [logged[name] for name in ("object", "ticket", "consent")] == [code] * 3
### END HIDDEN TESTS
checks.report()
