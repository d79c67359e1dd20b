# %% [markdown]
# ## Why
#
# Each access to a recording is logged,{fact}`O-R12` and deletion requests and what was done about them are kept
# for years.{fact}`O-A16` A log that someone has edited proves nothing. But a log that names a deleted child in
# every line is one more place where she is kept. Both can be had: the bytes stay, and what connects them to a
# person is destroyed. No order says so; it is engineering.

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
# A log holds the SHA-256 of the subject instead of the subject. It has three entries about one profile. The
# profile is deleted, and the log stays as it is. **Before you run it:** can a colleague who has this log, and
# nothing else, find out whose entries these are?

# %% look
log = [hashlib.sha256(f"p-{number:06}".encode()).hexdigest() for number in (3, 41, 3, 3)]
guesses = {hashlib.sha256(f"p-{n:06}".encode()).hexdigest(): f"p-{n:06}" for n in range(100_000)}
for entry in log:
    print(entry[:16], "is", guesses[entry])

# %% [markdown]
# Every profile id fits into a list of a hundred thousand guesses. What must go into the hash so that the list
# fails? Who may have it, and what happens to the entries when it is destroyed?

# %% [markdown]
# ## Step 1 · The log
#
# Complete `AccessLog(new_salt)`, an access log whose subjects can be forgotten while the log stays
# verifiable. An entry is `bytes`. It contains `actor` and `action` in UTF-8, as written, and a
# **pseudonym** of the subject; the subject itself is in no entry.
#
# - A subject has the same pseudonym in all entries until it is forgotten; no two subjects share one, and
#   no one can compute it without the subject's salt.
# - Nothing else is in an entry: the same call twice gives the same bytes.
# - An entry never changes. `chain(log.entries()[:n])` stays what it was.
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

with checks("a subject is forgotten, and the log is what it was", "DEL-27"):
    log = AccessLog(salts()[0])
    for subject in ("ada", "ben", "ada"):
        log.append("e-104", "view", subject)
    before = chain(log.entries())
    assert log.entries_of("ada") == [0, 2]
    log.forget("ada")
    assert (log.entries_of("ada"), log.entries_of("ben")) == ([], [1])
    assert chain(log.entries()) == before

### BEGIN HIDDEN TESTS
import hmac

import hypothesis.strategies as st

with checks("no entry has the subject in it, nor what can be computed from it", "DEL-27", hint=2):
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
            assert plain.hexdigest()[:16].encode() not in entry
            assert plain.digest()[:16] not in entry
        assert subject.encode() not in entry
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
    many = AccessLog(salts()[0])
    for n in range(600):
        many.append("e-1", "view", f"qqzz-{n}")
    assert len(set(many.entries())) == 600
    assert [entry for entry in many.entries() if b"qq" in entry or b"zz" in entry] == []
    other = AccessLog(salts()[0])
    other.append("e-0", "view", "p-003")
    assert other.entries()[0] != log.entries()[0]
    assert log.entries_of("p-003") == [0, 3]

with checks("forgotten is forgotten, for one alone; someone who comes back is someone new", "DEL-27", hint=3):
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

with checks("whatever happens, what was anchored stays", "DEL-27", hint=1):
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
