# %% [markdown]
# ## Why
#
# A log of who looked at whom is itself a list of people who were watched. And because it never changes, deleted
# data could survive in it, as transcripts allegedly did in Alexa's residual data stores.{fact}`F-A8` So the log names customers by pseudonyms that can be forgotten, and it takes codes instead of
# text. Otherwise a customer who leaves stays in the log, by name, for years.
#
# No order says how. This is engineering.

# %% given="setup"
import hashlib
import hmac
import re
import secrets
import sqlite3
import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Look
#
# An SQLite file gets the ids of 1,000 customers of Porchlight, an invented company. Then all rows are deleted, in one of
# three ways:
#
# - `DELETE` alone marks the space of the rows as free;
# - with `PRAGMA secure_delete = ON`, SQLite also overwrites it with zeros;
# - `VACUUM`, after the deletion is committed, rewrites the file without the deleted rows.

# %% look
import sqlite3
import tempfile
from pathlib import Path

from privacylab.companies import porchlight

ids = porchlight.table("tickets")["customer_id"].drop_duplicates().head(1000)
for overwrite, vacuum in (("OFF", False), ("ON", False), ("OFF", True)):
    path = Path(tempfile.mkdtemp()) / "names.db"
    table = sqlite3.connect(path)
    table.execute(f"PRAGMA secure_delete = {overwrite}")  # OFF is the default of many builds of SQLite
    with table:
        table.execute("CREATE TABLE names (customer TEXT PRIMARY KEY, salt BLOB NOT NULL)")
        table.executemany("INSERT INTO names VALUES (?, randomblob(32))", [(one,) for one in ids])
    with table:
        table.execute("DELETE FROM names")
    if vacuum:
        table.execute("VACUUM")
    found = sum(one.encode() in path.read_bytes() for one in ids)
    print(f"secure_delete {overwrite}, VACUUM {vacuum}: {found:,} of {len(ids):,} ids in the bytes of the file")

# %% [markdown]
# **Before you code:** what does `DELETE` delete?
#
# ## Step 1 · Customers who can be forgotten
#
# Complete the class `Pseudonyms(path)`, which keeps what it needs in an SQLite file of its own:
#
# | you call, in turn, on one file | you get |
# |---|---|
# | `of("c-ada")`, `of("c-ben")` | two different strings |
# | both again, also after the file is opened again | the same two |
# | `of("c-ada")` with another file | a third string |
# | `forget("c-ada")`, then `of("c-ada")` | a new string |
# | `of("c-ben")` | what it was before |
# | `forget("c-zoe")`, who has no pseudonym | no error, and nothing changes |
#
# - **A new pseudonym does not contain the id, and before `of` makes it, no one can compute it from the id and the file.**
#   Draw randomness for each customer: Python's `secrets`, or SQLite's `randomblob`.
# - **After `forget`, the bytes of the file contain neither the id nor the old pseudonym, nor anything to compute it
#   from,** and no row is left for the customer. `VACUUM` is the simplest way, once the deletion is committed.

# %% step="Pseudonyms"
# The checks keep their files in FOLDER, and read them with these functions.
FOLDER = tempfile.mkdtemp()


def on_disk(path):
    """Return the bytes of an SQLite file and of the files that SQLite keeps beside it."""
    return b"".join(one.read_bytes() for one in Path(FOLDER).glob(Path(path).name + "*"))


def copy_of(path):
    """Copy an SQLite file, and return the path of the copy."""
    copied = f"{FOLDER}/{uuid.uuid4()}.db"
    with sqlite3.connect(path) as one, sqlite3.connect(copied) as other:
        one.backup(other)
    return copied


def rows_in(path):
    """Return the number of rows in all tables of an SQLite file."""
    database = sqlite3.connect(path)
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return sum(database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names)


class Pseudonyms:
    """Pseudonyms for the customers in the log, kept in an SQLite file until they are forgotten."""

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
        """Remove the customer's id, and all that links it to the old pseudonym, from the file."""
        ### BEGIN SOLUTION
        with self.database:
            self.database.execute("DELETE FROM salts WHERE customer = ?", (customer,))
        # Deleted rows stay in the file until it is rewritten.
        self.database.execute("VACUUM")
        ### END SOLUTION

# %% test="Pseudonyms"
RUN = f"{FOLDER}/{uuid.uuid4()}-"  # each run of this cell has files of its own

with checks("forgetting one customer leaves the others alone", "AUD-28"):
    names = Pseudonyms(RUN + "names.db")
    ada, ben = names.of("c-ada"), names.of("c-ben")
    assert names.of("c-ada") == ada != ben
    names.forget("c-ada")
    assert names.of("c-ada") != ada
    assert names.of("c-ben") == ben

### BEGIN HIDDEN TESTS
import base64

from privacylab.checks import call_each

with checks("a pseudonym is the same when the file is opened again, and differs between files", "AUD-28", hint=1):
    path = RUN + "night.db"
    customers = ["c-0001", "c-0002", "c-0003", "Zoé"]
    first = [Pseudonyms(path).of(customer) for customer in customers]
    assert [Pseudonyms(path).of(customer) for customer in customers] == first
    assert len(set(first)) == 4
    elsewhere = [Pseudonyms(RUN + "elsewhere.db").of(customer) for customer in customers]
    assert set(first) & set(elsewhere) == set()

