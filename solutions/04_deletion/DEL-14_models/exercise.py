# %% [markdown]
# ## Why
#
# Deleted data lives on in what was learned from it. Here the two orders part. The Alexa order looks
# ahead: after a deletion is processed, the data may not be used to create or improve anything, and
# what was created **before** is expressly not limited. The Ring order looks back: models that were
# developed in whole or in part from those recordings are destroyed. *Both deleted the algorithms*
# is wrong.
#
# Write four functions.
#
# ## Rules
#
# do not change the dicts, the lists and the tables that you are given. Days are
# `Timestamp`s at midnight, without a time zone; instants are `Timestamp`s in UTC.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks
from privacylab.companies.stores import StoreUnavailable
from privacylab.lab import hint

# %% [markdown]
# ## Step 1 · `batches`
#
# **1. `batches(rows, size, erased)`** reads a training set that was cached weeks ago. `rows` is a
# list of dicts with `row_id` and `subjects`, a list of everybody whom the row was made from;
# features are rows, too. `erased()` gives the set of the subjects whose deletion has been processed
# by **now**; it may be another one the next time. Yield lists of rows, in their order: in each
# batch `size` rows, in the last one what is left. No batch holds a row with a subject that is
# erased when this batch is read: ask `erased()` once before you put a batch together, not earlier,
# and not once for all. No batch is empty. What `erased` raises goes through: what cannot be asked
# is not read.

# %% step="batches"
def batches(rows: list[dict], size: int, erased):
    """Yield the rows in lists of size, without those whose subjects are erased when a list is read.

    Order: no further use to create or improve any Data Product.
    """
    ### BEGIN SOLUTION
    place = 0
    while place < len(rows):
        gone, batch = erased(), []
        while place < len(rows) and len(batch) < size:
            if gone.isdisjoint(rows[place]["subjects"]):
                batch.append(rows[place])
            place += 1
        if batch:
            yield batch
    ### END SOLUTION

# %% test="batches"
ROWS = [{"row_id": n, "subjects": subjects} for n, subjects in enumerate(
    [["ada"], ["ben"], ["ben", "ada"], ["cem"], [], ["ada"], ["cem"]]
)]  # fmt: skip

def read(size, *states):
    """The row_ids of each batch, where erased() gives one state after the other."""
    answers = iter(states)
    return [[row["row_id"] for row in batch] for batch in batches(ROWS, size, lambda: next(answers))]

with checks("who is erased between two batches is not in the second"):
    assert read(3, set(), {"cem"}, set()) == [[0, 1, 2], [4, 5]]

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st

with checks("it is asked before each batch, as late as can be, and not more often", hint=3):
    asked = []

    def erased():
        asked.append(len(asked))
        return {"ben"} if len(asked) == 2 else set()

    reader = batches(ROWS, 2, erased)
    assert asked == []
    assert [row["row_id"] for row in next(reader)] == [0, 1]
    assert asked == [0]
    assert [row["row_id"] for row in next(reader)] == [3, 4]
    assert asked == [0, 1]
    assert [row["row_id"] for row in next(reader)] == [5, 6]
    assert asked == [0, 1, 2]
    assert list(reader) == []

with checks("one erased subject among many takes the row, and batches are full", hint=2):
    assert read(2, *[{"ada"}] * 9) == [[1, 3], [4, 6]]
    assert read(3, *[{"ben"}] * 9) == [[0, 3, 4], [5, 6]]
    assert read(9, *[{"zoe"}] * 9) == [[0, 1, 2, 3, 4, 5, 6]]
    assert read(1, {"ada", "ben", "cem"}, set(), set()) == [[4], [5], [6]]

with checks("in whichever order people are erased, nobody is read afterwards", hint=1):
    people = st.sampled_from(["ada", "ben", "cem"])
    rows = st.lists(st.lists(people, max_size=2), max_size=7)

    @checks.always(subjects=rows, size=st.integers(1, 3), leaving=st.lists(people, max_size=3))
    def _(subjects, size, leaving):
        rows = [{"row_id": n, "subjects": some} for n, some in enumerate(subjects)]
        gone, left, states = set(), list(leaving), []

        def erased():
            gone.update(left[:1])
            del left[:1]
            states.append(set(gone))
            return set(gone)

        seen = []
        for batch in batches(rows, size, erased):
            assert [row for row in batch if states[-1] & set(row["subjects"])] == []
            assert 0 < len(batch) <= size
            seen += [row["row_id"] for row in batch]
        never = [n for n, some in enumerate(subjects) if not set(some) & set(leaving)]
        assert [n for n in seen if n in never] == never
        assert seen == sorted(set(seen))

