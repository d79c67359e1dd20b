# %% [markdown]
# ## Why
#
# The complaint against Amazon alleges that deletion worked in some databases and not in others.{fact}`F-A17` You cannot
# open another company's database. California's rules and the GDPR require you to tell those who received data, and a
# letter is not yet a deletion.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Look
#
# Lexicon, another company, has transcripts from Murmur. It says that it is done, and the contract lets you audit it. What
# does its answer prove?

# %% look
from privacylab.companies import small_world

murmur = small_world(ack="lies")
lexicon = murmur.processors["lexicon"]
print("notify:", lexicon.notify("q-1", ["v-000003"]))
print("status:", lexicon.status("q-1"))
print("audit: ", lexicon.audit(["v-000003"]))

# %% [markdown]
# ## Step 1 · What did the others answer?
#
# Complete `confirmations`. It returns a dict with the status of each party that received one of `child_items` from
# Murmur, directly or through others. Follow each item by itself: what else a party passes on doesn't matter. Murmur
# itself is not in the result. Any table may be empty.
#
# | status | at the end of the day `as_of` |
# |---|---|
# | `"not notified"` | no notice of this request was sent to the party |
# | `"done"`, `"refused"` | the party's latest answer to this request says so |
# | `"waiting"` | otherwise, if at most `days` days have passed since the party's first notice |
# | `"overdue"` | otherwise |
#
# Ignore answers from before the day of the first notice. A later `"received"` takes back a `"done"`. With `days=30`
# and a notice on 2023-08-31:
#
# | answers | `as_of` | status |
# |---|---|---|
# | none | 2023-09-30 | `"waiting"` |
# | none | 2023-10-01 | `"overdue"` |
# | 5 Sep `"done"`, 9 Sep `"received"` | 2023-09-30 | `"waiting"` |

# %% step="confirmations"
def confirmations(
    request_id: str,
    child_items: set[str],
    shared: pd.DataFrame,
    notices: pd.DataFrame,
    answers: pd.DataFrame,
    as_of: pd.Timestamp,
    days: int,
) -> dict[str, str]:
    """Return the status of every party that received one of the child's items: {party: status}.

    shared   who passed what to whom, in no particular order: sender ("murmur" or another party),
             receiver, item_id. Murmur may have received something back.
    notices  request_id, party, sent_on
    answers  request_id, party, received_on, says: "done", "refused", "received", or any other text,
             which confirms nothing. A party never answers a request twice on one day.

    Days are Timestamps at midnight, without a time zone. No row is later than as_of. Sources: 11 CCR 7022(b)(2)-(3), GDPR 19.
    """
    ### BEGIN SOLUTION
    rows = list(zip(shared["sender"], shared["receiver"], shared["item_id"]))
    have = {("murmur", item_id) for item_id in child_items}
    before = 0
    while before < len(have):
        before = len(have)
        have |= {(receiver, item) for sender, receiver, item in rows if (sender, item) in have}
    sent = notices[notices["request_id"] == request_id].groupby("party")["sent_on"].min()
    answered = answers[answers["request_id"] == request_id].sort_values("received_on")
    found = {}
    for party in {party for party, _ in have} - {"murmur"}:
        if party not in sent:
            found[party] = "not notified"
            continue
        own = answered[(answered["party"] == party) & (answered["received_on"] >= sent[party])]
        latest = own["says"].iloc[-1] if len(own) else ""
        late = as_of > sent[party] + pd.Timedelta(days=days)
        found[party] = latest if latest in ("done", "refused") else "overdue" if late else "waiting"
    return found
    ### END SOLUTION

# %% test="confirmations"
day = pd.Timestamp

def shared(*rows):
    return pd.DataFrame(list(rows), columns=["sender", "receiver", "item_id"], dtype=object)

def dated(columns, rows):
    made = pd.DataFrame(list(rows), columns=columns)
    return made.assign(**{name: pd.to_datetime(made[name]) for name in columns if name.endswith("_on")})

def stand(shared_rows, sent=(), said=(), as_of="2023-09-30", items=("r-1", "r-2"), days=30):
    notices = dated(["request_id", "party", "sent_on"], sent)
    answers = dated(["request_id", "party", "received_on", "says"], said)
    return confirmations("q-1", set(items), shared(*shared_rows), notices, answers, day(as_of), days)

with checks("everyone who received an item is asked, and only done counts as done", "DEL-25"):
    found = stand(
        [("murmur", "lexicon", "r-1"), ("murmur", "maps", "r-2"), ("murmur", "post", "r-9")],
        [("q-1", "lexicon", "2023-09-01")],
        [("q-1", "lexicon", "2023-09-05", "received")],
    )
    assert found == {"lexicon": "waiting", "maps": "not notified"}

