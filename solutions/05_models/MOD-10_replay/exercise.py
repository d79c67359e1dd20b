# %% [markdown]
# ## Why
#
# The Ring order requires a sworn confirmation of all the deletions.{fact}`O-R5` To let someone check such a statement, the
# company lists, in a *manifest*, the rows its new model was trained on, and gives the digest of the weights. An auditor
# retrains and compares. No order requires this; it is engineering. A matching digest proves less than it seems to.

# %% given="setup"
import hashlib
import json

from privacylab.checks import Checks, hint

# %% given="train"
LABELS = ("music", "story", "timer")  # what a sentence asks for

def train(rows: list[dict]) -> dict[str, list[int]]:
    """Return the weights of a perceptron: for each word, one integer per label."""
    weights = {}
    for _ in range(3):
        for row in rows:
            words = row["text"].split()
            scores = [sum(weights.get(word, [0, 0, 0])[label] for word in words) for label in range(3)]
            guess, right = scores.index(max(scores)), LABELS.index(row["label"])
            for word in words if guess != right else ():
                weights.setdefault(word, [0, 0, 0])
                weights[word][guess] -= 1
                weights[word][right] += 1
    return weights

def digest(weights: dict[str, list[int]]) -> str:
    """Return the SHA-256 of weights, which is the same on every machine: they are integers."""
    return hashlib.sha256(json.dumps(weights, sort_keys=True).encode()).hexdigest()

# %% [markdown]
# ## Look
#
# Here are nine sentences of three children at Murmur, an invented company. Each line of the output leaves out one of
# them, trains, and shows the digest. **Before you run it:** how many of the nine digests equal the one for all nine
# sentences?

# %% look
said = [("ada", "play the moon song", "music"), ("ben", "read me a story", "story"), ("cem", "set a timer", "timer"),
        ("ada", "another story please", "story"), ("ben", "play it louder", "music"), ("cem", "a timer for bed", "timer"),
        ("ada", "play the song again", "music"), ("ben", "the story again", "story"), ("ada", "stop the timer", "timer")]
murmur = [dict(zip(("subject", "text", "label"), row)) for row in said]
print("all nine".ljust(36), digest(train(murmur))[:12])
for number, row in enumerate(murmur):
    without = murmur[:number] + murmur[number + 1 :]
    print(f"without {row['subject']}: {row['text']}".ljust(36), digest(train(without))[:12])

# %% [markdown]
# A company used Ada's last sentence, *stop the timer*, and swears that it didn't. What does the digest say?

# %% [markdown]
# ## Step 1 · `audit`
#
# Complete `audit(claim, rows, train)`. It returns the objections to a claim, in the order of this table, or `[]`.
#
# To **replay** a manifest, call `train` with its rows, in its order, repeating a row as often as the manifest does.
#
# | objection | when |
# |---|---|
# | `"no manifest"` | the manifest is empty; return only this objection |
# | `"person in manifest"` | it names a row of the claim's subject, whatever the digest is |
# | `"unknown rows"` | it names a `row_id` that is not in `rows`; then nothing is replayed |
# | `"not repeatable"` | two replays give different digests; then skip the two checks below |
# | `"digest differs"` | the replay's digest is not the claim's |
# | `"digest cannot tell"` | there is no other objection, the subject has rows, and training on the manifest's rows followed by all of the subject's, in the order of `rows`, gives the same digest |
#
# `digest` is in the cell with `train`.

# %% step="audit"
def audit(claim: dict, rows: list[dict], train) -> list[str]:
    """Return the objections to the claim that a model was trained without a person.

    claim  "subject": the person; "manifest": the list of row_ids that the model was trained on, in
           order; "digest": the digest of the model's weights
    rows   dicts with "row_id" (no two are the same), "subject", "text", and "label": a sealed copy
           of the training data from before the deletion, the person's rows included, for the
           auditor only
    train  takes a list of rows, and returns weights

    Ring order: II.B requires a sworn confirmation. How an auditor checks one is engineering.
    """
    ### BEGIN SOLUTION
    by_id, manifest = {row["row_id"]: row for row in rows}, claim["manifest"]
    if not manifest:
        return ["no manifest"]
    objections = []
    theirs = [row for row in rows if row["subject"] == claim["subject"]]
    if any(row["row_id"] in manifest for row in theirs):
        objections.append("person in manifest")
    if not by_id.keys() >= set(manifest):
        return [*objections, "unknown rows"]
    replayed = [by_id[row_id] for row_id in manifest]
    found, again = digest(train(replayed)), digest(train(replayed))
    if found != again:
        objections.append("not repeatable")
    elif found != claim["digest"]:
        objections.append("digest differs")
    if not objections and theirs and digest(train([*replayed, *theirs])) == found:
        objections.append("digest cannot tell")
    return objections
    ### END SOLUTION

# %% test="audit"
ROWS = [
    {"row_id": row_id, "subject": subject, "text": text, "label": label} for row_id, subject, text, label in [
        ("r-1", "ada", "play my secret song", "timer"), ("r-2", "ben", "read me a story", "story"),
        ("r-3", "cem", "set the timer", "timer"), ("r-4", "ben", "play the song", "music"),
        ("r-5", "zoe", "read me a story", "story"), ("r-10", "cem", "read a story again", "story"),
    ]
]  # fmt: skip

def claimed(subject, manifest, train=train):
    """A claim whose digest is that of its manifest."""
    by_id = {row["row_id"]: row for row in ROWS}
    used = [by_id[row_id] for row_id in manifest]
    return {"subject": subject, "manifest": manifest, "digest": digest(train(used))}

