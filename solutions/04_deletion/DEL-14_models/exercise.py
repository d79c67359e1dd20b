# %% [markdown]
# ## Why
#
# The Alexa order looks ahead: once a deletion is processed, the data may not be used to create or improve a Data
# Product;{fact}`O-A7` what was created before is not limited.{fact}`O-A6` The Ring order looks back: models
# developed in whole or in part from reviewing and annotating recordings are destroyed.{fact}`O-R4`

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint
from privacylab.companies.stores import StoreUnavailable

# %% [markdown]
# ## Look
#
# Murmur has cached a training set. Then two recordings are deleted. **Before you run it:** does a trainer still read
# them?

# %% look
from privacylab.companies import small_world

murmur = small_world()
murmur.stores["audio"].purge(["r-000003-1", "r-000003-2"])
murmur.models.read("said-2023")

# %% [markdown]
# ## Step 1 · Who may still be read?
#
# Complete the generator `batches(rows, size, erased)`: it yields lists of `size` rows, in their order, without the rows
# of anyone erased by then.
#
# - `erased()` returns the subjects whose deletion has been processed **by now**. Call it once per batch, right before
#   you put that batch together.
# - Leave out a row if any of its subjects is erased, and fill the batch with later rows.
# - Only the last batch may be shorter. No batch is empty.
# - If `erased` raises an exception, let it through.
#
# A generator hands out values with `yield`, one at a time. `list(countdown(3))` is `[3, 2, 1]`:
#
# ```python
# def countdown(n):
#     while n > 0:
#         yield n
#         n -= 1
# ```
#
# Rows with the subjects `ada`; `ben`; `ben, ada`; `cem`; none; `ada`; `cem`, and `size=3`:
#
# | batch | `erased()` | `row_id`s |
# |---|---|---|
# | first | `set()` | 0, 1, 2 |
# | second | `{"cem"}` | 4, 5 |

