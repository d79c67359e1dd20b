# %% [markdown]
# ## Why
#
# The Alexa order leaves earlier models alone.{fact}`O-A6` The Ring order requires destroying models and early face
# embeddings, but a recording only if staff reviewed and annotated it.{fact}`O-R2`{fact}`O-R3`{fact}`O-R4` The Rite Aid
# order includes derived data.{fact}`O-RA1` Everalbum's clock starts when the order is issued.{fact}`O-EV1` The clock in
# Edmodo's proposed order starts when a court enters it.{fact}`O-ED1` Cambridge Analytica's starts on the effective
# date.{fact}`O-CA1` Treat all orders alike, and you keep people's data too long, or destroy what a company may keep.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone


def clause(kinds, remedy, days=None, event=None, needs=(), before=None, derived=False):
    """Return one clause of an order: what it names, what it demands, and from when it counts."""
    return {
        "kinds": kinds.split(), "needs": list(needs), "derived": derived, "before": before,
        "remedy": remedy, "days": days, "event": event,
    }  # fmt: skip


# The kinds are our reading of the orders' words. The record has the entry dates of the Alexa and Ring
# orders, and Ring's cutoff, 1 Mar 2018. Edmodo's order is only proposed, so it has no entry date. All
# other dates are invented.
EVENTS = {
    "Alexa": {"entry": day("2023-07-19"), "processing": day("2024-02-05")},
    "Ring": {"entry": day("2023-06-16")},
    "Everalbum": {"issuance": day("2022-03-01")},
    "Edmodo": {"entry": None},
    "Cambridge Analytica": {"effective date": day("2020-01-10"), "return": None},
    "Rite Aid": {"entry": day("2024-02-20"), "effective date": day("2024-03-15")},
}
MARCH, PROCESSED = day("2018-03-01"), EVENTS["Alexa"]["processing"]
EFFECTIVE = EVENTS["Rite Aid"]["effective date"]
ANY_INFORMATION = "profile features embedding model algorithm"

CLAUSES = {
    "Alexa": [
        clause("recording transcript geolocation", "no further use", 0, "processing", ["deletion processed"]),
        clause("model embedding features", "not covered", before=PROCESSED),
        clause("model embedding features", "ask counsel", derived=True),
    ],
    "Ring": [
        clause("recording", "destroy", 30, "entry", ["reviewed", "annotated"], MARCH),
        clause("embedding", "destroy", 90, "entry", before=MARCH),
        clause("model algorithm", "destroy", 90, "entry", derived=True),
    ],
    "Everalbum": [
        clause("photo video", "destroy", 30, "issuance", ["deactivation requested"]),
        clause("embedding", "destroy", 90, "issuance", ["no consent"]),
        clause("model algorithm", "destroy", 90, "issuance", derived=True),
    ],
    "Edmodo": [
        clause("profile recording photo video", "destroy", 60, "entry", ["no consent"]),
        clause("model algorithm", "destroy", 90, "entry", derived=True),
    ],
    "Cambridge Analytica": [
        clause(ANY_INFORMATION, "destroy", 10, "return", ["held by an agency"], derived=True),
        clause(ANY_INFORMATION, "destroy", 10, "effective date", derived=True),
    ],
    "Rite Aid": [
        clause("photo video", "destroy", 45, "effective date", ["used with facial recognition"], EFFECTIVE),
        clause("features embedding model algorithm", "destroy", 45, "effective date", derived=True),
    ],
}
RULES = {order: {"events": EVENTS[order], "clauses": CLAUSES[order]} for order in CLAUSES}

# %% [markdown]
# ## Look
#
# This table shows what six orders say about data and about what was made from it. `derived` means: made in whole or in
# part from the data that the order is about.

# %% look
table = pd.concat({order: pd.DataFrame(rule["clauses"], dtype=object) for order, rule in RULES.items()})
table["before"] = table["before"].map(lambda date: date and f"{date:%Y-%m-%d}")
table.fillna("")