with checks("who cannot be asked is no reason to read on", hint=3):
    def broken():
        raise StoreUnavailable("The register of deletions does not answer.")

    reader, stopped = batches(ROWS, 2, broken), False
    try:
        next(reader)
    except StoreUnavailable:
        stopped = True
    assert stopped
    assert read(7, set()) == [[0, 1, 2, 3, 4, 5, 6]]
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · `affected`
#
# **2. `affected(lineage, item_ids)`** gives the set of all artifacts that were made from one of
# these items, in whole or in part, through any number of steps. `lineage` has the columns
# `artifact` and `made_from` (an artifact or an `item_id`): one row for each thing that went into an
# artifact. One row in a million is a part. There may be circles: two models that taught each other.
# No id is both an item's and an artifact's.

# %% step="affected"
def affected(lineage: pd.DataFrame, item_ids: set[str]) -> set[str]:
    """The artifacts that were made from these items, in whole or in part, at any remove. Order: II.A.3."""
    ### BEGIN SOLUTION
    reached, more = set(), item_ids
    while more:
        reached = reached | more
        more = set(lineage.loc[lineage["made_from"].isin(reached), "artifact"]) - reached
    return reached - item_ids
    ### END SOLUTION

# %% test="affected"
LINEAGE = [
    ("june set", "r-1"), ("june set", "r-2"), ("wake word 3", "june set"), ("wake word 3", "may set"),
    ("wake word 4", "wake word 3"), ("tiny", "wake word 4"), ("retrained", "june set"),
    ("retrained tiny", "retrained"), ("may set", "r-3"), ("weather", "may set"),
]  # fmt: skip

def edges(rows=LINEAGE):
    return pd.DataFrame(list(rows), columns=["artifact", "made_from"], dtype="str")

with checks("in part, and through any number of steps", "DEL-16"):
    assert affected(edges(), {"r-1"}) == {
        "june set", "wake word 3", "wake word 4", "tiny", "retrained", "retrained tiny",
    }  # fmt: skip
    assert affected(edges(), {"r-9"}) == set()

### BEGIN HIDDEN TESTS
with checks("one in hundreds is a part, and a long way is a way", "DEL-16", hint=2):
    many = [("big set", f"r-{n}") for n in range(800)]
    steps = [(f"m-{n + 1}", f"m-{n}") for n in range(20)]
    lineage = edges([*steps[::-1], ("m-0", "big set"), *many, ("other", "r-5000")])
    assert affected(lineage, {"r-777"}) == {"big set", *[f"m-{n}" for n in range(21)]}
    assert affected(lineage, {"r-5000"}) == {"other"}
    assert affected(lineage, {"r-5000", "r-1"}) == {"big set", "other", *[f"m-{n}" for n in range(21)]}
    assert affected(lineage, set()) == set()

with checks("models that taught each other end the search, and are affected where one is", "DEL-16", hint=3):
    circle = [("a", "b"), ("b", "c"), ("c", "a"), ("self", "self"), ("d", "c"), ("x", "y"), ("y", "x")]
    assert affected(edges(circle), {"r-1"}) == set()
    assert affected(edges([*circle, ("b", "r-1")]), {"r-1"}) == {"a", "b", "c", "d"}
    assert affected(edges([*circle, ("self", "r-1"), ("y", "r-1")]), {"r-1"}) == {"self", "x", "y"}

with checks("whatever was made from whatever", "DEL-16", hint=1):
    node = st.integers(0, 6)

    @checks.always(pairs=st.lists(st.tuples(node, node), max_size=12), items=st.sets(st.integers(0, 2), max_size=2))
    def _(pairs, items):
        rows = [(f"m-{a}", f"r-{b}" if b < 3 else f"m-{b}") for a, b in pairs]
        wanted = {f"r-{n}" for n in items}
        expected, size = set(), -1
        while size < len(expected):
            size = len(expected)
            expected |= {a for a, b in rows if b in wanted or b in expected}
        assert affected(edges(rows), wanted) == expected
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · `remedies`
#
# **3. `remedies(mode, artifacts, lineage, item_ids, processed_on, infeasible)`** gives for each
# artifact what is to become of it, as a dict from `name`. `artifacts` has the columns `name`,
# `kind` (`"dataset"` or `"model"`) and `made_on`. What is not affected is `"not affected"`. For the
# others it depends on the mode:
#
# | mode | which | remedy |
# |---|---|---|
# | `"retroactive"` (Ring) | in the set `infeasible` | `"explain"` |
# | | all others | `"destroy"` |
# | `"prospective"` (Alexa) | model made before `processed_on` | `"keep"` |
# | | dataset made before `processed_on` | `"filter"`: read it by `batches` |
# | | made on that day or later, and the data were used again | `"violation"` |
# | | made on that day or later from models that may be kept, and the data were not used again | `"keep"` |
#
# *The data were used again* where a way leads from the artifact to one of the items that does not
# pass through a model made before `processed_on`. So a model that is fine-tuned today from last
# year's model is kept; one that is trained today on last year's dataset, which was made from the
# items, is a violation; and so is one that is distilled from that one. `infeasible` says nothing in this mode.