### BEGIN HIDDEN TESTS
# class seed: words lexicon maps post bank ads weather annotators q r
# class seed: dates days
with checks("an item is followed to every party that received it, item by item", "DEL-25", hint=1):
    rows = [
        ("maps", "ads", "r-1"), ("lexicon", "annotators", "r-1"), ("murmur", "lexicon", "r-1"), ("annotators", "archive", "r-1"),
        ("murmur", "maps", "r-2"), ("maps", "weather", "r-2"), ("weather", "maps", "r-2"), ("annotators", "murmur", "r-1"),
        ("lexicon", "post", "r-7"), ("murmur", "bank", "r-7"), ("stranger", "friend", "r-1"),
    ]  # fmt: skip
    for order in (rows, rows[::-1]):
        assert set(stand(order)) == {"lexicon", "annotators", "archive", "maps", "weather"}
        assert set(stand(order, items=["r-1"])) == {"lexicon", "annotators", "archive"}
    for first, second in (("r-1", "r-2"), ("r-2", "r-1")):
        both = [("murmur", "maps", "r-1"), ("murmur", "maps", "r-2"), ("maps", "ads", first), ("ads", "post", second)]
        assert set(stand(both)) == {"maps", "ads"}
    assert stand(rows, items=[]) == {}
    chain = [("murmur", "p-0", "r-1"), *[(f"p-{n}", f"p-{n + 1}", "r-1") for n in range(7)]]
    for order in (chain, chain[::-1]):
        assert set(stand(order)) == {f"p-{n}" for n in range(8)}
    one = [("murmur", "maps", "r-1"), ("murmur", "bank", "r-9")]
    assert stand(one, [("q-1", "bank", "2023-09-01"), ("q-1", "maps-eu", "2023-09-01")]) == {"maps": "not notified"}
    assert set(stand(rows).values()) == {"not notified"}

with checks("the latest answer to this request counts, from the notice on", "DEL-25", hint=3):
    rows = [("murmur", name, "r-1") for name in "abcdefghijkl"]
    sent = [("q-1", name, "2023-09-10") for name in "abcdef"] + [("q-2", "g", "2023-09-10"), ("q-1", "h", "2023-09-10")]
    sent += [("q-1", name, "2023-09-10") for name in "ijkl"]
    said = [
        ("q-1", "a", "2023-09-20", "done"), ("q-1", "a", "2023-09-12", "refused"),
        ("q-1", "b", "2023-09-12", "done"), ("q-1", "b", "2023-09-20", "refused"),
        ("q-2", "c", "2023-09-12", "done"), ("q-1", "d", "2023-09-09", "done"), ("q-1", "e", "2023-09-10", "done"),
        ("q-1", "f", "2023-09-12", "done"), ("q-1", "f", "2023-09-13", "received"), ("q-1", "g", "2023-09-12", "done"),
        ("q-1", "x", "2023-09-12", "done"), ("q-1", "h", "2023-09-12", "Done"),
        ("q-1", "i", "2023-09-12", "refused"), ("q-1", "i", "2023-09-13", "done"), ("q-1", "j", "2023-09-12", "not done"),
        ("q-1", "k", "2023-09-13", "we are looking"), ("q-1", "k", "2023-09-12", "done"),
        ("q-1", "l", "2023-09-13", "received"), ("q-1", "l", "2023-09-12", "refused"),
    ]  # fmt: skip
    assert stand(rows, sent, said) == {
        "a": "done", "b": "refused", "c": "waiting", "d": "waiting", "e": "done", "f": "waiting", "g": "not notified",
        "h": "waiting", "i": "done", "j": "waiting", "k": "waiting", "l": "waiting",
    }  # fmt: skip
    for says in ("Done", " done", "done soon", "not done", "deleted", "completed", "ok", ""):
        assert stand(rows[:1], sent, [("q-1", "a", "2023-09-12", says)]) == {"a": "waiting"}
    twice = [("q-1", "a", "2023-09-01"), ("q-1", "a", "2023-09-15")]  # a notice, and a reminder
    for notices in (twice, twice[::-1]):
        assert stand(rows[:1], notices, [("q-1", "a", "2023-09-05", "done")]) == {"a": "done"}
    assert stand(rows[:1], sent, [("q-1", "ab", "2023-09-12", "done")]) == {"a": "waiting"}

with checks("the days count from the first notice, not from a reminder", "DEL-25", hint=2):
    rows = [("murmur", "a", "r-1"), ("murmur", "b", "r-1")]
    sent = [("q-1", "a", "2023-08-31"), ("q-1", "a", "2023-08-30"), ("q-2", "b", "2023-01-01"), ("q-1", "b", "2023-08-31")]
    assert stand(rows, sent) == {"a": "overdue", "b": "waiting"}
    assert stand(rows, sent[::-1]) == {"a": "overdue", "b": "waiting"}
    assert stand(rows, sent[::-1], as_of="2023-09-29") == {"a": "waiting", "b": "waiting"}
    assert stand(rows, sent, days=31) == {"a": "waiting", "b": "waiting"}
    assert stand(rows, sent, as_of="2023-09-09", days=9) == {"a": "overdue", "b": "waiting"}
    said = [("q-1", "a", "2023-09-29", "received"), ("q-1", "b", "2023-10-15", "done")]
    assert stand(rows, sent, said, as_of="2023-10-20") == {"a": "overdue", "b": "done"}
    late = [("q-1", "a", "2023-10-15", "refused"), ("q-1", "b", "2023-10-15", "we are looking")]
    assert stand(rows, sent, late, as_of="2023-10-20") == {"a": "refused", "b": "overdue"}
### END HIDDEN TESTS
