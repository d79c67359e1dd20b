# %% [markdown]
# ## Why
#
# The Ring order requires each assessment to name the sampling and testing behind it, and no finding may rest primarily on
# what management asserts.{fact}`O-R23` The assessor is independent.{fact}`O-R16` A company may pick the sample, leave
# rows out of the list, or offer another file for one that it can't find. Then your report covers the accesses it wanted
# to show, and misses the people whose videos were watched in the others. How you draw is engineering.

# %% [markdown]
# ## Look
#
# Here are two samples of 420 accesses at Porchlight, an invented camera company. The company chose one: the latest
# accesses with a closed ticket, "because their files are complete". The other was drawn at random, 60 from each role. A
# group that is sampled by itself, here a role, is a *stratum*. **By eye:** what does the company's sample say about
# engineers? What does the other one say?

# %% look
import pandas as pd

from privacylab.companies import porchlight

GROUNDS = ["consent", "illegal activity", "prevent harm", "legal process", "legal rights"]
accesses = porchlight.table("accesses").merge(porchlight.table("people")[["person_id", "role"]])
accesses["no ground"] = ~accesses["ground"].isin(GROUNDS)


def by_role(some):
    """How many accesses each role has, and how many of those have no allowed ground."""
    counts = some.groupby("role")["no ground"].agg(["size", "sum"]).set_axis(["accesses", "no allowed ground"], axis=1)
    return counts.assign(percent=(100 * counts["no allowed ground"] / counts["accesses"]).round(1))


tickets = porchlight.table("tickets").dropna(subset=["closed_at"])
chosen = accesses[accesses["ticket_id"].isin(tickets["ticket_id"])].tail(420)
drawn = accesses.groupby("role").sample(60, random_state=6)
pd.concat({"chosen by the company": by_role(chosen), "drawn": by_role(drawn)}, axis=1)

# %% [markdown]
# This is the whole log, which an assessor can't read in full. Which of the two samples was a better guide to it?

# %% look
by_role(accesses)

# %% given="setup"
from hashlib import sha256

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Step 1 · Is the list complete?
#
# The company hands over a list of its accesses. The video gateway kept its own log, which wasn't made for you. Complete
# `reconcile(handed_over, independent)`. It returns a dict with four lists.
#
# | key | what is in its list |
# |---|---|
# | `"missing"` | ids that only `independent` has |
# | `"unconfirmed"` | ids that only `handed_over` has |
# | `"repeated"` | ids that `handed_over` has more than once |
# | `"without_id"` | the whole rows (dicts) of either list whose `id` is `None` or `""`, in any order |
#
# Ids are sorted, each once. Rows without an id can't be compared, so they are in `"without_id"` alone. The company has
# to say which accesses they are before you draw.
#
# | `handed_over` | `independent` | result |
# |---|---|---|
# | e-1, e-2, e-2, no id | e-1, e-3, e-3 | missing e-3, unconfirmed e-2, repeated e-2, one row without an id |

# %% step="reconcile"
def reconcile(handed_over: list[dict], independent: list[dict]) -> dict[str, list]:
    """Return the differences between the company's list and an independent record.

    handed_over, independent  dicts with id (str or None), and more

    Source: engineering, for the Ring order, IV.D.5.
    """
    ### BEGIN SOLUTION
    theirs = [row["id"] for row in handed_over if row["id"]]
    known = {row["id"] for row in independent if row["id"]}
    return {
        "missing": sorted(known - set(theirs)),
        "unconfirmed": sorted(set(theirs) - known),
        "repeated": sorted({one for one in theirs if theirs.count(one) > 1}),
        "without_id": [row for row in [*handed_over, *independent] if not row["id"]],
    }
    ### END SOLUTION

# %% test="reconcile"
def rows(*ids, **more):
    return [{"id": one, **more} for one in ids]

with checks("what only one list has, what is repeated, and what has no id is reported"):
    handed_over = rows("e-1", "e-2", "e-2", None)
    independent = rows("e-1", "e-3", "e-3")
    assert reconcile(handed_over, independent) == {
        "missing": ["e-3"], "unconfirmed": ["e-2"], "repeated": ["e-2"], "without_id": [{"id": None}],
    }  # fmt: skip

with checks("two lists that agree leave nothing to report, whatever their order"):
    assert reconcile(rows("e-2", "e-1"), rows("e-1", "e-2")) == {
        "missing": [], "unconfirmed": [], "repeated": [], "without_id": [],
    }  # fmt: skip

### BEGIN HIDDEN TESTS
def invented(count):
    """That many ids, which no order of numbers sorts."""
    return [f"e-{number}" for number in checks.random.sample(range(10, 99_999), count)]

