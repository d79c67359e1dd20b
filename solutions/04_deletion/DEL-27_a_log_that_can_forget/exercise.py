# %% [markdown]
# ## Why
#
# Each access to a recording is logged,{fact}`O-R12` and deletion requests are recorded for years.{fact}`O-A16` A log that
# someone has edited proves nothing, and a log that names a deleted child keeps her data. So the entries stay, and the
# link to a person is destroyed. No order says so; it is engineering.

# %% given="setup"
import hashlib
import json

from privacylab.checks import Checks, hint

# %% given="chain"
def chain(entries: list[bytes]) -> str:
    """Return the head of a hash chain over these entries: what an outsider keeps as an anchor."""
    head = b""
    for entry in entries:
        head = hashlib.sha256(head + hashlib.sha256(entry).digest()).digest()
    return head.hex()

# %% [markdown]
# ## Look
#
# A log holds the SHA-256 of each subject. The profile is deleted, and the log stays. **Before you run it:** does this
# log alone show whose entries they are?

# %% look
log = [hashlib.sha256(f"p-{number:06}".encode()).hexdigest() for number in (3, 41, 3, 3)]
guesses = {hashlib.sha256(f"p-{n:06}".encode()).hexdigest(): f"p-{n:06}" for n in range(100_000)}
for entry in log:
    print(entry[:16], "is", guesses[entry])

# %% [markdown]
# What must go into the hash so that guessing fails?

# %% [markdown]
# ## Step 1 · The log
#
# Complete `AccessLog(new_salt)`, an access log that can forget a subject and still be verified. An entry is `bytes`. It
# contains `actor` and `action` in UTF-8, as written, and a **pseudonym** of the subject, never the subject itself.
#
# - A subject keeps its pseudonym until it is forgotten. No two subjects share one, and no one can compute it without the
#   subject's salt.
# - Nothing else is in an entry: the same call twice gives the same bytes.
# - An entry never changes. `chain(log.entries()[:n])` stays what it was.
# - `json.dumps` escapes the actor `Zoë` unless you say `ensure_ascii=False`.
#
# | call | result |
# |---|---|
# | `append` for `ada`, `ben`, `ada` | 0, 1, 2 |
# | `entries_of("ada")` | `[0, 2]` |
# | `forget("ada")`, then `entries_of("ada")` | `[]`, and no entry has changed |
# | `append` for `ada`, then `entries_of("ada")` | 3, then `[3]`, with a new salt and pseudonym |
# | `forget("zoe")`, who is not in the log | nothing happens |

# %% step="AccessLog"
class AccessLog:
    """An append-only log whose subjects can be forgotten. Ring order: III.E.5; Alexa order: XI.

    new_salt()  returns fresh random bytes. Call it once for each subject that needs a salt.
    """

    def __init__(self, new_salt):
        ### BEGIN SOLUTION
        self._new_salt, self._salts, self._entries = new_salt, {}, []
        ### END SOLUTION

    def append(self, actor: str, action: str, subject: str) -> int:
        """Add an entry and return its number: 0, 1, 2, and so on.

        actor and action contain no quotation marks and no backslashes.
        """
        ### BEGIN SOLUTION
        if subject not in self._salts:
            self._salts[subject] = self._new_salt()
        entry = {"actor": actor, "action": action, "subject": self._pseudonym(subject)}
        self._entries.append(json.dumps(entry, ensure_ascii=False).encode())
        return len(self._entries) - 1

    def _pseudonym(self, subject):
        return hashlib.sha256(self._salts[subject] + subject.encode()).hexdigest()
        ### END SOLUTION

    def entries(self) -> list[bytes]:
        """Return all entries, oldest first."""
        ### BEGIN SOLUTION
        return [*self._entries]
        ### END SOLUTION

    def entries_of(self, subject: str) -> list[int]:
        """Return the numbers of the subject's entries since it was last forgotten."""
        ### BEGIN SOLUTION
        if subject not in self._salts:
            return []
        name = self._pseudonym(subject)
        return [n for n, entry in enumerate(self._entries) if json.loads(entry)["subject"] == name]
        ### END SOLUTION

    def forget(self, subject: str) -> None:
        """Destroy the subject's salt. A subject that has none is forgotten already."""
        ### BEGIN SOLUTION
        self._salts.pop(subject, None)
        ### END SOLUTION

# %% test="AccessLog"
import itertools

COUNTER = itertools.count()

def salts():
    """A new_salt function that returns new bytes each time, and the list of what it returned."""
    given = []

    def new_salt():
        given.append(hashlib.sha256(f"salt {next(COUNTER)}".encode()).digest())
        return given[-1]

    return new_salt, given

with checks("a subject is forgotten, and the log has not changed", "DEL-27"):
    log = AccessLog(salts()[0])
    for subject in ("ada", "ben", "ada"):
        log.append("e-104", "view", subject)
    before = chain(log.entries())
    assert log.entries_of("ada") == [0, 2]
    log.forget("ada")
    assert (log.entries_of("ada"), log.entries_of("ben")) == ([], [1])
    assert chain(log.entries()) == before

### BEGIN HIDDEN TESTS
# class seed: words ada ben cem zoe p
import base64
import datetime
import hmac

import hypothesis.strategies as st

from privacylab.checks import call_each, held_by

