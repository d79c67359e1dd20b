# %% [markdown]
# ## Why
#
# The Ring order requires a sworn confirmation of all deletions.{fact}`O-R5` Where destruction is technically infeasible,
# the chief executive must explain why, under oath.{fact}`O-R4` Under the Everalbum order, what a legal obligation protects
# may stay; it's described, and another statement follows.{fact}`O-EV2` Cambridge Analytica's order requires the names of
# everyone the data was shared with;{fact}`O-CA2` Rite Aid's, to tell every third party.{fact}`O-RA2` An officer who signs
# too early swears that a child's voice is gone when it isn't.

# %% [markdown]
# ## Look
#
# A team at Murmur, an invented company, has drafted a statement under an order with the words of Ring's. **By eye:** which lines could you not sign, and which
# column would you remove?

# %% look
import hashlib

import pandas as pd

from privacylab.companies.murmur import table


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


phrases = table("transcripts")["text"]
draft = pd.DataFrame(
    [
        ("wake-4", "destroyed", "the registry says so", sha256(phrases.iloc[17])),
        ("wake-5", "destroyed", "nothing loads it, 3 Sep", sha256(phrases.iloc[404])),
        ("wake-lite", "infeasible", "too expensive (CTO)", sha256(phrases.iloc[88])),
        ("said", "retained", "legal", sha256(phrases.iloc[1004])),
        ("wake-4.onnx", "at the speaker maker", "told 1 Aug, no answer", ""),
    ],
    columns=["artifact", "section", "ground", "evidence_sha256"],
)
draft

# %% [markdown]
# Someone hashes what people usually say to an assistant. What does the last column still hide?

# %% look
guesses = {sha256(text): text for text in phrases.unique()}
draft[["artifact"]].assign(what_was_said=draft["evidence_sha256"].map(guesses))

# %% [markdown]
# ## What a statement may hold
#
# `FIELDS` lists the only fields. Records have more, such as samples of what was destroyed and their hashes. None of that
# gets in: someone who guesses a sentence can confirm it by its hash, so the hash is content, too. That is our rule; the
# orders name no fields.

# %% given="fields"
import pandas as pd

from privacylab.checks import Checks, hint

FIELDS = {
    "destroyed": ["artifact", "method", "destroyed_on", "read_back_on"],
    "infeasible": ["artifact", "officer", "reason"],
    "retained": ["artifact", "bases", "follow_up_by"],
    "third_parties": ["artifact", "recipient", "told_on", "confirmed_on"],
    "unresolved": ["artifact"],
}

# %% [markdown]
# ## Step 1 · The statement
#
# Complete `statement`. It returns `{"order": rule["order"]}` and the five sections of `FIELDS`: lists of dicts, sorted by
# artifact. Each row of `blast` is in exactly one, the first that fits:
#
# | section | if |
# |---|---|
# | `third_parties` | the holder is a recipient: neither `"ourselves"` nor `"unknown"` |
# | `destroyed` | a record `"destroyed"` has a `read_back_on` |
# | `retained` | at least one hold names it |
# | `infeasible` | there's a record `"infeasible"`, and `rule["infeasible"]` is true |
# | `unresolved` | otherwise |
#
# - Values come unchanged from the record; `recipient` is the holder. Without a record `"told"`, both days are `None`.
# - `bases`: the sorted list of the holds' bases.
# - `follow_up_by`: 30 days after the last hold ends; `None` if a hold has no end yet.
# - Records and holds of artifacts that aren't in `blast` are left out.
#
# | holds of `faces` end on | `follow_up_by` |
# |---|---|
# | 2023-12-31 | 2024-01-30 |
# | 2023-12-31, `None` | `None` |

# %% step="statement"
def statement(rule: dict, blast: list[dict], records: list[dict], holds: list[dict]) -> dict:
    """Return what an officer can swear to: the order, and five sections.

    rule     order (its name); infeasible (True if its words provide for that)
    blast    dicts with artifact and holder, one for each artifact, and more
    records  dicts with artifact, state, the fields that FIELDS has for that state, and more; at
             most one for an artifact and state. state is "destroyed", "infeasible" or "told";
             "told" has told_on and confirmed_on.
    holds    the obligations to keep, as they are today: dicts with artifact, basis (which law,
             court order or agency), ends_on; at most one for an artifact and basis

    Days are Timestamps at midnight, or None for what hasn't happened.
    Sources: Ring II.A.3 and II.B; Everalbum III; Cambridge Analytica IV; Rite Aid II.B.
    """
    ### BEGIN SOLUTION
    said = {(one["state"], one["artifact"]): one for one in records}
    made = {"order": rule["order"]} | {section: [] for section in FIELDS}
    for row in sorted(blast, key=lambda row: row["artifact"]):
        name, holder = row["artifact"], row["holder"]
        destroyed, infeasible = said.get(("destroyed", name)), said.get(("infeasible", name))
        own_holds = [one for one in holds if one["artifact"] == name]
        if holder not in ("ourselves", "unknown"):
            nothing = {"told_on": None, "confirmed_on": None}
            told = said.get(("told", name), nothing)
            section, source = "third_parties", {**told, "recipient": holder}
        elif destroyed and destroyed["read_back_on"] is not None:
            section, source = "destroyed", destroyed
        elif own_holds:
            section, source = "retained", _retained(own_holds)
        elif infeasible and rule["infeasible"]:
            section, source = "infeasible", infeasible
        else:
            section, source = "unresolved", {}
        source = {**source, "artifact": name}
        made[section].append({field: source[field] for field in FIELDS[section]})
    return made