def shuffled(some):
    return checks.random.sample(some, len(some))

with checks("rows that were left out of the list, and rows that only the list has, are both found", hint=1):
    for dropped, added in [(0, 0), (3, 0), (0, 2), (4, 4), (1, 5), (12, 0)]:
        ids = invented(12 + added)
        handed, kept = shuffled(ids[dropped:]), shuffled(ids[:12])
        found = reconcile(rows(*handed), rows(*kept, source="gateway"))
        assert found["missing"] == sorted(ids[:dropped])
        assert found["unconfirmed"] == sorted(ids[12:])
        assert (found["repeated"], found["without_id"]) == ([], [])

with checks("a row that fills the list twice is reported, and hides no missing one", hint=3):
    ids = invented(8)
    for listed, times in [(5, 2), (5, 3), (6, 2), (4, 3), (5, 5)]:  # some with as many rows as the gateway's log
        handed = shuffled([*ids[:listed], *ids[2:4] * (times - 1)])
        found = reconcile(rows(*handed), rows(*ids))
        assert (found["repeated"], found["missing"], found["unconfirmed"]) == (sorted(ids[2:4]), sorted(ids[listed:]), [])
    found = reconcile(rows(*ids), rows(*ids, *ids[:3]))  # the gateway may write an access twice
    assert (found["repeated"], found["missing"], found["unconfirmed"]) == ([], [], [])
    found = reconcile(rows(*ids, "e-x", "e-x"), rows(*ids))
    assert (found["repeated"], found["unconfirmed"]) == (["e-x"], ["e-x"])

with checks("a row without an id is reported as it is, whichever list it's in", hint=2):
    ids = invented(4)
    for unnamed, others in [([None], []), ([None, "", None], [""]), ([], [None, ""]), ([None, None], [None])]:
        handed = rows(*ids[:3], source="company")
        for place, one in enumerate(unnamed):
            handed.insert(place * 2, {"id": one, "source": "company", "line": place})
        kept = rows(*others, source="gateway") + rows(*ids[1:], source="gateway")
        found = reconcile(handed, kept)
        assert (found["missing"], found["unconfirmed"], found["repeated"]) == ([ids[3]], [ids[0]], [])
        assert sorted(found["without_id"], key=str) == sorted([row for row in [*handed, *kept] if not row["id"]], key=str)
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Draw, so that anyone can draw it again
#
# Draw from both lists together, or what the company left out is never drawn. Sort by a hash: unlike `random.sample`, it
# doesn't depend on the order of the rows. Choose the seed once the lists are fixed: a company that knows it earlier can
# leave out what would be drawn.
#
# Complete `draw(population, sizes, seed)`. It returns a dict from each stratum of `sizes` to the ids drawn from it.
#
# - The hash of an id is the hex SHA-256 of `f"{seed}:{id}"`.
# - From each stratum, take as many ids as `sizes` says, lowest hash first, or all if there are fewer.
# - An id that occurs more than once counts once.
# - Raise `ValueError` if any row has no id (`None` or `""`), or a stratum that isn't in `sizes`.
#
# e-1 and e-2 are support, e-3 and e-4 legal. With the seed `"41"`, their hashes begin d67f, 27dc, 8abd, 1be5:
#
# | `sizes` | result |
# |---|---|
# | support 1, legal 5, research 2 | support e-2; legal e-4, e-3; research none |
# | support 1 | `ValueError` |

# %% step="draw"
def draw(population: list[dict], sizes: dict[str, int], seed: str) -> dict[str, list[str]]:
    """Return the ids to test, by stratum, in the order of their hashes.

    population  the rows of both lists, in any order: dicts with id (str or None), stratum (str or
                None), and more; rows with the same id have the same stratum
    sizes       how many items of each stratum to draw, 0 or more
    seed        the assessor's, recorded in the report; hashed as UTF-8

    Raises ValueError for a stratum without a size, and for a row without an id. Source:
    engineering, for the Ring order, IV.A and IV.D.5.
    """
    ### BEGIN SOLUTION
    strata = {stratum: set() for stratum in sizes}
    for row in population:
        if not row["id"]:
            raise ValueError("A row without an id can't be drawn. Reconcile the list first.")
        if row["stratum"] not in sizes:
            raise ValueError(f"The stratum {row['stratum']!r} has no size.")
        strata[row["stratum"]].add(row["id"])
    return {
        stratum: sorted(ids, key=lambda one: sha256(f"{seed}:{one}".encode()).hexdigest())[: sizes[stratum]]
        for stratum, ids in strata.items()
    }
    ### END SOLUTION