# %% [markdown]
# These are artifacts of Porchlight, an invented camera company. `share` says how much of an artifact's source data the
# order covers, from 0 to 1. **By eye:** if the Ring order bound Porchlight, which of them would it have to destroy? And
# if the Rite Aid order did? What does each order say about the `voiceprint`?

# %% look
inventory = [
    ("clip 1", "recording", "2017-11-02", ["reviewed", "annotated"], 1),
    ("clip 2", "recording", "2017-11-02", ["reviewed"], 1),
    ("face 1", "embedding", "2017-12-24", [], 1),
    ("face 2", "embedding", "2018-03-01", ["annotated"], 1),
    ("porch-v4", "model", "2021-06-30", [], 0.001),
    ("edges-v4", "features", "2021-06-28", [], 0.001),
    ("voice 1", "voiceprint", "2017-05-05", ["no consent"], 1),
]
pd.DataFrame(inventory, columns=["name", "kind", "made_on", "facts", "share"])

# %% [markdown]
# ## Step 1 · What an order demands
#
# Complete `demands(rule, artifacts)`. It returns a dict from each artifact's name to a pair: what to do, and the day
# it's due.
#
# A clause *fits* an artifact if all four hold:
#
# | If the clause has … | the artifact fits if … |
# |---|---|
# | `kinds` | its `kind` is one of them |
# | `needs` | its `facts` include all of them |
# | `derived`, and it's true | its `share` is above 0 |
# | a day as `before` | its `made_on` is earlier |
#
# - The first clause that fits decides. Return its `remedy` and the day that is `days` calendar days after its `event`.
# - The due day is `None` if the clause has no event, or if the event's day is `None`.
# - If `made_on` is `None` and a clause fits except for its `before`, stop there: `("ask counsel", None)`, even if a
#   later clause would fit.
# - If none fits: `("not covered", None)` if some clause names the kind, otherwise `("ask counsel", None)`.
#
# The docstring has five examples.

# %% step="demands"
def demands(rule: dict, artifacts: list[dict]) -> dict[str, tuple[str, pd.Timestamp | None]]:
    """Return what an order demands of each artifact, by name, and the day on which it is due.

    rule       a dict:
      events     a dict from an event's name to its day, or to None if it hasn't happened
      clauses    a list of dicts with kinds and needs (lists of str), derived (bool), before
                 (pd.Timestamp or None), remedy (str), days (int) and event (str); the last two
                 are both None if the remedy has no due day. They are tried in this order
    artifacts  a list of dicts with name (unique), kind, facts (list of str), share (0 to 1) and
               made_on, the day it was collected or made (pd.Timestamp or None)

    Examples, each with a share of 1:

    order   kind        made_on     facts                result
    Ring    recording   2017-11-02  reviewed, annotated  ("destroy", day("2023-07-16"))
    Ring    recording   2017-11-02  reviewed             ("not covered", None)
    Ring    voiceprint  2017-11-02                       ("ask counsel", None)
    Ring    embedding   None                             ("ask counsel", None)
    Edmodo  model       2017-11-02                       ("destroy", None)

    Every day is a pd.Timestamp at midnight. Sources: the Alexa, Ring, Everalbum, Edmodo
    (proposed), Cambridge Analytica and Rite Aid orders.
    """
    ### BEGIN SOLUTION
    return {artifact["name"]: demand(rule, artifact) for artifact in artifacts}


def demand(rule, artifact):
    named = [clause for clause in rule["clauses"] if artifact["kind"] in clause["kinds"]]
    for clause in named:
        if not set(clause["needs"]) <= set(artifact["facts"]):
            continue
        if clause["derived"] and artifact["share"] == 0:
            continue
        if clause["before"] is not None:
            if artifact["made_on"] is None:
                return "ask counsel", None
            if artifact["made_on"] >= clause["before"]:
                continue
        start = rule["events"].get(clause["event"])
        return clause["remedy"], None if start is None else start + pd.Timedelta(days=clause["days"])
    return "not covered" if named else "ask counsel", None
    ### END SOLUTION