def _retained(holds):
    ends = [one["ends_on"] for one in holds]
    return {
        "bases": sorted(one["basis"] for one in holds),
        "follow_up_by": None if None in ends else max(ends) + pd.Timedelta(days=30),
    }
    ### END SOLUTION

# %% test="statement"
day = pd.Timestamp
TOLD, GONE, READ_BACK = day("2023-08-01"), day("2023-09-01"), day("2023-09-04")

RING = {"order": "Ring", "infeasible": True}
OTHER = {"order": "Everalbum", "infeasible": False}

def row(name, holder="ourselves"):
    return {"artifact": name, "holder": holder, "path": ["v-3", name], "certainty": "certain", "work": "destroy"}

def destroyed(name, read_back_on=READ_BACK, **more):
    return {"artifact": name, "state": "destroyed", "method": "purged", "destroyed_on": GONE,
            "read_back_on": read_back_on, **more}  # fmt: skip

def infeasible(name, officer="CEO", reason="It is in the firmware of cameras that were sold.", **more):
    return {"artifact": name, "state": "infeasible", "officer": officer, "reason": reason, **more}

def told(name, told_on=TOLD, confirmed_on=None, **more):
    return {"artifact": name, "state": "told", "told_on": told_on, "confirmed_on": confirmed_on, **more}

def hold(name, ends_on, basis="court order 23-cv-7"):
    return {"artifact": name, "basis": basis, "ends_on": ends_on}

BLAST = [row("faces"), row("door-1"), row("door-lite"), row("door-2.onnx", "alarm company"), row("night-2", "unknown")]
RECORDS = [destroyed("door-1"), infeasible("door-lite"), told("door-2.onnx")]

with checks("each artifact is in one section"):
    assert statement(RING, BLAST, RECORDS, [hold("faces", day("2023-12-31"))]) == {
        "order": "Ring",
        "destroyed": [{
            "artifact": "door-1", "method": "purged", "destroyed_on": day("2023-09-01"), "read_back_on": day("2023-09-04"),
        }],
        "infeasible": [{
            "artifact": "door-lite", "officer": "CEO", "reason": "It is in the firmware of cameras that were sold.",
        }],
        "retained": [{"artifact": "faces", "bases": ["court order 23-cv-7"], "follow_up_by": day("2024-01-30")}],
        "third_parties": [{
            "artifact": "door-2.onnx", "recipient": "alarm company", "told_on": day("2023-08-01"), "confirmed_on": None,
        }],
        "unresolved": [{"artifact": "night-2"}],
    }  # fmt: skip

with checks("what no one read back is not destroyed"):
    made = statement(RING, [row("door-1"), row("door-3")], [destroyed("door-1", None), destroyed("door-3")], [])
    assert [one["artifact"] for one in made["destroyed"]] == ["door-3"]
    assert made["unresolved"] == [{"artifact": "door-1"}]

with checks("under an order without the words, nothing is infeasible"):
    made = statement(OTHER, BLAST, RECORDS, [])
    assert (made["infeasible"], made["retained"]) == ([], [])
    assert made["unresolved"] == [{"artifact": "door-lite"}, {"artifact": "faces"}, {"artifact": "night-2"}]

### BEGIN HIDDEN TESTS
# class seed: dates days
def sections(made):
    return {entry["artifact"]: section for section in FIELDS for entry in made[section]}

def entry(section, made):
    assert len(made[section]) == 1
    return made[section][0]