with checks("forgetting is permanent, and concerns one customer only", "AUD-28", hint=3):
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
    alike = {customer: names.of(customer) for customer in ("c-2", "c-20", "C-2", "xc-2")}
    assert len(set(alike.values())) == 4
    names.forget("c-2")
    again = {customer: names.of(customer) for customer in alike}
    assert [customer for customer in alike if again[customer] != alike[customer]] == ["c-2"]

with checks("a forgotten id is not in the bytes of the file", "AUD-28", hint=3):
    path = RUN + "bytes.db"
    names = Pseudonyms(path)
    customers = [f"c-{number:04}-canary" for number in range(40)]
    call_each(names.of, [(customer,) for customer in customers])
    call_each(names.forget, [(customer,) for customer in customers[::2]])
    kept = on_disk(path)
    assert b"SQLite format 3" in kept
    assert [customer for customer in customers[::2] if customer.encode() in kept] == []

with checks("a pseudonym does not contain the id, and a forgotten one is not in the file", "AUD-28", hint=1):
    path = RUN + "old.db"
    names = Pseudonyms(path)
    customers = [f"c-{number:04}-canary" for number in range(12)]
    old = dict(zip(customers, call_each(names.of, [(customer,) for customer in customers])))

    def readings(customer):
        """Spellings of the id that a pseudonym must not contain."""
        data = customer.encode()
        return [customer, customer[::-1], data.hex(), base64.b64encode(data).decode().rstrip("="), customer.upper()]

    named = [one for one in customers for text in readings(one) if text.lower() in old[one].lower()]
    assert named == []
    call_each(names.forget, [(customer,) for customer in customers])
    kept = on_disk(path)
    assert [one for one in customers if old[one].encode() in kept] == []
    digits = [one for one in customers if re.fullmatch("([0-9a-f]{2})+", old[one])]
    assert [one for one in digits if bytes.fromhex(old[one]) in kept] == []

with checks("no one can compute a future or a forgotten pseudonym from the file", "AUD-28", hint=3):
    path = RUN + "few.db"
    names = Pseudonyms(path)
    ada = names.of("c-ada")
    one, other = copy_of(path), copy_of(path)
    assert Pseudonyms(one).of("c-ben") != Pseudonyms(other).of("c-ben")
    assert Pseudonyms(one).of("c-ada") == ada
    names.forget("c-ada")
    one, other, left = copy_of(path), copy_of(path), rows_in(path)
    assert len({ada, Pseudonyms(one).of("c-ada"), Pseudonyms(other).of("c-ada")}) == 3
    for customer in ("c-eva", "c-gil", "c-ida"):
        names.of(customer)
        names.forget(customer)
    assert rows_in(path) == left
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Codes instead of content
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
# subject's id, or the pseudonym would hide nothing. (Case matters: `C-0042` does not contain `c-0042`.)
#
# | an entry about `"c-0042"` with | result |
# |---|---|
# | `"object": "r-000881"` | `"r-000881"` |
# | `"object": "a woman by the window"` | `ValueError` |
# | `"object": "r-000881\n"` or `""` | `ValueError` |
# | `"ticket": "of-c-0042"` | `ValueError` |
# | `"ground": "QA"` or `"Consent"` | `"other"` |

# %% step="loggable"
GROUNDS = ("legal process", "illegal activity", "legal rights", "prevent harm", "consent")


def loggable(entry: dict, pseudonyms: Pseudonyms) -> dict:
    """Return a copy of the entry with a pseudonym as its subject, and without content.

    Raises ValueError if object, ticket, or consent is neither None nor a code, or contains the subject.
    In that case, it does not matter whether a pseudonym is made.
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

with checks("the subject is logged under the pseudonym", "AUD-28"):
    names = Pseudonyms(RUN + "names.db")
    assert loggable(request(), names) == request(subject=names.of("c-0042"))

### BEGIN HIDDEN TESTS
# class seed: words ada ben eva gil ida 104 000881 0099
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
    "c-0042-1",
    "xc-00421",
    "r.000881",
    "r[1]",
    "r^1",
    "c-0042",
]

with checks("each field refuses anything but a code, and a code with the customer's id", "AUD-28", hint=2):
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

with checks("a ground that is not one of the five is logged as other, without its text", "AUD-28", hint=1):
    names = Pseudonyms(RUN + "content.db")
    typed = [None, "consent", "prevent harm", "legal process", "illegal activity", "legal rights",
             "a woman by the window", "Consent", "c-0042", "QA", "", "consent ", "no consent"]  # fmt: skip
    grounds = [loggable(request(ground=text), names)["ground"] for text in typed]
    assert grounds == [*typed[:6], *["other"] * 7]

with checks("codes and None pass, and the other fields are unchanged", "AUD-28", hint=3):
    names = Pseudonyms(RUN + "content.db")
    bare = request(subject="c-7", ground=None, consent=None, employer="Café Süd, Ltd.", mfa=False)
    logged = loggable(bare, names)
    assert logged == {**bare, "subject": names.of("c-7")}
    assert loggable(request(subject="c.7", object="c-7-1"), names)["object"] == "c-7-1"
    for code in ("x" * 40, "R_1-z", "7", "-", "_-_", "of-C-0042", None):
        logged = loggable(request(object=code, ticket=code, consent=code), names)
        assert [logged[name] for name in ("object", "ticket", "consent")] == [code] * 3
### END HIDDEN TESTS
