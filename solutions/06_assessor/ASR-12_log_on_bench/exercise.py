# %% [markdown]
# ## Why
#
# The Ring order requires a log of each access to a recording,{fact}`O-R12` and an assessment whose findings don't rest
# primarily on management's word.{fact}`O-R23` It prescribes no format. An assessor who expects the bytes of their own log accuses an
# honest one. An assessor who asks a log whether its proofs are right gets a *yes* from a wrong one, too. Then
# no one notices a changed entry, and the people who were watched never learn of it.

# %% [markdown]
# ## Look
#
# Four invented companies each write the same access twice: once with its time in UTC, and once with the same instant
# in UTC+2. All four say that their own proofs verify. Which log is wrong, and in which column do you see it?

# %% look
from privacylab.lab import vendor_logs

vendor_logs()

# %% [markdown]
# **Before you code:** what could you ask of all four logs, though no two of them write the same bytes?
#
# ## The system under assessment
#
# It does what exercises AUD-01 and AUD-05 ask for:
#
# | call | returns |
# |---|---|
# | `encode(entry)` | the bytes of an entry, which is a dict as `entry()` makes it |
# | `decode(data)` | the entry that these bytes were made from |
# | `root(entries)` | the root of a list of `bytes` |
# | `inclusion_proof(entries, index)` | a list of hashes, the leaf's sibling first |
# | `verify_inclusion(entry, index, size, proof, root)` | `True` or `False` |
#
# | requirement | rule |
# |---|---|
# | AUD-10 | The same entry has the same bytes each time: in any order of keys, in any time zone for the same instant, and in either Unicode form of a string (NFC or NFD). Different entries have different bytes: capitals, accents, a microsecond, `None` or `"None"`, `"ﬁ"` or `"fi"`, `"a"`, `"bc"` or `"ab"`, `"c"`. Strings may hold quotes, bars, and line breaks. `decode` gives the entry back, with strings in NFC. |
# | AUD-05 | A leaf is SHA-256(0x00 ‖ entry), a node SHA-256(0x01 ‖ left ‖ right), and the root of no entries SHA-256 of nothing. (RFC 6962, 2.1) |
# | AUD-06 | One entry: the root is its leaf. For n > 1, let k be the largest power of two below n. The root is the node of the root of the first k and the root of the rest. |
# | AUD-07 | The proof is empty if n is 1. If `index < k`, it is the proof among the first k, then the root of the rest. Otherwise it is the proof of `index - k` among the rest, then the root of the first k. It raises for an index outside the list, also a negative one. `verify_inclusion` is `True` for a right proof, and `False` for another entry, another index (also one outside the tree), another root, or a proof with a hash changed, missing, or added. |
#
# **What the rules leave open,** so don't test it:
#
# - which bytes `encode` writes, and in which time zone `decode` returns the instant
# - strings that are neither in NFC nor in NFD, or that hold a lone surrogate
# - what `verify_inclusion` says of another *size*: a proof can be right for two of them

# %% given="setup"
import hashlib
import unicodedata
from datetime import UTC, datetime, timedelta, timezone

from privacylab.checks import Checks, hint

RAISED = "raised"


def entry(**changes):
    """An entry of the log, with some changes."""
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


def ask(system, name, *arguments):
    """A system's answer, or RAISED if it raises, and the number of this call."""
    try:
        answer = system.call(name, *arguments)
    except TimeoutError:  # the system's calls or its time are used up
        raise
    except Exception:
        answer = RAISED
    return answer, system.count()


def finding(requirement, gaps, calls):
    """Return a finding. gaps: the numbers of the calls that show a gap. calls: those of all calls made for it."""
    return {
        "requirement": requirement,
        "verdict": "gap" if gaps else "met",
        "evidence": gaps or calls,
    }

