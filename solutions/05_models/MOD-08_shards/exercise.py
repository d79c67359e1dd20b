# %% [markdown]
# ## Why
#
# The Ring order requires destroying models developed in part from reviewing and annotating certain
# recordings.{fact}`O-R4` The Alexa order forbids further use of deleted data.{fact}`O-A6` Either way, someone must
# train the next model without one child. If that costs a whole training run, it waits for the next quarter, and the
# child's words stay in use until then. Shards are an engineering choice. They make it cheap to keep the promise.

# %% given="setup"
import hashlib

from privacylab.checks import Checks, hint

# %% given="train"
LABELS = ("music", "story", "timer")  # what a sentence asks for

def train(weights: dict[str, list[int]], rows: list[dict], words: set[str]) -> dict[str, list[int]]:
    """Return new weights: these, trained further on the rows, in their order.

    weights  where training starts: {} for a new model. They are not changed
    rows     dicts with "text", and "label", which is one of LABELS
    words    the vocabulary: words that get an entry if they have none yet, one integer per label.
             Other words of the rows are ignored

    A perceptron: a wrong guess moves the words of its row by one. The weights are integers, so every
    machine computes the same values.
    """
    new = {word: [*weights.get(word, [0, 0, 0])] for word in sorted({*weights, *words})}
    for _ in range(3):
        for row in rows:
            known = [new[word] for word in row["text"].split() if word in new]
            scores = [sum(one[label] for one in known) for label in range(3)]
            guess, right = scores.index(max(scores)), LABELS.index(row["label"])
            for one in known if guess != right else ():
                one[guess] -= 1
                one[right] += 1
    return new

# %% [markdown]
# ## Look
#
# The grid shows Murmur's transcripts of children, in 8 shards of 4 slices. (Murmur is an invented company.) The
# checkpoint of a cell is retrained if the cell has a row of the child, or if an earlier slice of its shard has one.
# Pick children with few and with many rows.
#
# - How many checkpoints are retrained when each child is in one cell?
# - How many when each *record* has a cell of its own? Why are 8 shards of little use then?

# %% look
from privacylab.companies import murmur
from privacylab.lab import shard_grid

shard_grid(murmur.table("transcripts"), murmur.table("profiles"))

# %% [markdown]
# ## Step 1 · `cell`
#
# Complete `cell(subject, shards, slices)`. It returns the shard and the slice that hold all of a subject's rows, both
# counted from 0. The result depends only on these three arguments, so every process gets the same one, today and next
# year. Python's `hash` differs between processes.
#
# - n is the first 8 bytes of the SHA-256 of the subject in UTF-8, read as an integer, most significant byte first.
# - The shard is n modulo `shards`.
# - The slice is (n divided by `shards`, rounded down) modulo `slices`.
#
# | call | result |
# |---|---|
# | `cell("ada", 8, 4)` | `(6, 3)` |
# | `cell("ben", 8, 4)` | `(6, 1)` |
# | `cell("ada", 2, 3)` | `(0, 1)` |

# %% step="cell"
def cell(subject: str, shards: int, slices: int) -> tuple[int, int]:
    """Return the shard and the slice of a subject's rows. shards and slices are 1 or more."""
    ### BEGIN SOLUTION
    number = int.from_bytes(hashlib.sha256(subject.encode()).digest()[:8], "big")
    return number % shards, number // shards % slices
    ### END SOLUTION

# %% test="cell"
with checks("a subject's cell is what its SHA-256 says"):
    assert cell("ada", 8, 4) == (6, 3)
    assert cell("ben", 8, 4) == (6, 1)
    assert cell("ada", 2, 3) == (0, 1)

### BEGIN HIDDEN TESTS
from privacylab.checks import call_each

def place(subject, shards, slices):
    number = int(hashlib.sha256(subject.encode("utf-8")).hexdigest()[:16], 16)
    return number % shards, number // shards % slices

with checks("every subject has the same cell in every process", hint=3):
    sizes = [(8, 4), (2, 3), (1, 1), (1, 5), (7, 1), (16, 16)]
    names = [f"p-{checks.random.randrange(10**6):06}" for _ in range(20)] + ["Zoë", "P-000001", " ada", ""]
    cases = [(name, *size) for name in names for size in sizes]
    assert call_each(cell, cases) == [place(*case) for case in cases]
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · `Shards`
#
# Complete `Shards`. Each shard is a model of its own, trained slice by slice. The **checkpoint** of a slice is what
# `train` returns when it starts from the checkpoint of the slice before, or from `{}`, and reads the rows of this cell,
# in `fit`'s order.
#
# - The keys of a checkpoint are only words from its own rows or from rows of earlier slices in its shard.
# - `forget` removes a subject's rows. It retrains the subject's slice and all later slices, starting from the checkpoint
#   before them.
# - After any requests in any order, all checkpoints equal those of a model that never had these rows.
# - The log holds no content: no subject, no text.
#
# With the test's rows, 2 shards and 3 slices, cell (0, 1) has two rows of ada and one of ben; (0, 2) has two of eli:
#
# | call | `train` reads | `retrained` | `rows` |
# |---|---|---|---|
# | `forget("ada")` | ben's row, then eli's two | `[(0, 1), (0, 2)]` | 3 |
# | `forget("nora")`, who has no rows | nothing | `[]` | 0 |