# %% test="demands"
def artifact(kind, made_on="2017-11-02", facts=(), share=1, name="a"):
    made_on = made_on and day(made_on)
    return {"name": name, "kind": kind, "made_on": made_on, "facts": list(facts), "share": share}

def under(order, *what, **more):
    """What this order demands of one artifact."""
    return demands(RULES[order], [artifact(*what, **more)])["a"]

with checks("the Ring order requires destroying annotated recordings, and leaves a question about voiceprints"):
    assert under("Ring", "recording", facts=["reviewed", "annotated"]) == ("destroy", day("2023-07-16"))
    assert under("Ring", "recording", facts=["reviewed"]) == ("not covered", None)
    assert under("Ring", "voiceprint") == ("ask counsel", None)

with checks("a missing date can leave a question, and an event that hasn't happened leaves no due day"):
    assert under("Ring", "embedding", None) == ("ask counsel", None)
    assert under("Edmodo", "model") == ("destroy", None)

### BEGIN HIDDEN TESTS
# class seed: words robot lidar gait scan blue red sold rare
from privacylab.checks import call_each

BOTH = ["annotated", "a note", "reviewed"]

# An invented order with three events, and clauses in an order that matters.
START = day("2030-01-01") + pd.Timedelta(days=checks.random.randrange(2000))
LATER, LAST = START + pd.Timedelta(days=9), START + pd.Timedelta(days=57)
COUNT = checks.random.randrange(100, 300)

def invented(*clauses, **events):
    events = {"entry": START, "issuance": LATER, "effective date": LAST, "sale": None, **events}
    return {"events": events, "clauses": list(clauses)}

def asked(rule, *some):
    """The answers to some artifacts at once, in their order."""
    named = [one | {"name": f"n-{number}"} for number, one in enumerate(some)]
    found = demands(rule, named)
    return [found[one["name"]] for one in named]

NO, ASK = ("not covered", None), ("ask counsel", None)

with checks("Ring's recordings need review, annotation and date; its embeddings need the date alone", hint=2):
    gone = day("2023-07-16"), day("2023-09-14")
    found = asked(
        RULES["Ring"],
        artifact("recording", "2018-02-28", BOTH), artifact("recording", "2018-03-01", BOTH),
        artifact("recording", "2012-01-01", ["annotated"]), artifact("embedding", "2018-02-28"),
        artifact("embedding", "2018-03-01", BOTH), artifact("embedding", "2016-02-02", BOTH),
    )  # fmt: skip
    assert found == [("destroy", gone[0]), NO, NO, ("destroy", gone[1]), NO, ("destroy", gone[1])]

with checks("a model made in the smallest part from the data is derived from it, and so are data where an order says so", hint=2):
    tiny, none = {"share": 0.0004}, {"share": 0}
    assert under("Ring", "model", **tiny) == ("destroy", day("2023-09-14"))
    assert under("Ring", "model", None, **none) == NO
    assert under("Ring", "features", **tiny) == ASK
    assert under("Rite Aid", "features", **tiny) == ("destroy", day("2024-04-29"))
    assert under("Rite Aid", "embedding", facts=["used with facial recognition"], **none) == NO
    assert under("Everalbum", "algorithm", share=0.49) == ("destroy", day("2022-05-30"))

with checks("the Alexa order looks ahead: no further use of the data, and earlier models stay", hint=2):
    spoken = ["deletion processed"]
    assert under("Alexa", "transcript", "2024-02-04", spoken) == ("no further use", day("2024-02-05"))
    assert under("Alexa", "transcript", "2024-02-04") == NO
    assert under("Alexa", "model", "2024-02-04", spoken, 0.9) == NO
    assert under("Alexa", "model", "2024-02-05", share=0.1) == ASK
    assert under("Alexa", "model", "2024-02-05", share=0) == NO