# %% [markdown]
# ## Step 1 · `assess_log`
#
# Complete `assess_log(system)`. It returns a finding for each of AUD-10, AUD-05, AUD-06, and AUD-07. `ask` and `finding`
# help.
#
# The bench gives you one system after another: right ones that differ, and broken ones, some with two mistakes. You don't
# learn which is which.
#
# - **A requirement counts** only if you find it met, with evidence, in *every* right system.
# - **A gap counts** if the system does break that requirement, and your evidence has a call that every right system
#   answers differently. If two answers contradict each other, either one alone could be right: name both calls.
# - A gap that doesn't count costs nothing if the system is broken.
# - A system answers at most 300 calls, and you have 3 seconds for it.
#
# Don't carry over answers from one system to the next: most systems may be wrong. So may a
#   system's own `verify_inclusion`.
#
# | call 7 and 8 of a system | finding |
# |---|---|
# | `encode` of one instant in two time zones: different bytes | AUD-10, `"gap"`, `[7, 8]` |

# %% step="assess_log"
def assess_log(system) -> list[dict]:
    """Return a finding for each of AUD-10, AUD-05, AUD-06, and AUD-07.

    system  answers system.call(name, *arguments) with plain data, or raises;
            system.count() is the number of its last call, counted from 1

    A finding has requirement, verdict ("met", "gap", or "not tested"), and evidence: a list of
    numbers of calls. Sources: RFC 6962, section 2.1; Ring order, IV.D.
    """
    ### BEGIN SOLUTION
    return [
        finding("AUD-10", *encoding(system)),
        finding("AUD-05", *roots(system, range(3))),
        finding("AUD-06", *roots(system, range(3, 9))),
        finding("AUD-07", *proofs(system)),
    ]


ZONE = timezone(timedelta(hours=2))
SAME = [
    (entry(), entry()),
    (entry(), dict(reversed(entry().items()))),
    (entry(), entry(time=entry()["time"].astimezone(ZONE))),
    (entry(employer="\u00e9"), entry(employer="e\u0301")),
]
DIFFERENT = [entry(actor=text) for text in "fi \ufb01 Zo Zo\u00e9 a|b".split()]
DIFFERENT += [entry(), entry(ticket="None"), entry(time=entry()["time"] + timedelta(microseconds=1))]


def encoding(system):
    gaps, calls = [], []
    for one, other in SAME:
        (first, a), (second, b) = ask(system, "encode", one), ask(system, "encode", other)
        calls += [a, b]
        if first != second:
            gaps += [a, b]
    seen = {}
    for one in DIFFERENT:
        data, a = ask(system, "encode", one)
        back, b = ask(system, "decode", data)
        calls += [a, b]
        if data in seen:
            gaps += [seen[data], a]
        if back != one:
            gaps += [a, b]
        seen[data] = a
    return gaps, calls


ENTRIES = [f"entry {number}".encode() for number in range(8)]


def sha(data):
    return hashlib.sha256(data).digest()


def tree(entries):
    """The root and the proofs of all entries, as the RFC defines them."""
    if len(entries) < 2:
        return (sha(b"\x00" + entries[0]), [[]]) if entries else (sha(b""), [])
    k = max(2**power for power in range(4) if 2**power < len(entries))
    (left, firsts), (right, rest) = tree(entries[:k]), tree(entries[k:])
    return sha(b"\x01" + left + right), [[*one, right] for one in firsts] + [[*one, left] for one in rest]


def roots(system, sizes):
    gaps, calls = [], []
    for size in sizes:
        answer, call = ask(system, "root", ENTRIES[:size])
        calls.append(call)
        if answer != tree(ENTRIES[:size])[0]:
            gaps.append(call)
    return gaps, calls


def proofs(system):
    gaps, calls = [], []

    def expect(wanted, name, *arguments):
        answer, call = ask(system, name, *arguments)
        calls.append(call)
        if answer != wanted:
            gaps.append(call)

    for size in (1, 7):
        entries = ENTRIES[:size]
        top, paths = tree(entries)
        for index in (-1, size):
            expect(RAISED, "inclusion_proof", entries, index)
        for index, path in enumerate(paths):
            expect(path, "inclusion_proof", entries, index)
            expect(True, "verify_inclusion", entries[index], index, size, path, top)
            expect(False, "verify_inclusion", b"forged", index, size, path, top)
            expect(False, "verify_inclusion", entries[index], index, size, [*path, top], top)
        for other in range(-1, size + 1):
            if other != index:
                expect(False, "verify_inclusion", entries[index], other, size, path, top)
    return gaps, calls
    ### END SOLUTION

# %% test="assess_log"
import ast

from privacylab.assessment.bench import Candidate, assess
from privacylab.lab.audit import merkle