with checks("only what was read back is destroyed, and every other artifact is in its section, too", hint=3):
    blast = [row("e"), row("d"), row("c", "a lab"), row("b", "unknown"), row("a", "unknown")]
    records = [destroyed("e", None), destroyed("d"), destroyed("c"), destroyed("b"), destroyed("z"), infeasible("y"), told("x"), told("d")]
    for order in (records, records[::-1]):
        made = statement(RING, blast, order, [hold("w", None)])
        assert sections(made) == {"d": "destroyed", "b": "destroyed", "c": "third_parties", "a": "unresolved", "e": "unresolved"}
    assert [one["artifact"] for one in made["destroyed"]] == ["b", "d"]
    assert sum(len(made[section]) for section in FIELDS) == len(blast)
    assert set(made) == {"order", *FIELDS}

with checks("nothing beyond the fields gets in, however it is called", hint=3):
    more = {"sample": "open the garage", "sample_sha256": "5f4d", "excerpt_md5": "9a", "log": ["said: hello"], "holder": "x",
            "recipient": "someone else", "evidence": {"text": "hi"}, "bases": [], "embedding": [0.1]}  # fmt: skip
    blast = [row(name) | more | {"holder": "ourselves"} for name in "abcd"] + [row("e", "a lab") | {"confirmed_on": 1, "sample": "x"}]
    records = [destroyed("a", **more), infeasible("b", **more), told("e", confirmed_on=day("2023-08-09"), **more), destroyed("d", None, **more)]
    made = statement(RING, blast, records, [hold("c", None) | more])
    assert sections(made) == {"a": "destroyed", "b": "infeasible", "c": "retained", "d": "unresolved", "e": "third_parties"}
    for section, fields in FIELDS.items():
        assert set(entry(section, made)) == set(fields)
    assert made["third_parties"] == [
        {"artifact": "e", "recipient": "a lab", "told_on": day("2023-08-01"), "confirmed_on": day("2023-08-09")}
    ]

with checks("infeasible needs the order's words, and comes after a hold", hint=2):
    blast, records = [row("a"), row("b"), row("c"), row("d", "a lab")], [infeasible(name) for name in "abcd"]
    records += [destroyed("c"), destroyed("a", None)]
    held = [hold("b", None), hold("c", None), hold("d", None)]
    assert sections(statement(RING, blast, records, held)) == {
        "a": "infeasible", "b": "retained", "c": "destroyed", "d": "third_parties",
    }  # fmt: skip
    assert sections(statement(OTHER, blast, records, held)) == {
        "a": "unresolved", "b": "retained", "c": "destroyed", "d": "third_parties",
    }  # fmt: skip
    made = statement(RING, [row("a")], [infeasible("a", "CTO", None)], [])
    assert made["infeasible"] == [{"artifact": "a", "officer": "CTO", "reason": None}]

with checks("what is kept has all its bases, and a follow-up 30 days after the last of them ends", hint=2):
    for ends, due in [(["2024-01-31"], "2024-03-01"), (["2023-02-01", "2022-12-31"], "2023-03-03"), (["2023-06-15", "2023-06-16"], "2023-07-16")]:
        holds = [hold("a", day(end), f"statute {n}") for n, end in enumerate(ends)]
        for order in (holds, holds[::-1]):
            made = statement(OTHER, [row("a")], [], order)
            assert made["retained"] == [
                {"artifact": "a", "bases": [one["basis"] for one in holds], "follow_up_by": day(due)}
            ]
    for order in (["2023-06-15", None], [None, "2023-06-15"], [None]):
        holds = [hold("a", end and day(end), f"statute {n}") for n, end in enumerate(order)]
        assert entry("retained", statement(RING, [row("a")], [destroyed("a", None)], holds))["follow_up_by"] is None

with checks("every recipient is named, told or not, with or without a receipt", hint=2):
    blast = [row("a", "a lab"), row("b", "a maker"), row("c", "a lab")]
    made = statement(OTHER, blast, [told("c", confirmed_on=day("2023-08-09")), told("b")], [hold("a", None)])
    assert made["third_parties"] == [
        {"artifact": "a", "recipient": "a lab", "told_on": None, "confirmed_on": None},
        {"artifact": "b", "recipient": "a maker", "told_on": day("2023-08-01"), "confirmed_on": None},
        {"artifact": "c", "recipient": "a lab", "told_on": day("2023-08-01"), "confirmed_on": day("2023-08-09")},
    ]
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · What keeps the officer from signing
#
# Complete `open_items(statement)`. It returns a sorted list of texts such as `"night-2: not accounted for"`, without
# repeats:
#
# | text after the artifact | section | if |
# |---|---|---|
# | `not accounted for` | `unresolved` | always |
# | `officer` | `infeasible` | `officer` isn't exactly `"CEO"` |
# | `reason` | `infeasible` | `reason` is `None`, empty, or only white space |
# | `basis` | `retained` | `bases` is empty, or has one that is `None`, empty, or only white space |
# | `not told` | `third_parties` | `told_on` is `None` |
# | `content` | any | an entry has a field that `FIELDS` doesn't list for its section |
#
# A missing confirmation is in the statement and isn't an open item: the statement is due whether or not the recipient answers.
# `statement` may have been changed by hand, but it has all sections and every entry has all its fields.