with checks("no entry holds the subject, or anything that can be computed from it alone", "DEL-27", hint=2):
    new_salt, given = salts()
    log = AccessLog(new_salt)
    subjects = ["p-003", "p-004", "Zoë", "p-003", "p-03"]
    numbers = [log.append(f"é-{n}", "view", subject) for n, subject in enumerate(subjects)]
    assert numbers == [0, 1, 2, 3, 4]
    assert len(given) == 4
    for n, (subject, entry) in enumerate(zip(subjects, log.entries())):
        assert isinstance(entry, bytes)
        assert f"é-{n}".encode() in entry and b"view" in entry
        for function in ("md5", "sha1", "sha256", "sha512", "blake2b"):
            plain = hashlib.new(function, subject.encode())
            assert plain.hexdigest()[:8].encode() not in entry.lower()
            assert plain.digest()[:8] not in entry
        for written in (subject.encode(), subject.encode().hex().encode(), base64.b64encode(subject.encode()).rstrip(b"=")):
            assert written not in entry
        for salt in given:  # who has the log must not be able to compute a name from it
            if salt in entry or salt.hex().encode() in entry.lower():
                names = [
                    made.hexdigest()
                    for function in ("sha256", "sha512", "sha1", "md5", "blake2b")
                    for made in (
                        hashlib.new(function, salt + subject.encode()), hashlib.new(function, subject.encode() + salt),
                        hmac.new(salt, subject.encode(), function), hmac.new(subject.encode(), salt, function),
                    )
                ]  # fmt: skip
                assert [name for name in names if name[:16].encode() in entry.lower()] == []
    same = []  # the salt may be the pseudonym; beside it, nothing in an entry depends on the subject
    for subject in ("p-003", "p-004"):
        log_of_one = AccessLog(lambda: b"one salt for this test, 32 bytes")
        log_of_one.append("e-1", "view", subject)
        same += log_of_one.entries()
    for salt in (b"one salt for this test, 32 bytes", b"one salt for this test, 32 bytes".hex().encode(),
                 base64.b64encode(b"one salt for this test, 32 bytes").rstrip(b"=")):  # fmt: skip
        if salt in same[0]:
            assert same[0] == same[1]
    many = AccessLog(salts()[0])
    call_each(many.append, [("e-1", "view", f"qqzz-{n}") for n in range(600)])
    assert len(set(many.entries())) == 600
    leaks = [entry for entry in many.entries() if b"qq" in entry or b"zz" in entry]
    assert len(leaks) < 300  # a part of the subject is in all 600; in Base64, chance puts one into a few
    other = AccessLog(salts()[0])
    other.append("e-0", "view", "p-003")
    assert other.entries()[0] != log.entries()[0]
    assert log.entries_of("p-003") == [0, 3]
    near = [bytes(32), *[bytes([n == place for n in range(32)]) for place in range(32)]]  # one byte differs, or two
    found = set()
    for salt in near:
        log_of_one = AccessLog(lambda salt=salt: salt)
        log_of_one.append("e-1", "view", "p-003")
        found |= {*log_of_one.entries()}
    assert len(found) == 33

with checks("an entry has the actor and the action as written, and nothing else", "DEL-27", hint=2):
    log = AccessLog(salts()[0])
    long = "view and download the recording of this morning, for the ticket of last week"
    said = [(" E-104 ", "View"), ("ﬁ-9", "zurück"), ("e\u00a07", long), ("e-104", "view")]
    for actor, action in said:
        log.append(actor, action, "ada")
        entry = log.entries()[-1]
        assert actor.encode() in entry and action.encode() in entry
        assert str(datetime.date.today()).encode() not in entry
    log.append("e-104", "view", "Ada")
    assert log.entries()[-1] != log.entries()[-2]
    assert (log.entries_of("ada"), log.entries_of("Ada")) == ([0, 1, 2, 3], [4])

with checks("only the one subject is forgotten, and has a new pseudonym afterward", "DEL-27", hint=3):
    new_salt, given = salts()
    log = AccessLog(new_salt)
    for subject in ("ada", "ben", "ada"):
        log.append("e-1", "view", subject)
    log.forget("zoe")
    log.forget("ada")
    log.forget("ada")
    assert log.entries_of("ada") == log.entries_of("zoe") == []
    assert log.entries_of("ben") == [1]
    assert log.append("e-1", "view", "ada") == 3
    assert log.entries_of("ada") == [3]
    entries = log.entries()
    assert entries[0] == entries[2]
    assert entries[3] != entries[0]
    assert len(given) == 3
    if not any(salt in entry or salt.hex().encode() in entry for salt in given for entry in entries):
        held = held_by(log)  # a salt that was only moved is not destroyed
        assert repr(given[0])[2:-1] not in held
        assert given[0].hex() not in held

with checks("whatever happens, the chain keeps matching its anchors", "DEL-27", hint=1):
    steps = st.tuples(st.sampled_from(["append", "append", "forget"]), st.sampled_from(["ada", "ben", "cem"]))

    @checks.always(25, story=st.lists(steps, max_size=9))
    def _(story):
        log, anchors, alive, count = AccessLog(salts()[0]), [chain([])], {}, 0
        for what, subject in story:
            if what == "append":
                assert log.append("e-1", "view", subject) == count
                alive.setdefault(subject, []).append(count)
                count += 1
                anchors.append(chain(log.entries()))
            else:
                log.forget(subject)
                alive.pop(subject, None)
            entries = log.entries()
            assert [chain(entries[:n]) for n in range(count + 1)] == anchors
            assert {one: log.entries_of(one) for one in ("ada", "ben", "cem") if log.entries_of(one)} == alive
### END HIDDEN TESTS