REQUIREMENTS = {"AUD-05", "AUD-06", "AUD-07", "AUD-10"}


def in_utc(time):
    return time.astimezone(UTC)


def lines(write_time):
    """Published encode and decode: an entry as a Python list, in text."""
    def encode(entry):
        known = {name: unicodedata.normalize("NFC", one) if isinstance(one, str) else one for name, one in entry.items()}
        return repr(sorted((known | {"time": write_time(entry["time"]).isoformat()}).items())).encode()

    def decode(data):
        found = dict(ast.literal_eval(data.decode()))
        return found | {"time": datetime.fromisoformat(found["time"])}

    return {"encode": encode, "decode": decode}


def last_one_twice(entries):
    """A published root that is wrong: an odd last entry is paired with itself."""
    return merkle.root(entries + entries[-1:] if len(entries) % 2 and len(entries) > 1 else entries)


TREE = {
    "root": merkle.root,
    "inclusion_proof": merkle.inclusion_proof,
    "verify_inclusion": merkle.verify_inclusion,
}
PUBLISHED = [
    Candidate("right", frozenset(), lambda: lines(in_utc) | TREE),
    Candidate("local time", frozenset({"AUD-10"}), lambda: lines(lambda time: time) | TREE),
    Candidate("last one twice", frozenset({"AUD-06"}), lambda: lines(in_utc) | TREE | {"root": last_one_twice}),
]

with checks("of three published logs, two are caught, and the right one is not accused"):
    found = assess(assess_log, PUBLISHED, REQUIREMENTS)
    assert found.problems == []
    assert found.accused.get("right", set()) == set() and found.met.get("right") == REQUIREMENTS
    assert found.catches("local time") and found.catches("last one twice")

### BEGIN HIDDEN TESTS
import zlib
from functools import cache

from privacylab.assessment.systems import candidate

DOORS = ("encode", "decode", "root", "inclusion_proof", "verify_inclusion")


def enter(names):
    return {name: names[name] for name in DOORS}


def squeezed(names):
    """Right, and unlike all others: compressed bytes, another time zone, other keys first."""
    def decode(data):
        entry = names["decode"](zlib.decompress(data))
        return dict(reversed(entry.items())) | {"time": entry["time"].astimezone(timezone(timedelta(hours=9)))}

    return enter(names) | {"encode": lambda entry: zlib.compress(names["encode"](entry)), "decode": decode}


def numbered(names):
    """The same entry has other bytes each time: a running number comes first."""
    count = iter(range(10**6))
    return enter(names) | {
        "encode": lambda entry: b"%d " % next(count) + names["encode"](entry),
        "decode": lambda data: names["decode"](data.split(b" ", 1)[1]),
    }


def indexed(names):
    """What was written is found again by its bytes, so decode is right, also where two entries have the same."""
    kept = {}

    def encode(entry):
        data = names["encode"](entry)
        kept[data] = entry
        return data

    return enter(names) | {"encode": encode, "decode": lambda data: kept[data]}


def no_none(names):
    """Bytes are right, and None comes back as an empty string."""
    def decode(data):
        return {name: "" if one is None else one for name, one in names["decode"](data).items()}

    return enter(names) | {"decode": decode}


def counts_hashes(names):
    """A verifier that compares the number of hashes, and no hash."""
    def verify(entry, index, size, proof, root):
        return 0 <= index < size and len(proof) == len(names["inclusion_proof"]([b""] * size, index))

    return enter(names) | {"verify_inclusion": verify}


# Those with a broken encoding share one library for the tree, which is wrong, too: no majority helps.
def writes(name, enter=enter):
    return candidate(enter, f"AUD-01/{name}", "AUD-05/OnePrefix")


def grows(name, encoding="AUD-01"):
    return candidate(enter, encoding, f"AUD-05/{name}")


def changed(name, enter, requirement, tree="AUD-05/OnePrefix"):
    made = candidate(enter, "AUD-01", tree)
    return Candidate(name, made.breaks | {requirement}, made.start)