# %% step="open_items"
def open_items(statement: dict) -> list[str]:
    """Return what must be done before the officer can sign: "artifact: what", sorted.

    statement  as statement() returns it, perhaps changed by hand

    Sources: Ring II.A.3; Everalbum III; Rite Aid II.B.1.
    """
    ### BEGIN SOLUTION
    found = {f"{one['artifact']}: not accounted for" for one in statement["unresolved"]}
    for one in statement["infeasible"]:
        if one["officer"] != "CEO":
            found.add(f"{one['artifact']}: officer")
        if _is_blank(one["reason"]):
            found.add(f"{one['artifact']}: reason")
    for one in statement["retained"]:
        if not one["bases"] or any(_is_blank(basis) for basis in one["bases"]):
            found.add(f"{one['artifact']}: basis")
    for one in statement["third_parties"]:
        if one["told_on"] is None:
            found.add(f"{one['artifact']}: not told")
    for section, fields in FIELDS.items():
        for one in statement[section]:
            if set(one) - set(fields):
                found.add(f"{one['artifact']}: content")
    return sorted(found)


def _is_blank(text):
    return text is None or not text.strip()
    ### END SOLUTION

# %% test="open_items"
def drafted(**sections):
    return {"order": "Ring", **{section: [] for section in FIELDS}, **sections}

def explained(name, officer="CEO", reason="It is in sold cameras."):
    return {"artifact": name, "officer": officer, "reason": reason}

def kept(name, *bases):
    return {"artifact": name, "bases": [*bases], "follow_up_by": None}

def party(name, told_on=TOLD, confirmed_on=None):
    return {"artifact": name, "recipient": "a lab", "told_on": told_on, "confirmed_on": confirmed_on}

with checks("what is not accounted for and a recipient who was not told keep the officer from signing"):
    draft = drafted(unresolved=[{"artifact": "night-2"}], third_parties=[party("b"), party("a", None)])
    assert open_items(draft) == ["a: not told", "night-2: not accounted for"]

with checks("with every line in order, the officer can sign"):
    gone = {"artifact": "d", "method": "purged", "destroyed_on": day("2023-09-01"), "read_back_on": day("2023-09-04")}
    draft = drafted(destroyed=[gone], infeasible=[explained("x")], retained=[kept("y", "statute 4")], third_parties=[party("z")])
    assert open_items(draft) == []

### BEGIN HIDDEN TESTS
# class seed: dates days
with checks("only the chief executive explains what is infeasible, and says why", hint=2):
    draft = drafted(infeasible=[
        explained("a", "CTO"), explained("b", None), explained("c", "Deputy CEO"), explained("d", reason=" \n"), explained("e", reason=None),
        explained("f", "", ""), explained("g"),
    ])  # fmt: skip
    assert open_items(draft) == [
        "a: officer", "b: officer", "c: officer", "d: reason", "e: reason", "f: officer", "f: reason",
    ]  # fmt: skip

with checks("what is kept names each obligation", hint=2):
    draft = drafted(retained=[kept("a"), kept("b", "statute 4", " "), kept("c", None), kept("d", "statute 4", "court order 7"), kept("e", "", None)])
    assert open_items(draft) == ["a: basis", "b: basis", "c: basis", "e: basis"]

with checks("a receipt that has not come is no open item, a recipient who was not told is one", hint=2):
    draft = drafted(third_parties=[party("c", None), party("b"), party("a", confirmed_on=day("2023-08-09")), party("d", None, day("2023-08-09"))])
    assert open_items(draft) == ["c: not told", "d: not told"]

with checks("a field that does not belong is content, in every section", hint=3):
    entries = {
        "destroyed": {"artifact": "m", "method": "purged", "destroyed_on": day("2023-09-01"), "read_back_on": day("2023-09-04")},
        "infeasible": explained("n"), "retained": kept("o", "statute 4"), "third_parties": party("p"), "unresolved": {"artifact": "q"},
    }  # fmt: skip
    clean = {section: [one] for section, one in entries.items()}
    assert open_items(drafted(**clean)) == ["q: not accounted for"]
    for section, one in entries.items():
        for field in ("sample_sha256", "sample", "digest", "who", "reason" if section != "infeasible" else "bases"):
            marked = drafted(**clean | {section: [one | {field: "x"}]})
            assert open_items(marked) == sorted(["q: not accounted for", f"{one['artifact']}: content"])
### END HIDDEN TESTS