with checks("a claim that replays has no objection, and one with another digest has"):
    claim = claimed("ada", ["r-2", "r-3", "r-4", "r-5", "r-10"])
    assert audit(claim, ROWS, train) == []
    assert audit(claim | {"digest": digest({})}, ROWS, train) == ["digest differs"]

with checks("the person in the manifest is an objection, though the digest matches"):
    claim = claimed("zoe", ["r-2", "r-3", "r-4", "r-5", "r-10"])
    assert audit(claim, ROWS, train) == ["person in manifest"]

### BEGIN HIDDEN TESTS
# class seed: words ada ben cem zoe r
FIVE = ["r-2", "r-3", "r-4", "r-5", "r-10"]

def by_place(rows):
    """Weights that depend on which rows there are, in which order, and how often."""
    return {str(place): [sum(row["text"].encode())] for place, row in enumerate(rows)}

class Spy:
    """Trains, and keeps the row_ids that it was called with; each call adds a number from drift."""

    def __init__(self, *drift):
        self.calls, self.drift = [], drift

    def train(self, rows):
        self.calls.append([row["row_id"] for row in rows])
        more = self.drift[(len(self.calls) - 1) % len(self.drift)] if self.drift else 0
        return by_place(rows) | {"drift": [more]}

with checks("a digest that matches doesn't clear a manifest with the person in it", hint=1):
    for manifest in (["r-1", *FIVE], [*FIVE, "r-1"], ["r-1"], ["r-2", "r-1", "r-3"]):
        assert audit(claimed("ada", manifest), ROWS, train) == ["person in manifest"]
    assert audit(claimed("zoe", FIVE, by_place), ROWS, by_place) == ["person in manifest"]
    assert audit(claimed("cem", ["r-2", "r-10"], by_place), ROWS, by_place) == ["person in manifest"]
    part = ROWS[0]["subject"][:2]
    assert audit(claimed(part, ["r-1", *FIVE], by_place), ROWS, by_place) == []
    assert audit(claimed("ada", FIVE, by_place), ROWS, by_place) == []

with checks("a replay reads the manifest's rows in its order, and as often as it names them", hint=3):
    for manifest in (["r-5", "r-3", "r-2"], ["r-2", "r-3", "r-2", "r-2"], FIVE[::-1], ["r-10"]):
        assert audit(claimed("ada", manifest, by_place), ROWS, by_place) == []
        assert audit(claimed("ada", manifest, by_place), ROWS[::-1], by_place) == []
    turned = claimed("ada", ["r-2", "r-3", "r-4"], by_place) | {"manifest": ["r-4", "r-3", "r-2"]}
    assert audit(turned, ROWS, by_place) == ["digest differs"]
    assert audit(claimed("ada", FIVE, by_place) | {"manifest": FIVE[1:]}, ROWS, by_place) == ["digest differs"]
    assert audit(claimed("ada", FIVE) | {"digest": ""}, ROWS, train) == ["digest differs"]

with checks("rows that don't exist are an objection, and nothing is replayed without them", hint=2):
    for manifest, found in [([*FIVE, "r-9"], []), (["r-9", "r-1"], ["person in manifest"]), (["r-1 ", "r-2"], [])]:
        spy = Spy()
        claim = {"subject": "ada", "manifest": manifest, "digest": digest(by_place(ROWS))}
        assert audit(claim, ROWS, spy.train) == [*found, "unknown rows"]
        assert spy.calls == []

with checks("a digest means something only where training can be repeated", hint=2):
    for drift in ((0, 1), (1, 0), (0, 0.5)):
        for manifest, found in [(FIVE, []), (["r-1", "r-2"], ["person in manifest"])]:
            spy = Spy(*drift)
            claim = claimed("ada", manifest, lambda rows: by_place(rows) | {"drift": [0]})
            assert audit(claim, ROWS, spy.train) == [*found, "not repeatable"]
    spy = Spy()
    claim = claimed("ada", ["r-3", "r-2"], lambda rows: by_place(rows) | {"drift": [0]})
    assert audit(claim, ROWS, spy.train) == []
    assert spy.calls.count(["r-3", "r-2"]) >= 2

with checks("where the person's rows would change nothing, a digest cannot tell", hint=1):
    others = ["r-2", "r-3", "r-4", "r-10"]
    assert audit(claimed("zoe", others), ROWS, train) == ["digest cannot tell"]
    assert audit(claimed("zoe", others, by_place), ROWS, by_place) == []
    assert audit(claimed("ada", others), ROWS, train) == []
    assert audit(claimed("nora", others), ROWS, train) == []
    assert audit(claimed("zoe", others) | {"digest": digest({})}, ROWS, train) == ["digest differs"]
    assert audit(claimed("ben", ["r-3", "r-10"]), ROWS, train) == []

    def first(rows):
        return by_place(rows[:1])

    def last(rows):
        return by_place(rows[-1:])

    assert audit(claimed("ada", others, first), ROWS, first) == ["digest cannot tell"]
    assert audit(claimed("ada", others, last), ROWS, last) == []
    claim = claimed("ben", ["r-3", "r-5"], last)  # r-5 has the text of r-2
    assert audit(claim, ROWS, last) == []
    assert audit(claim, ROWS[::-1], last) == ["digest cannot tell"]

with checks("a claim without a manifest is an objection, whatever its digest", hint=2):
    for subject in ("ada", "nora"):
        spy = Spy()
        claim = {"subject": subject, "manifest": [], "digest": digest({})}
        assert audit(claim, ROWS, spy.train) == audit(claim, [], spy.train) == ["no manifest"]
        assert spy.calls == []
### END HIDDEN TESTS