# %% step="batches"
def batches(rows: list[dict], size: int, erased):
    """Yield the rows in batches, without those whose subjects are erased when a batch is read.

    rows    dicts with "row_id" and "subjects", the list of everyone the row was made from (it may
            be empty); computed features are rows, too
    erased  a function without arguments that returns a set of subjects

    Alexa order: no further use to create or improve any Data Product.
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
    """Return the row_ids of each batch; erased() returns one of the states after the other."""
    answers = [*states]  # the last one stays
    return [[row["row_id"] for row in batch]
            for batch in batches(ROWS, size, lambda: answers.pop(0) if answers[1:] else answers[0])]

with checks("a person erased between two batches is not in the second"):
    assert read(3, set(), {"cem"}) == [[0, 1, 2], [4, 5]]

### BEGIN HIDDEN TESTS
# class seed: words ada ben cem zoe june may wake word tiny retrained weather big m r
import hypothesis.strategies as st

with checks("erased() is called once per batch, as late as possible", hint=3):
    asked = []

    def erased():
        asked.append(len(asked))
        return {"ben"} if len(asked) > 1 else set()

    reader = batches(ROWS, 2, erased)
    assert asked == []
    assert next(reader) == ROWS[:2]
    assert asked == [0]
    assert [row["row_id"] for row in next(reader)] == [3, 4]
    assert asked == [0, 1]
    assert [row["row_id"] for row in next(reader)] == [5, 6]
    assert asked == [0, 1, 2]
    assert list(reader) == []
    assert read(2, set(), {"cem"}) == [[0, 1], [2, 4], [5]]

with checks("one erased subject among many takes the row, and batches are full", hint=2):
    assert read(2, {"ada"}) == [[1, 3], [4, 6]]
    assert read(3, {"ben"}) == [[0, 3, 4], [5, 6]]
    assert read(9, {"zoe"}) == [[0, 1, 2, 3, 4, 5, 6]]
    assert read(1, {"ada", "ben", "cem"}) == [[4]]
    assert read(1, set(), {"ada"}, {"ada", "cem"}) == [[0], [1], [4]]
    assert read(9, {"ad", "cem and more"}) == [[0, 1, 2, 3, 4, 5, 6]]
    mixed = [{"row_id": n, "subjects": []} for n in (5, 2, 9, 1)]
    assert list(batches(mixed, 3, lambda: set())) == [mixed[:3], mixed[3:]]

with checks("in whatever order people are erased, none of them is read afterward", hint=1):
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

with checks("if erased() raises, no more rows are read", hint=3):
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
# Porchlight is an invented camera company. Its dataset `annotated` holds recordings from before 1 Mar 2018 that staff
# annotated. In `crowd`, one row in a thousand is such a recording; in `weather`, none is. Which models are affected?

# %% look
from privacylab.companies import porchlight_world

porchlight = porchlight_world()
arrows = porchlight.models.lineage()
arrows[arrows["made_from"].isin(arrows["artifact"])].reset_index(drop=True)

# %% [markdown]
# ## Step 2 · What was made from these items?
#
# Complete `affected(lineage, item_ids)`. It returns the set of all artifacts (datasets and models) that
# were made from at least one of these items, in whole or in part, through any number of steps.
#
# `lineage` has the columns `artifact` and `made_from` (an item's id or another artifact): one row for
# each thing that went into an artifact. One row in a million is a part. Two models that taught each
# other form a circle. No id names both an item and an artifact. That a model distilled from a model
# counts is our reading of "in part".
#
# | `artifact` ← `made_from` | `item_ids` | result |
# |---|---|---|
# | `set` ← `r-1`, `m` ← `set`, `tiny` ← `m` | `{"r-1"}` | `{"set", "m", "tiny"}` |
# | `a` ← `b`, `b` ← `a`, `b` ← `r-1` | `{"r-1"}` | `{"a", "b"}` |
# | `a` ← `b`, `b` ← `a`, `b` ← `r-1` | `{"r-2"}` | `set()` |

# %% step="affected"
def affected(lineage: pd.DataFrame, item_ids: set[str]) -> set[str]:
    """Return the artifacts that were made from these items, in whole or in part. Ring order: II.A.3."""
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
with checks("one item in hundreds is a part, and so is one many steps away", "DEL-16", hint=2):
    many = [("big set", f"r-{n}") for n in range(800)]
    steps = [(f"m-{n + 1}", f"m-{n}") for n in range(20)]
    lineage = edges([*steps[::-1], ("m-0", "big set"), *many, ("other", "r-5000")])
    assert affected(lineage, {"r-777"}) == {"big set", *[f"m-{n}" for n in range(21)]}
    assert affected(lineage, {"r-5000"}) == {"other"}
    assert affected(lineage, {"r-5000", "r-1"}) == {"big set", "other", *[f"m-{n}" for n in range(21)]}
    assert affected(lineage, set()) == set()

with checks("a circle of models ends the search, and all of them are affected if one is", "DEL-16", hint=3):
    circle = [("a", "b"), ("b", "c"), ("c", "a"), ("self", "self"), ("d", "c"), ("x", "y"), ("y", "x")]
    assert affected(edges(circle), {"r-1"}) == set()
    assert affected(edges([*circle, ("b", "r-1")]), {"r-1"}) == {"a", "b", "c", "d"}
    assert affected(edges([*circle, ("self", "r-1"), ("y", "r-1")]), {"r-1"}) == {"self", "x", "y"}

with checks("for any lineage", "DEL-16", hint=1):
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
# ## Step 3 · What happens to each artifact?
#
# Complete `remedies`. It returns `{name: remedy}` for every row of `artifacts`. What is not affected
# (step 2) gets `"not affected"`; for the rest:
#
# | `mode` | artifact | remedy |
# |---|---|---|
# | `"retroactive"` (Ring) | in `infeasible` | `"explain"` |
# | | any other | `"destroy"` |
# | `"prospective"` (Alexa) | dataset made before `processed_on` | `"filter"`: read it with `batches` |
# | | model made before `processed_on` | `"keep"` |
# | | made that day or later, data not used again | `"keep"` |
# | | made that day or later, data used again | `"violation"` |
#
# The data was **used again** if some path from the artifact back to an item avoids every model made
# before `processed_on`. Say the dataset `set` and the model `old` were made from the items before that
# day. A model made on that day or later gets
#
# | made from | remedy |
# |---|---|
# | `old` | `"keep"` |
# | `set`, or `old` and `set` | `"violation"` |
# | a model that was made from `set` after that day | `"violation"` |

# %% step="remedies"
def remedies(
    mode: str,
    artifacts: pd.DataFrame,
    lineage: pd.DataFrame,
    item_ids: set[str],
    processed_on: pd.Timestamp,
    infeasible: set[str],
) -> dict[str, str]:
    """Return the remedy for each artifact, under the Alexa order ("prospective") or Ring's ("retroactive").

    artifacts     name, kind ("dataset" or "model"), made_on; each artifact of lineage has a row
    processed_on  the day on which the deletion was processed, a Timestamp at midnight like made_on; it
                  matters in prospective mode alone
    infeasible    what cannot technically be destroyed; it matters in retroactive mode alone
    """
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
# class seed: dates days
with checks("each artifact has its remedy under the Alexa order", "DEL-15", hint=2):
    found = remedies("prospective", made(), edges(), {"r-1"}, PROCESSED, set())
    assert found == {
        "may set": "not affected", "june set": "filter", "weather": "not affected", "wake word 3": "keep",
        "wake word 4": "keep", "tiny": "keep", "retrained": "violation", "retrained tiny": "violation",
    }  # fmt: skip
    assert remedies("prospective", made(), edges(), {"r-1"}, PROCESSED, {"retrained", "tiny"}) == found
    assert remedies("prospective", made()[::-1], edges()[::-1], {"r-1"}, PROCESSED, set()) == found
    assert remedies("prospective", made(), edges(), {"r-1", "r-2", "r-9"}, PROCESSED, set()) == found

with checks("each artifact has its remedy under the Ring order", "DEL-15", hint=3):
    found = remedies("retroactive", made(), edges(), {"r-1"}, PROCESSED, {"tiny", "weather"})
    assert found == {
        "may set": "not affected", "june set": "destroy", "weather": "not affected", "wake word 3": "destroy",
        "wake word 4": "destroy", "tiny": "explain", "retrained": "destroy", "retrained tiny": "destroy",
    }  # fmt: skip
    alone = made([*ARTIFACTS, ("by hand", "model", "2023-08-20")])
    for mode in ("retroactive", "prospective"):
        assert remedies(mode, alone, edges(), {"r-1"}, PROCESSED, {"by hand"})["by hand"] == "not affected"
    late = remedies("retroactive", made(), edges(), {"r-1"}, day("2020-01-01"), set())
    assert late["wake word 3"] == "destroy"

with checks("the day of processing counts as after, and a mixed path counts as use", "DEL-15", hint=1):
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
# ## Step 4 · Is every exception explained?
#
# Where destruction is technically infeasible, Ring's chief executive must identify the work product and
# explain why, under oath, within 90 days of the order's entry. Complete `unexplained`. For each
# artifact whose remedy is `"explain"`, it checks its row in `statements`; there is at most one. It
# returns `{artifact: problems}`, with the problems in this order and only artifacts that have some:
#
# | problem | when |
# |---|---|
# | `"missing"` | there is no row; then it is the only problem |
# | `"explanation"` | `explanation` is missing, or nothing but white space |
# | `"officer"` | `officer` is not exactly `"CEO"` |
# | `"late"` | `sworn_on` is missing, or later than 90 days after `entered_on` |
#
# With `entered_on` 2023-06-16:
#
# | `explanation` | `officer` | `sworn_on` | problems |
# |---|---|---|---|
# | `"It is in chips that were sold."` | `"CEO"` | 2023-09-14 | none |
# | `" "` | `"CTO"` | 2023-09-15 | `"explanation"`, `"officer"`, `"late"` |

# %% step="unexplained"
def unexplained(
    remedies: dict[str, str], statements: pd.DataFrame, entered_on: pd.Timestamp
) -> dict[str, list[str]]:
    """Return what is wrong with the statements on artifacts that cannot be destroyed.

    remedies    {artifact: remedy}, as remedies() returns it; only "explain" needs a statement
    statements  artifact, explanation, officer, sworn_on

    Ring order: II.A.3.
    """
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

with checks("what cannot be destroyed needs a statement that explains it", "DEL-17"):
    asked = {"tiny": "explain", "wake word 3": "explain", "weather": "not affected"}
    given = statements(("tiny", "It is burnt into chips that were sold.", "CEO", "2023-09-01"))
    assert unexplained(asked, given, day("2023-06-16")) == {"wake word 3": ["missing"]}

### BEGIN HIDDEN TESTS
# class seed: dates days
with checks("what a statement lacks is listed in order", "DEL-17", hint=2):
    asked = dict.fromkeys(["a", "b", "c", "d", "e", "f", "g", "i", "j", "k"], "explain")
    given = statements(
        ("a", "  \n", "CTO", "2023-09-15"), ("b", None, "CEO", None), ("c", "No copy exists.", "CEO", "2023-09-14"),
        ("d", "No copy exists.", "ceo", "2023-09-14"), ("e", "", "CEO", "2023-06-16"), ("f", "It is sold.", None, "2023-09-15"),
        ("h", "", "CTO", None), ("i", "It is sold.", "CEO ", "2023-06-20"), ("j", "It is sold.", "Deputy CEO", "2023-06-20"),
        ("k", "It is sold.", "Chief Executive Officer", "2023-06-20"),
    )  # fmt: skip
    assert unexplained(asked, given, day("2023-06-16")) == {
        "a": ["explanation", "officer", "late"], "b": ["explanation", "late"], "d": ["officer"],
        "e": ["explanation"], "f": ["officer", "late"], "g": ["missing"], "i": ["officer"], "j": ["officer"],
        "k": ["officer"],
    }  # fmt: skip

with checks("only what needs a statement is checked, and the 90th day is in time", "DEL-17", hint=3):
    others = {"a": "destroy", "b": "keep", "c": "violation", "d": "filter", "e": "not affected"}
    assert unexplained(others, statements(), day("2023-06-16")) == {}
    assert unexplained({**others, "f": "explain"}, statements(), day("2023-06-16")) == {"f": ["missing"]}
    for sworn, late in [("2023-09-14", {}), ("2023-09-15", {"f": ["late"]}), ("2023-06-20", {}), ("2023-06-01", {})]:
        given = statements(("f", "Sold.", "CEO", sworn))
        assert unexplained({"f": "explain"}, given, day("2023-06-16")) == late
    given = statements(("f", "Sold.", "CEO", "2023-09-15"))
    assert unexplained({"f": "explain"}, given, day("2023-07-19")) == {}
### END HIDDEN TESTS