# %% step="Shards"
class Shards:
    """A model in shards and slices, which can be retrained without one subject. The shards vote.

    train is called as train(weights, rows, words), and returns new weights; see above. A cell
    without rows has the checkpoint of the slice before, whether you call train for it or not.

    Source: Bourtoule et al., "Machine Unlearning", IEEE Symposium on Security and Privacy, 2021:
    sharded, isolated, sliced, aggregated (SISA). In the paper, each checkpoint trains on the earlier
    slices again. Here, each row is trained on in one cell only.
    """

    def __init__(self, shards: int, slices: int, train=train):
        ### BEGIN SOLUTION
        self._size, self._train = (shards, slices), train
        self._rows, self._checkpoints, self._log = [], [], []
        ### END SOLUTION

    def fit(self, rows: list[dict]) -> None:
        """Train from the beginning on these rows: dicts with "subject", "text", and "label".

        It is called once, before all other methods.
        """
        ### BEGIN SOLUTION
        shards, slices = self._size
        self._rows = [[[] for _ in range(slices)] for _ in range(shards)]
        self._checkpoints = [[] for _ in range(shards)]
        for row in rows:
            shard, part = cell(row["subject"], shards, slices)
            self._rows[shard][part].append(row)
        done = [self._retrain(shard, 0) for shard in range(shards)]
        self._note("fit", [one for cells in done for one in cells])
        ### END SOLUTION

    def forget(self, subject: str) -> None:
        """Forget all rows of a subject, and retrain the checkpoints that have seen them."""
        ### BEGIN SOLUTION
        shard, part = cell(subject, *self._size)
        rows = self._rows[shard][part]
        self._rows[shard][part] = [row for row in rows if row["subject"] != subject]
        known = len(self._rows[shard][part]) < len(rows)
        self._note("forget", self._retrain(shard, part) if known else [])
        ### END SOLUTION

    def checkpoints(self) -> list[list[dict[str, list[int]]]]:
        """Return all checkpoints: for each shard, the weights after each of its slices."""
        ### BEGIN SOLUTION
        return self._checkpoints
        ### END SOLUTION

    def weights(self) -> list[dict[str, list[int]]]:
        """Return the weights of each shard: those after its last slice."""
        ### BEGIN SOLUTION
        return [checkpoints[-1] for checkpoints in self._checkpoints]
        ### END SOLUTION

    def log(self) -> list[dict]:
        """Return one entry for each call of fit and forget, in order, with these keys and no others.

        "action"     "fit" or "forget"
        "retrained"  a sorted list of tuples (shard, slice): the cells from the subject's to the last
                     slice of its shard, even those without rows; [] if the subject has no rows;
                     after fit, all cells
        "rows"       how many rows these cells have now
        """
        ### BEGIN SOLUTION
        return self._log

    def _retrain(self, shard, first):
        """Train a shard from that slice on, and return the cells."""
        kept = self._checkpoints[shard][:first]
        for rows in self._rows[shard][first:]:
            words = {word for row in rows for word in row["text"].split()}
            kept.append(self._train(kept[-1] if kept else {}, rows, words))
        self._checkpoints[shard] = kept
        return [(shard, part) for part in range(first, len(kept))]

    def _note(self, action, cells):
        rows = sum(len(self._rows[shard][part]) for shard, part in cells)
        self._log.append({"action": action, "retrained": cells, "rows": rows})
    ### END SOLUTION

# %% test="Shards"
def row(subject, text, label):
    return {"subject": subject, "text": text, "label": label}

ROWS = [
    row("ada", "play the moon song", "music"), row("ben", "tell me a story", "story"),
    row("eli", "play a story", "story"), row("cem", "set a timer", "timer"),
    row("ada", "my secret song", "music"), row("eli", "the song again", "music"),
    row("zoe", "five minutes", "timer"), row("gus", "the story again", "story"),
]  # fmt: skip

def trained(rows, shards=2, slices=3, train=train):
    model = Shards(shards, slices, train)
    model.fit(rows)
    return model

def without(*gone):
    return [one for one in ROWS if one["subject"] not in gone]

with checks("without ada, the model is the one that never had her"):
    model = trained(ROWS)
    before = model.weights()
    model.forget("ada")
    assert before != model.weights()
    assert model.weights() == trained(without("ada")).weights()

with checks("the log says which cells were retrained"):
    model = trained(ROWS)
    model.forget("ada")
    model.forget("nora")
    assert model.log()[1:] == [
        {"action": "forget", "retrained": [(0, 1), (0, 2)], "rows": 3},
        {"action": "forget", "retrained": [], "rows": 0},
    ]