# %% test="draw"
def log(*strata):
    """A log with e-1, e-2 and so on in these strata."""
    return [{"id": f"e-{number}", "stratum": one} for number, one in enumerate(strata, start=1)]

def refused(function, *arguments):
    try:
        function(*arguments)
    except ValueError:
        return True
    return False

with checks("the ids whose hashes sort first are drawn, each once, whatever the order of the rows", "ASR-07"):
    four = log("support", "support", "support", "support")
    assert draw(four, {"support": 2}, "41") == {"support": ["e-4", "e-2"]}
    assert draw(four[::-1] + four, {"support": 2}, "41") == {"support": ["e-4", "e-2"]}

with checks("each stratum has its own size, and is taken whole if it has fewer items", "ASR-07"):
    four = log("support", "support", "legal", "legal")
    assert draw(four, {"support": 2, "legal": 1}, "41") == {"support": ["e-2", "e-1"], "legal": ["e-4"]}
    assert draw(four, {"support": 1, "legal": 5, "research": 2}, "41") == {
        "support": ["e-2"], "legal": ["e-4", "e-3"], "research": [],
    }  # fmt: skip

with checks("a stratum without a size raises ValueError", "ASR-07"):
    assert refused(draw, log("support", "legal"), {"support": 1}, "41")
    assert not refused(draw, log("support", "legal"), {"support": 1, "legal": 0}, "41")

### BEGIN HIDDEN TESTS
ROLES = ["support", "research", "legal", "engineer"]

def hash_of(seed, one):
    return sha256(bytes(f"{seed}:{one}", "utf-8")).hexdigest()

def a_log(*counts):
    """A log with that many items of each role, in some order, and which of them have a file ready."""
    ids = invented(sum(counts))
    roles = [role for role, number in zip(ROLES, counts) for _ in range(number)]
    return shuffled([{"id": one, "stratum": role, "file_ready": checks.random.random() < 0.6} for one, role in zip(ids, roles)])

def first_by_hash(population, sizes, seed):
    in_order = sorted({(hash_of(seed, row["id"]), row["id"], row["stratum"]) for row in population})
    return {role: [one for _, one, where in in_order if where == role][:size] for role, size in sizes.items()}

with checks("the same list and seed give the same sample, and another seed gives another", "ASR-07", hint=3):
    population = a_log(30, 20, 15)
    sizes = {"support": 6, "research": 5, "legal": 4}
    seeds = [str(checks.random.randrange(10**9)), "2023-06-30", "Straße 7"]
    for seed in seeds:
        assert draw(population, sizes, seed) == first_by_hash(population, sizes, seed)
    assert len({str(first_by_hash(population, sizes, seed)) for seed in seeds}) == 3

with checks("the company can't steer the draw by the order of its rows, or by what it has ready", "ASR-07", hint=1):
    population = a_log(25, 18)
    sizes = {"support": 5, "research": 7}
    fields = [row | {"file_ready": not row["file_ready"]} for row in population]
    for some in (shuffled(population), sorted(population, key=lambda row: row["id"]), population[::-1], fields):
        assert draw(some, sizes, "17") == first_by_hash(population, sizes, "17")
    fewer = population[1:]
    assert draw(fewer, sizes, "18") == first_by_hash(fewer, sizes, "18")

with checks("every stratum is drawn at its own size, and a small one is taken whole", "ASR-07", hint=2):
    population = a_log(40, 3, 12)
    for sizes in ({"support": 4, "research": 3, "legal": 5}, {"legal": 12, "research": 9, "support": 0}, {"research": 2, "support": 40, "legal": 1, "engineer": 6}):
        found = draw(population, sizes, "b")
        assert found == first_by_hash(population, sizes, "b")
        assert {role: len(ids) for role, ids in found.items()} == {
            role: min(size, {"support": 40, "research": 3, "legal": 12, "engineer": 0}[role]) for role, size in sizes.items()
        }  # fmt: skip
    assert draw([], {"legal": 3}, "b") == {"legal": []}

with checks("an item that the list has twice isn't drawn twice", "ASR-07", hint=3):
    population = a_log(6, 5)
    sizes = {"support": 4, "research": 9}
    doubled = shuffled(population + population[::2] + population[::3])
    assert draw(doubled, sizes, "c") == first_by_hash(population, sizes, "c")
    assert len(draw(doubled, sizes, "c")["research"]) == 5