with checks("each period runs from the event that its clause names, if that has happened", hint=1):
    rule = invented(
        clause("robot", "destroy", COUNT, "effective date"), clause("lidar", "destroy", 0, "issuance"),
        clause("gait", "no further use", COUNT, "sale"), clause("scan", "destroy", 45, "entry"),
    )  # fmt: skip
    assert asked(rule, *map(artifact, ["robot", "lidar", "gait", "scan"])) == [
        ("destroy", LAST + pd.Timedelta(days=COUNT)), ("destroy", LATER),
        ("no further use", None), ("destroy", START + pd.Timedelta(days=45)),
    ]  # fmt: skip
    assert under("Edmodo", "photo", facts=["no consent"]) == ("destroy", None)
    assert under("Cambridge Analytica", "profile", facts=["held by an agency"]) == ("destroy", None)
    assert under("Cambridge Analytica", "model", share=0.2) == ("destroy", day("2020-01-20"))

with checks("a kind that no clause names is a question, and one that no clause fits is not covered", hint=1):
    rule = invented(clause("robot lidar", "destroy", COUNT, "entry", ["rare"]), clause("gait", "destroy", 1, "entry"))
    counted = START + pd.Timedelta(days=COUNT)
    found = asked(
        rule, artifact("scan"), artifact("robots", facts=["rare"]), artifact("robot"), artifact("lidar", facts=["rare"]),
        artifact("rare", facts=["rare"]), artifact("lid", facts=["rare"]),
    )  # fmt: skip
    assert found == [ASK, ASK, NO, ("destroy", counted), ASK, ASK]
    assert demands(rule, []) == {}

with checks("a date that is not known is a question only where it would decide", hint=3):
    rule = invented(
        clause("robot", "destroy", 5, "entry", ["rare"], LAST), clause("robot", "no further use", 0, "entry", derived=True),
        clause("lidar", "destroy", 5, "entry", derived=True),
    )  # fmt: skip
    found = asked(
        rule, artifact("robot", None, ["rare"]), artifact("robot", None), artifact("lidar", None), artifact("robot", None, share=0),
    )  # fmt: skip
    assert found == [ASK, ("no further use", START), ("destroy", START + pd.Timedelta(days=5)), NO]

with checks("whatever an order says, the first clause that fits decides", hint=3):
    pick = checks.random

    def some(words):
        return [word for word in words if pick.random() < 0.5]

    def expected(rule, one):
        kind = [c for c in rule["clauses"] if one["kind"] in c["kinds"]]
        for c in kind:
            if any(fact not in one["facts"] for fact in c["needs"]) or (c["derived"] and not one["share"] > 0):
                continue
            if c["before"] and not one["made_on"]:
                return ASK
            if not c["before"] or one["made_on"] < c["before"]:
                begun = rule["events"][c["event"]] if c["event"] else None
                return c["remedy"], begun and begun + pd.Timedelta(c["days"], "D")
        return NO if kind else ASK

    cases = []
    for _ in range(40):
        rule = invented(*[
            clause(
                " ".join(["blue", *some(["red", "robot"])]), pick.choice(["destroy", "no further use"]),
                *pick.choice([(None, None), (pick.randrange(99), "entry"), (30, "issuance"), (7, "sale")]),
                some(["sold", "rare"]), pick.choice([None, START, LATER]), pick.random() < 0.4,
            )
            for _ in range(pick.randrange(1, 4))
        ])  # fmt: skip
        things = [
            {"name": f"n-{n}", "kind": pick.choice(["blue", "blue", "red", "robot", "gait"]), "facts": some(["sold", "rare", "x"]),
             "share": pick.choice([0, 0.01, 0.3, 1]), "made_on": pick.choice([None, START, LATER, LATER, START - pd.Timedelta(days=1)])}
            for n in range(3)
        ]  # fmt: skip
        cases.append((rule, things))
    wanted = [{one["name"]: expected(rule, one) for one in things} for rule, things in cases]
    found = call_each(demands, cases)
    assert [case for case, got, want in zip(cases, found, wanted) if got != want] == []
    assert found == wanted
### END HIDDEN TESTS