# %% step="remedies"
def remedies(
    mode: str,
    artifacts: pd.DataFrame,
    lineage: pd.DataFrame,
    item_ids: set[str],
    processed_on: pd.Timestamp,
    infeasible: set[str],
) -> dict[str, str]:
    """What is to become of each artifact, by the Alexa order ("prospective") or Ring's ("retroactive")."""
    ### BEGIN SOLUTION
    old = artifacts["made_on"] < processed_on
    kept = artifacts.loc[old & (artifacts["kind"] == "model"), "name"]
    touched = affected(lineage, item_ids)
    used_again = affected(lineage[~lineage["made_from"].isin(kept)], item_ids)

    def remedy(name, kind, is_old):
        if name not in touched:
            return "not affected"
        if mode == "retroactive":
            return "explain" if name in infeasible else "destroy"
        if is_old and kind == "dataset":
            return "filter"
        return "keep" if is_old or name not in used_again else "violation"

    return {
        name: remedy(name, kind, is_old)
        for name, kind, is_old in zip(artifacts["name"], artifacts["kind"], old)
    }
    ### END SOLUTION

# %% test="remedies"
day = pd.Timestamp

PROCESSED = day("2023-08-01")

ARTIFACTS = [
    ("may set", "dataset", "2023-05-31"), ("june set", "dataset", "2023-06-30"), ("weather", "model", "2023-07-01"),
    ("wake word 3", "model", "2023-07-02"), ("wake word 4", "model", "2023-08-10"), ("tiny", "model", "2023-08-20"),
    ("retrained", "model", "2023-08-05"), ("retrained tiny", "model", "2023-08-06"),
]  # fmt: skip

def made(rows=ARTIFACTS):
    frame = pd.DataFrame(list(rows), columns=["name", "kind", "made_on"])
    return frame.assign(made_on=pd.to_datetime(frame["made_on"]))

with checks("the Alexa order keeps what was made before, the Ring order does not", "DEL-15"):
    ahead = remedies("prospective", made(), edges(), {"r-1"}, PROCESSED, set())
    back = remedies("retroactive", made(), edges(), {"r-1"}, PROCESSED, set())
    assert (ahead["wake word 3"], back["wake word 3"]) == ("keep", "destroy")
    assert ahead["weather"] == back["weather"] == "not affected"

### BEGIN HIDDEN TESTS
with checks("each artifact, in the mode that looks ahead", "DEL-15", hint=2):
    found = remedies("prospective", made(), edges(), {"r-1"}, PROCESSED, set())
    assert found == {
        "may set": "not affected", "june set": "filter", "weather": "not affected", "wake word 3": "keep",
        "wake word 4": "keep", "tiny": "keep", "retrained": "violation", "retrained tiny": "violation",
    }  # fmt: skip
    assert remedies("prospective", made(), edges(), {"r-1"}, PROCESSED, {"retrained", "tiny"}) == found
    assert remedies("prospective", made()[::-1], edges()[::-1], {"r-1"}, PROCESSED, set()) == found

with checks("each artifact, in the mode that looks back", "DEL-15", hint=3):
    found = remedies("retroactive", made(), edges(), {"r-1"}, PROCESSED, {"tiny", "weather"})
    assert found == {
        "may set": "not affected", "june set": "destroy", "weather": "not affected", "wake word 3": "destroy",
        "wake word 4": "destroy", "tiny": "explain", "retrained": "destroy", "retrained tiny": "destroy",
    }  # fmt: skip
    late = remedies("retroactive", made(), edges(), {"r-1"}, day("2020-01-01"), set())
    assert late["wake word 3"] == "destroy"