with checks("a row without an id or with a stratum that has no size stops the draw", "ASR-07", hint=2):
    sizes = {"support": 2, "research": 9}
    for more, impossible in [
        ({"id": None, "stratum": "support"}, True), ({"id": "", "stratum": "research"}, True), ({"id": "e-1", "stratum": None}, True),
        ({"id": "e-1", "stratum": "Support"}, True), ({"id": "e-1", "stratum": "legal"}, True), ({"id": "e-1", "stratum": "support"}, False),
    ]:  # fmt: skip
        assert refused(draw, shuffled([*a_log(4, 3), more]), sizes, "d") == impossible
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · What the files show
#
# You ask the company for a file on each item in the dict from `draw`. `drawn` is one flat list of those ids, all strata
# together. Complete `deviations(drawn, files)`. It returns a list with one dict, `id` and `reason`, for each drawn
# item that deviates, in the order of `drawn`.
#
# | `reason` | if |
# |---|---|
# | `"not produced"` | no file has this id as its `access_id` |
# | `"no allowed ground"` | the file's `ground` isn't one of `FIVE` |
#
# A file about another access doesn't count, even if its `replaces` names the drawn one.
#
# | `drawn` | `files`: `access_id` (`ground`) | result |
# |---|---|---|
# | e-1, e-2 | e-1 (consent), e-2 (QA) | e-2: no allowed ground |
# | e-1, e-2 | e-1 (consent), e-9 (consent; `replaces` is e-2) | e-2: not produced |

# %% step="deviations"
FIVE = {"consent", "illegal activity", "prevent harm", "legal process", "legal rights"}


def deviations(drawn: list[str], files: list[dict]) -> list[dict[str, str]]:
    """Return a dict with id and reason for each drawn item that deviates.

    drawn  ids, each once
    files  dicts with access_id (at most one for each access), ground (str or None), replaces (the
           id of an access, or None), and more; in no particular order

    Source: engineering, for the Ring order, IV.D.5. The five grounds are those of its III.E.1.
    """
    ### BEGIN SOLUTION
    ground_of = {file["access_id"]: file["ground"] for file in files}
    found = []
    for one in drawn:
        if one not in ground_of:
            found.append({"id": one, "reason": "not produced"})
        elif ground_of[one] not in FIVE:
            found.append({"id": one, "reason": "no allowed ground"})
    return found
    ### END SOLUTION

# %% test="deviations"
def file(access_id, ground="consent", replaces=None):
    return {"access_id": access_id, "ground": ground, "replaces": replaces}

with checks("a ground that isn't allowed is a deviation, and an allowed one isn't", "ASR-08"):
    assert deviations(["e-1", "e-2"], [file("e-1"), file("e-2", "QA")]) == [{"id": "e-2", "reason": "no allowed ground"}]

with checks("another access's file doesn't count, whatever it replaces", "ASR-08"):
    found = deviations(["e-1", "e-2"], [file("e-1"), file("e-9", replaces="e-2")])
    assert found == [{"id": "e-2", "reason": "not produced"}]

### BEGIN HIDDEN TESTS
with checks("a drawn item whose file can't be produced is a deviation", "ASR-08", hint=1):
    ids = invented(9)
    for absent in ([], ids[:1], ids[3:6], ids):
        given = shuffled([file(one, "legal process") for one in ids if one not in absent])
        assert deviations(ids, given) == [{"id": one, "reason": "not produced"} for one in absent]

with checks("a file that is offered for another one counts only for its own access", "ASR-08", hint=2):
    a, b, c, d = invented(4)
    given = [file(c, replaces=a), file(b, "consent", a), file(d, "QA", a)]
    for order in (given, given[::-1]):
        assert deviations([a, b], order) == [{"id": a, "reason": "not produced"}]
        assert deviations([d, b], order) == [{"id": d, "reason": "no allowed ground"}]
        assert deviations([b, c], order) == []
    assert deviations([a, b], [file(a), file(c, "QA", a), file(d, "test", b)]) == [{"id": b, "reason": "not produced"}]

with checks("each reason is the drawn item's own, and what wasn't drawn counts for nothing", "ASR-08", hint=3):
    grounds = ["consent", "illegal activity", "prevent harm", "legal process", "legal rights", "QA", "staff training", "legal", "", None]
    ids = invented(40)
    drawn, given, wanted = ids[:24], [], []
    for number, one in enumerate(ids):
        ground = grounds[number % 10]
        if number % 3 != 1:
            given.append(file(one, ground))
        reason = "not produced" if number % 3 == 1 else "no allowed ground" if number % 10 > 4 else ""
        if reason and number < 24:
            wanted.append({"id": one, "reason": reason})
    assert deviations(drawn, shuffled(given)) == wanted
    assert deviations(drawn[::-1], given) == wanted[::-1]
    assert deviations([], given) == []
### END HIDDEN TESTS