### BEGIN HIDDEN TESTS
import json

import hypothesis.strategies as st

WORDS = "play stop song story moon five again please".split()

def people(shards, slices, *cells):
    """One name for each of these cells, no two alike."""
    found, wanted = [], list(cells)
    while wanted:
        name = f"p-{checks.random.randrange(10**6):06}"
        if name not in found and place(name, shards, slices) == wanted[0]:
            found.append(name)
            wanted.pop(0)
    return found

def said(names, count):
    """That many rows of each, in a random order. Each person has a word of their own."""
    rows = [row(name, " ".join([*checks.random.choices(WORDS, k=3), f"word-{name}"]), checks.random.choice(LABELS))
            for name in names for _ in range(count)]  # fmt: skip
    return checks.random.sample(rows, len(rows))

def rest(rows, *gone):
    return [one for one in rows if one["subject"] not in gone]

def made(rows, shards, slices):
    """The checkpoints that a model of these rows has."""
    found = []
    for shard in range(shards):
        found.append([])
        for part in range(slices):
            own = [one for one in rows if place(one["subject"], shards, slices) == (shard, part)]
            start = found[-1][-1] if part else {}
            found[-1].append(train(start, own, {word for one in own for word in one["text"].split()}))
    return found

with checks("each checkpoint comes from the one before and the rows of its cell, in their order", hint=3):
    rows = said(people(2, 3, (0, 0), (0, 0), (0, 2), (1, 1), (1, 2)), 3)
    model = trained(rows)
    assert model.checkpoints() == made(rows, 2, 3)
    assert model.weights() == [one[-1] for one in made(rows, 2, 3)]
    assert trained(rows[::-1]).checkpoints() == made(rows[::-1], 2, 3)
    assert trained(rows, 1, 1).checkpoints() == made(rows, 1, 1)
    assert trained([], 2, 1).checkpoints() == [[{}], [{}]]

with checks("no checkpoint that is kept has seen the child, and none knows a word of hers", hint=1):
    names = people(2, 3, (0, 0), (0, 1), (0, 2), (1, 1))
    rows = said(names, 3)
    for name in names:
        model = trained(rows)
        assert name in json.dumps(model.checkpoints())
        model.forget(name)
        assert name not in json.dumps(model.checkpoints())
        assert model.checkpoints() == made(rest(rows, name), 2, 3)

with checks("only what has seen the child is retrained, and from the checkpoint before", hint=2):
    names = people(3, 4, (1, 0), (1, 1), (1, 2), (1, 2), (1, 3), (0, 1), (2, 2))
    rows, calls = said(names, 2), []

    def spy(weights, rows, words):
        calls.append((weights, [one["text"] for one in rows], set(words)))
        return train(weights, rows, words)

    model = trained(rows, 3, 4, spy)
    calls.clear()
    model.forget(names[2])
    kept, left = made(rows, 3, 4), rest(rows, names[2])
    again = [(start, [one["text"] for one in left if one["subject"] == name])
             for start, name in ((kept[1][1], names[3]), (made(left, 3, 4)[1][2], names[4]))]  # fmt: skip
    assert [call[:2] for call in calls if call[1]] == again
    assert model.checkpoints() == made(left, 3, 4)
    calls.clear()
    model.forget(names[2])
    model.forget("p-never")
    assert [call for call in calls if call[1]] == []
    assert model.log()[1:] == [
        {"action": "forget", "retrained": [(1, 2), (1, 3)], "rows": 4},
        {"action": "forget", "retrained": [], "rows": 0},
        {"action": "forget", "retrained": [], "rows": 0},
    ]

with checks("the log counts and names cells, and holds no content", hint=2):
    names = people(2, 2, (0, 0), (0, 0), (1, 1))
    model = trained(said(names, 2), 2, 2)
    assert model.log() == [{"action": "fit", "retrained": [(0, 0), (0, 1), (1, 0), (1, 1)], "rows": 6}]
    model.forget(names[0])
    model.forget(names[2])
    model.forget(names[1])
    assert model.log()[1:] == [
        {"action": "forget", "retrained": [(0, 0), (0, 1)], "rows": 2},
        {"action": "forget", "retrained": [(1, 1)], "rows": 0},
        {"action": "forget", "retrained": [(0, 0), (0, 1)], "rows": 0},
    ]
    assert model.checkpoints() == [[{}, {}], [{}, {}]]

with checks("anyone who is forgotten, in any order, was never there", hint=3):
    names = people(2, 3, (0, 0), (0, 0), (0, 1), (0, 2), (1, 0), (1, 2))
    rows = said(names, 3)

    @checks.always(12, gone=st.lists(st.sampled_from(names), max_size=5))
    def _(gone):
        model = trained(rows)
        for name in gone:
            model.forget(name)
        assert model.checkpoints() == made(rest(rows, *gone), 2, 3)
### END HIDDEN TESTS