with checks("the day of the processing is after it, and a mixed way is a use", "DEL-15", hint=1):
    def ahead(made_on, *sources):
        rows = [("set", "dataset", "2023-07-01"), ("old", "model", "2023-07-02"), ("new set", "dataset", "2023-08-01"),
                ("new", "model", made_on)]  # fmt: skip
        lineage = [("set", "r-1"), ("old", "set"), ("new set", "set"), *[("new", one) for one in sources]]
        found = remedies("prospective", made(rows), edges(lineage), {"r-1"}, PROCESSED, set())
        assert (found["set"], found["new set"]) == ("filter", "violation")
        return found["new"]

    assert ahead("2023-07-31", "set") == "keep"
    assert ahead("2023-08-01", "set") == "violation"
    assert ahead("2023-08-01", "old") == "keep"
    assert ahead("2023-08-01", "old", "set") == "violation"
    assert ahead("2023-08-02", "new set") == "violation"
    assert ahead("2023-08-02", "r-1") == "violation"
    assert ahead("2023-08-02", "r-2") == "not affected"
### END HIDDEN TESTS

# %% [markdown]
# ## Step 4 · `unexplained`
#
# **4. `unexplained(remedies, statements, entered_on)`** says what is wrong with the explanations.
# For each artifact whose remedy is `"explain"` there must be a row in `statements` (at most one has
# its name): `artifact`, `explanation`, `officer`, `sworn_on`. The answer is a dict from the
# artifact to the list of what is wrong, in this order, and only with artifacts where something is:
# `"missing"`, alone, where there is no row; `"explanation"`, where it is missing or has nothing but
# white space; `"officer"`, where that is not `"CEO"`; `"late"`, where `sworn_on` is missing, or
# later than 90 days after `entered_on`.
#
# Days are `Timestamp`s at midnight, without a time zone.

# %% step="unexplained"
def unexplained(
    remedies: dict[str, str], statements: pd.DataFrame, entered_on: pd.Timestamp
) -> dict[str, list[str]]:
    """What is wrong with the statements on what cannot be destroyed. Order: II.A.3, within 90 days."""
    ### BEGIN SOLUTION
    said = {row.artifact: row for row in statements.itertuples()}
    found = {}
    for name, remedy in remedies.items():
        if remedy == "explain":
            row = said.get(name)
            wrong = {"missing": True} if row is None else {
                "explanation": pd.isna(row.explanation) or not row.explanation.strip(),
                "officer": row.officer != "CEO",
                "late": not row.sworn_on <= entered_on + pd.Timedelta(days=90),
            }
            found[name] = [what for what, so in wrong.items() if so]
    return {name: wrong for name, wrong in found.items() if wrong}
    ### END SOLUTION

# %% test="unexplained"
def statements(*rows):
    frame = pd.DataFrame(list(rows), columns=["artifact", "explanation", "officer", "sworn_on"])
    return frame.assign(sworn_on=pd.to_datetime(frame["sworn_on"]))

with checks("what cannot be destroyed is named, and explained", "DEL-17"):
    asked = {"tiny": "explain", "wake word 3": "explain", "weather": "not affected"}
    given = statements(("tiny", "It is burnt into chips that were sold.", "CEO", "2023-09-01"))
    assert unexplained(asked, given, day("2023-06-16")) == {"wake word 3": ["missing"]}

### BEGIN HIDDEN TESTS
with checks("what an explanation lacks is said, in order", "DEL-17", hint=2):
    asked = dict.fromkeys(["a", "b", "c", "d", "e", "f", "g"], "explain")
    given = statements(
        ("a", "  \n", "CTO", "2023-09-15"), ("b", None, "CEO", None), ("c", "No copy exists.", "CEO", "2023-09-14"),
        ("d", "No copy exists.", "ceo", "2023-09-14"), ("e", "", "CEO", "2023-06-16"), ("f", "It is sold.", None, "2023-09-15"),
        ("h", "", "CTO", None),
    )  # fmt: skip
    assert unexplained(asked, given, day("2023-06-16")) == {
        "a": ["explanation", "officer", "late"], "b": ["explanation", "late"], "d": ["officer"],
        "e": ["explanation"], "f": ["officer", "late"], "g": ["missing"],
    }  # fmt: skip

with checks("only what is to be explained is asked for, and 90 days are 90 days", "DEL-17", hint=3):
    others = {"a": "destroy", "b": "keep", "c": "violation", "d": "filter", "e": "not affected"}
    assert unexplained(others, statements(), day("2023-06-16")) == {}
    assert unexplained({**others, "f": "explain"}, statements(), day("2023-06-16")) == {"f": ["missing"]}
    for sworn, late in [("2023-09-14", {}), ("2023-09-15", {"f": ["late"]}), ("2023-06-20", {})]:
        given = statements(("f", "Sold.", "CEO", sworn))
        assert unexplained({"f": "explain"}, given, day("2023-06-16")) == late
    given = statements(("f", "Sold.", "CEO", "2023-09-15"))
    assert unexplained({"f": "explain"}, given, day("2023-07-19")) == {}
### END HIDDEN TESTS