BENCH = [
    writes("LocalTime"), writes("BytesAsTheyCome"), writes("AsItCame"), writes("FoldedForSearch", indexed), writes("WallClock"),
    changed("Numbered", numbered, "AUD-10"), grows("NoDomainSeparation"), candidate(enter, "AUD-01", "AUD-05"), writes("JoinedByBars"),
    grows("BitcoinPadding"), writes("WholeSeconds", indexed), grows("SplitInHalf"), writes("StrictAscii", indexed),
    candidate(enter, "AUD-01/length_prefixed", "AUD-05/from_the_leaves"), grows("PrefixAsText"), grows("SortedPairs"),
    candidate(enter, "AUD-01/json_list", "AUD-05/rfc_9162"), candidate(squeezed, "AUD-01", "AUD-05"),
    grows("NothingIsZeros"), grows("HashesOnly"), grows("LeftoverHashes", "AUD-01/json_list"), grows("PathFromTheTop"),
    grows("NegativeFromTheEnd", "AUD-01/length_prefixed"), grows("IndexWithoutSize"), grows("NoBounds"),
    changed("NoNone", no_none, "AUD-10", "AUD-05"), changed("CountsHashes", counts_hashes, "AUD-07", "AUD-05"),
]  # fmt: skip
@cache
def found():
    return assess(assess_log, BENCH, REQUIREMENTS)


def shows(requirements, *names):
    """Whether each of these systems was found to break one of these requirements, and no right one was."""
    broken = [next(one.name for one in BENCH if one.name.split(", ")[0] == name) for name in names]
    counted = {one for one in requirements.split() if found().acquits(one)}
    return all(counted & found().gaps.get(one, set()) for one in broken)

with checks("no right log is accused, whatever its encoding, and one that has the caller's order of keys is", "ASR-12", hint=1):
    assert shows("AUD-10", "AsItCame")

with checks("a log that writes one entry in two ways is caught: by time zone, Unicode form, or a running number", "ASR-12", hint=2):
    assert shows("AUD-10", "LocalTime", "BytesAsTheyCome", "Numbered")

with checks("a log that writes two texts alike is caught: joined, folded, or cut to ASCII", "ASR-12", hint=3):
    assert shows("AUD-10", "JoinedByBars", "FoldedForSearch", "StrictAscii")

with checks("a log that writes two instants alike is caught: cut to seconds, or without their zone", "ASR-12", hint=3):
    assert shows("AUD-10", "WholeSeconds", "WallClock")

with checks("a log that gives back another entry than it was given is caught", "ASR-12", hint=3):
    assert shows("AUD-10", "NoNone", "JoinedByBars")

with checks("no right tree is accused, and one that hashes leaves and nodes in another way is", "ASR-13", hint=1):
    assert found().acquits("AUD-05") and found().acquits("AUD-06")
    assert shows("AUD-05 AUD-06", "NoDomainSeparation", "PrefixAsText", "SortedPairs")

with checks("a tree with another root for no entries is caught", "ASR-13", hint=2):
    assert shows("AUD-05 AUD-06", "NothingIsZeros")

with checks("a tree of another shape is caught: split in half, or with the last entry twice", "ASR-13", hint=2):
    assert shows("AUD-05 AUD-06", "BitcoinPadding", "SplitInHalf")

with checks("a proof in another order, or for an entry that doesn't exist, is caught", "ASR-13", hint=3):
    assert shows("AUD-07", "PathFromTheTop", "NegativeFromTheEnd")

with checks("a verifier that refuses a right proof is caught", "ASR-13", hint=1):
    assert shows("AUD-07", "IndexWithoutSize")

with checks("a verifier that accepts a wrong proof is caught: another index, or hashes left over", "ASR-13", hint=3):
    assert shows("AUD-07", "HashesOnly", "LeftoverHashes", "CountsHashes")

with checks("a verifier that accepts an index outside the tree is caught", "ASR-13", hint=3):
    assert shows("AUD-07", "NoBounds")

with checks("a second mistake of the same log is found, too", "ASR-13", hint=2):
    assert shows("AUD-05 AUD-06 AUD-07", "LocalTime", "JoinedByBars", "AsItCame", "WholeSeconds")
### END HIDDEN TESTS

# %% [markdown]
# ## Look again
#
# Assess *your own* answers to AUD-01 and AUD-05, from your saved notebooks. What isn't written there is skipped.

# %% look
from privacylab.lab import assess_mine

assess_mine()  # after step 1: assess_mine(assess_log)
