# %% [markdown]
# ## Why
#
# The Ring order requires a log of **each instance** in which staff or a contractor accesses a
# recording.{fact}`O-R12` The complaint alleges that Ring cannot determine how many other employees
# accessed videos improperly.{fact}`F-R14` So the people who were watched cannot be told. A useful log is
# exact about four things: what counts as one access, whose accesses it holds, what an entry says, and
# which bytes are stored. AUD-05 hashes these bytes.

# %% given="setup"
import json
import unicodedata
from datetime import UTC, datetime, timedelta

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Look
#
# Clara Hahn is an invented customer of Porchlight, an invented company. You will meet her again. This is what happened
# at her cameras between 23:20 and midnight (UTC) on 13 Feb 2023. (Porchlight's table names the kind of `mfa`; your entry
# keeps only yes or no.)

# %% look
from privacylab.companies import porchlight

accesses = porchlight.table("accesses").query("customer_id == 'c-002347'").set_index("occurred_at").sort_index()
evening = accesses.loc["2023-02-13"]
print(f"{len(evening)} accesses, {evening['seconds'].sum() / 60:.0f} minutes of video. The first eight:")
evening[["person_id", "action", "recording_id", "label", "seconds", "ground", "ticket_id", "mfa"]].head(8)

# %% [markdown]
# **Before you code:** how many entries does the order ask for? What could Clara no longer learn from one summary line
# per person and day?
#
# ## Step 1 · One request, one entry
#
# Complete `entry_of(request)`. It returns a new dict with the eleven `FIELDS` of a request, unchanged, and no other
# keys:
#
# | fields | value |
# |---|---|
# | `actor`, `employer`, `action`, `object`, `subject` (the customer), `ip` | string |
# | `ground`, `ticket`, `consent` | string, or `None` for "there is none" |
# | `time` | `datetime` with a time zone |
# | `mfa` (multi-factor authentication) | `True` or `False` |
#
# Values of other types do not occur. Raise `ValueError` where the docstring says so, and check nothing else. The loop is
# given; `value` is `""` if the key is missing.
#
# | request with | result |
# |---|---|
# | no key `ticket` | `ValueError` |
# | `"ticket": ""` | `ValueError`: "no ticket" is `None`, not `""` |
# | `"ticket": None` | an entry |
# | `"actor": None` | `ValueError` |
# | `"mfa": False` | an entry |
# | a `time` without a time zone | `ValueError` |

# %% step="entry_of"
FIELDS = (
    "actor", "employer", "action", "object", "subject", "ground", "ticket", "consent", "time",
    "ip", "mfa",
)  # fmt: skip
MAY_BE_NONE = ("ground", "ticket", "consent")
ACTIONS = {"view", "stream", "download", "export", "share", "query"}


def entry_of(request: dict) -> dict:
    """Return the log entry for one request: the eleven FIELDS and nothing else.

    Raises ValueError if a field is missing or the empty string, if it is None and not in MAY_BE_NONE,
    or if time has no time zone. Ring order, III.E.5 (log each access) and III.E.1 (lawful grounds).
    """
    for name in FIELDS:
        value = request.get(name, "")
        ### BEGIN SOLUTION
        if value == "" or (value is None and name not in MAY_BE_NONE):
            raise ValueError(f"The request has no {name}.")
        ### END SOLUTION
    ### BEGIN SOLUTION
    if request["time"].tzinfo is None:
        raise ValueError("The time has no time zone.")
    ### END SOLUTION
    return {name: request[name] for name in FIELDS}

# %% test="entry_of"
def request(**changes):
    """Return a request as it arrives at the video service, with some changes."""
    return {
        "actor": "e-104",
        "actor_kind": "employee",
        "employer": "Porchlight",
        "action": "view",
        "object": "r-000881",
        "subject": "c-0042",
        "ground": "consent",
        "ticket": "t-5501",
        "consent": "k-0099",
        "time": datetime(2017, 7, 3, 22, 30, tzinfo=UTC),
        "ip": "10.1.4.7",
        "mfa": True,
        "session": "s-77",
    } | changes

with checks("an entry has the eleven fields and no other", "AUD-04"):
    entry = entry_of(request(ticket=None))
    assert set(entry) == set(FIELDS)
    assert (entry["actor"], entry["ticket"], entry["mfa"]) == ("e-104", None, True)

### BEGIN HIDDEN TESTS
# class seed: words 104 000881 0042 5501 0099 77
def refused(**changes):
    """Whether entry_of says no to this request; a key whose change is ... is taken away."""
    changed = {name: value for name, value in request(**changes).items() if value is not ...}
    try:
        entry_of(changed)
    except ValueError:
        return True
    return False

with checks("a request that lacks any of the eleven fields is refused", "AUD-04", hint=2):
    assert [name for name in FIELDS if not refused(**{name: ...})] == []

with checks("an empty string is refused, and so is None where the field needs a value", "AUD-04", hint=3):
    texts = [name for name in FIELDS if name not in ("time", "mfa")]
    assert [name for name in texts if not refused(**{name: ""})] == []
    assert [name for name in FIELDS if refused(**{name: None})] == [
        "actor", "employer", "action", "object", "subject", "time", "ip", "mfa",
    ]  # fmt: skip

with checks("an access without multi-factor authentication gets an entry, too", "AUD-04", hint=1):
    assert entry_of(request(mfa=False))["mfa"] is False

with checks("the entry has the request's values unchanged", "AUD-04", hint=2):
    from datetime import timezone

    kyiv = request()["time"].astimezone(timezone(timedelta(hours=3)))
    said = {"actor": " e-104", "employer": "Nimbus  Support ", "action": "View", "object": "R-1",
            "subject": " ", "ground": "Cafe\u0301", "ip": "2001:DB8::1", "time": kyiv}  # fmt: skip
    asked = request(**said)
    entry = entry_of(asked)
    assert {name: entry[name] for name in said} == said
    assert entry["time"].utcoffset() == timedelta(hours=3)
    assert entry_of(request(ground="consent", consent=None))["consent"] is None
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Which requests are logged?
#
# Complete `entries_of(requests)`. It returns one entry for **each** request to be logged, in the order of
# the list. Log a request if
#
# - its `action` is one of the six `ACTIONS`, **and**
# - its `actor_kind` is anything but `"customer"`, including kinds you have never heard of. It does not
#   matter who `actor` and `subject` are.
#
# | `action` | `actor_kind` | logged |
# |---|---|---|
# | `"view"` | `"employee"` | yes |
# | `"export"` | `"contractor"` | yes |
# | `"query"` | `"service"` (a program with its own account) | yes |
# | `"view"` | `"customer"` | no |
# | `"log in"` | `"employee"` | no |
#
# - Summarize nothing. Someone who views the same recording three times makes three entries, even within
#   one second.
# - Make each entry with `entry_of`. If it raises an error, let the error through.
# - Requests that are not logged may be incomplete, so don't check them. Each request has an `action` and an
#   `actor_kind`.

# %% step="entries_of"
def entries_of(requests: list[dict]) -> list[dict]:
    """Return one entry for each access by anyone but a customer, in the order of the requests.

    Raises what entry_of raises. Ring order, III.E.5: each instance.
    """
    ### BEGIN SOLUTION
    return [
        entry_of(request)
        for request in requests
        if request["action"] in ACTIONS and request["actor_kind"] != "customer"
    ]
    ### END SOLUTION

# %% test="entries_of"
with checks("three views of one recording are three entries"):
    assert len(entries_of([request(), request(), request()])) == 3

with checks("a contractor's access is logged like an employee's", "AUD-02"):
    logged = entries_of(
        [
            request(actor="x-9", actor_kind="contractor", employer="Nimbus Support"),
            request(actor="c-0042", actor_kind="customer"),
        ]
    )
    assert [entry["actor"] for entry in logged] == ["x-9"]

### BEGIN HIDDEN TESTS
with checks("each of the six actions is an access, and nothing else is", hint=2):
    actions = ["view", "stream", "download", "export", "share", "query", "log in", "View", "preview"]
    logged = entries_of([request(action=action) for action in actions])
    assert [entry["action"] for entry in logged] == actions[:6]

with checks("accesses within the same second stay separate entries, in their order", hint=1):
    steps = ["a", "b", "a", "a", "c", "b"]
    logged = entries_of([request(object=f"r-{step}") for step in steps])
    assert [entry["object"] for entry in logged] == [f"r-{step}" for step in steps]
    for action in ("stream", "query", "download"):
        assert len(entries_of([request(action=action)] * 3)) == 3
    instants = [request()["time"] + n * timedelta(milliseconds=100) for n in range(4)]
    assert len(entries_of([request(time=instant) for instant in instants])) == 4

with checks("entries keep the order of the list, even if their times do not", hint=3):
    start = request()["time"]
    times = [start + timedelta(minutes=n) for n in (5, 1, 9, 1, 3)]
    assert [entry["time"] for entry in entries_of([request(time=time) for time in times])] == times

with checks("programs, affiliates, and unknown kinds of actors are logged", "AUD-02", hint=2):
    kinds = ["service", "affiliate", "employee", "customer", "contractor", "Customer", "customer service", ""]
    logged = entries_of([request(actor=f"a {kind}", actor_kind=kind) for kind in kinds])
    assert [entry["actor"] for entry in logged] == [f"a {kind}" for kind in kinds if kind != "customer"]
    assert len(entries_of([{"action": "view", "actor_kind": "customer"}, request()])) == 1
    own = entries_of([request(actor="c-0042", subject="c-0042", actor_kind="employee")])
    assert [entry["actor"] for entry in own] == ["c-0042"]

with checks("a contractor without a ticket, a ground, or a second factor is logged, too", "AUD-02", hint=1):
    bare = {"ground": None, "ticket": None, "consent": None, "mfa": False}
    (entry,) = entries_of([request(actor_kind="contractor", employer="Nimbus Support", **bare)])
    assert {name: entry[name] for name in bare} == bare

with checks("a time needs a time zone, and a bad request is never skipped silently", "AUD-04", hint=3):
    naive = datetime(2017, 7, 3, 22, 30)
    assert refused(time=naive)
    stopped = False
    try:
        entries_of([request(), request(time=naive), request()])
    except ValueError:
        stopped = True
    assert stopped
    logged = entries_of([request(), request(action="log in", time=naive)])
    assert len(logged) == 1
    stopped = []
    for change in ({"actor": ""}, {"subject": None}, {"ip": ""}):
        try:
            entries_of([request(), request(**change), request()])
        except ValueError:
            stopped.append(change)
    assert len(stopped) == 3
### END HIDDEN TESTS

# %% [markdown]
# ## Look again
#
# The same letter can be stored as different characters that look alike. Unicode has *normal forms*: NFC combines a
# letter and its accent, NFD separates them. NFKC goes further, and also replaces characters such as `²`.

# %% look
import unicodedata

one, two = "é", "e\u0301"  # e with an accent, and e followed by a combining accent
print(one, two, "equal:", one == two, " bytes:", one.encode(), two.encode())
for form in ("NFC", "NFD", "NFKC"):
    shown = [unicodedata.normalize(form, text) for text in (one, two, "\ufb01n", "m²")]
    print(form, [text.encode() for text in shown[:2]], shown[2:])

# %% [markdown]
# Which form gives both `é`s the same bytes, and leaves "m²" unchanged?
#
# ## Step 3 · The bytes of an entry
#
# Complete `encode(entry)`. It returns the bytes of an entry from step 1, in any format that follows two rules:
#
# - **The same entry always has the same bytes**, whatever the order of the dict's keys, the time zone in
#   which the instant is written, or the Unicode form of a string.
# - **Different entries have different bytes.** Capitals, spaces, and microseconds matter. Strings may contain any
#   character: quotes, bars, line breaks.
#
# | two entries that differ only in | bytes |
# |---|---|
# | `time`: 22:30 in UTC, 00:30 the next day at UTC+2 | the same |
# | `employer`: `"é"` in its two Unicode forms | the same |
# | `time`: one microsecond | different |
# | `actor`, `employer`: `"a"`, `"bc"`, and `"ab"`, `"c"` | different |
# | `ticket`: `None`, and `"None"` | different |
# | `ip`, `mfa`: `"True"`, `False`, and `"False"`, `True` | different |
#
# Use the form NFC: the character `ﬁ` is not the letters `fi`, so two entries that differ in it have different bytes.

# %% step="encode"
def encode(entry: dict) -> bytes:
    """Return the canonical bytes of an entry: equal for equal entries, different for different ones."""
    ### BEGIN SOLUTION
    def plain(value):
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat()
        return unicodedata.normalize("NFC", value) if isinstance(value, str) else value

    return json.dumps({name: plain(value) for name, value in entry.items()}, sort_keys=True).encode()
    ### END SOLUTION

# %% test="encode"
from datetime import timezone

with checks("one instant in two time zones has the same bytes, and two actors have different bytes", "AUD-10"):
    entry = {name: request()[name] for name in FIELDS}
    later_clock = entry["time"].astimezone(timezone(timedelta(hours=2)))  # 00:30 on the next day
    assert encode(entry | {"time": later_clock}) == encode(entry)
    assert encode(entry | {"actor": "a", "employer": "bc"}) != encode(
        entry | {"actor": "ab", "employer": "c"}
    )

### BEGIN HIDDEN TESTS
from datetime import timezone

from privacylab.checks import call_each

import hypothesis.strategies as st


def entry_with(**changes):
    return {name: value for name, value in request(**changes).items() if name in FIELDS}

with checks("entries that look alike when joined have different bytes", "AUD-10", hint=1):
    twins = [
        ({"actor": "a", "employer": "bc"}, {"actor": "ab", "employer": "c"}),
        ({"actor": "a|b", "employer": "c"}, {"actor": "a", "employer": "b|c"}),
        ({"actor": 'a", "employer": "b'}, {"actor": "a", "employer": "b"}),
        ({"ground": None}, {"ground": "None"}),
        ({"ticket": None}, {"ticket": "null"}),
        ({"ticket": "x", "consent": None}, {"ticket": None, "consent": "x"}),
        ({"ip": "True", "mfa": False}, {"ip": "False", "mfa": True}),
        ({"actor": "Zoe"}, {"actor": "Zoé"}),
        ({"actor": "zoe"}, {"actor": "Zoe"}),
        ({"actor": "a"}, {"actor": "a "}),
        ({"actor": "a b"}, {"actor": "a  b"}),
        ({"object": "a\r\nb"}, {"object": "a\nb"}),
        ({"actor": "\ufb01n"}, {"actor": "fin"}),
        ({"object": "m²"}, {"object": "m2"}),
        ({"object": "a\u200bb"}, {"object": "ab"}),
        ({"ip": "2001:DB8::1"}, {"ip": "2001:db8::1"}),
    ]
    ones, others = ([(entry_with(**entry),) for entry in each] for each in zip(*twins))
    pairs = zip(twins, call_each(encode, ones), call_each(encode, others))
    assert [twin for twin, one, other in pairs if one == other] == []

with checks("one instant in any time zone has the same bytes, and a microsecond later it has others", "AUD-10", hint=2):
    kyiv, york = timezone(timedelta(hours=3)), timezone(timedelta(hours=-4))

    @checks.always(time=st.datetimes(datetime(2015, 1, 1), datetime(2025, 1, 1), timezones=st.just(UTC)))
    def _(time):
        same = [time, time.astimezone(kyiv), time.astimezone(york)]
        others = [time + timedelta(microseconds=1), time.replace(tzinfo=kyiv)]
        entries = [(entry_with(time=one),) for one in same + others]
        data, *found = call_each(encode, entries)
        assert [one == data for one in found] == [True, True, False, False]
### END HIDDEN TESTS

# %% [markdown]
# ## Step 4 · From the bytes back to the entry
#
# Complete `decode(data)`. It returns the entry that `encode` turned into `data`: a dict with the eleven keys,
# and values of the same types.
#
# | `entry` | `decode(encode(entry))` |
# |---|---|
# | `"mfa": False`, `"ticket": None` | `"mfa": False`, `"ticket": None` |
# | `"employer": "é"`, in either Unicode form | `"employer": "é"`, in the form NFC |
# | `"time"`: 22:30 in UTC | the same instant, in any time zone |

# %% step="decode"
def decode(data: bytes) -> dict:
    """Return the entry that encode turned into these bytes."""
    ### BEGIN SOLUTION
    entry = json.loads(data)
    return {**entry, "time": datetime.fromisoformat(entry["time"])}
    ### END SOLUTION

# %% test="decode"
with checks("decoding gives the entry back, whatever the order of its keys", "AUD-10"):
    entry = {name: request()[name] for name in FIELDS}
    backwards = dict(reversed(entry.items()))
    assert isinstance(encode(entry), bytes)
    assert encode(backwards) == encode(entry)
    assert decode(encode(entry)) == entry

### BEGIN HIDDEN TESTS
with checks("decoding gives the entry back, whatever its strings contain", "AUD-10", hint=3):
    words = st.text(alphabet="ab|,:;'\"\\{}=\n\t\x00\x1f é\U0001f3a5", min_size=1, max_size=5)

    @checks.always(
        actor=words,
        object=words,
        ground=st.none() | words | st.just("None"),
        mfa=st.booleans(),
        time=st.datetimes(datetime(2015, 1, 1), datetime(2025, 1, 1), timezones=st.just(UTC)),
    )
    def _(**changes):
        entry = entry_with(**changes)
        assert decode(encode(entry)) == entry

with checks("one string in two Unicode forms has the same bytes", "AUD-10", hint=3):
    for text in ["Café Zürich", "Ångström", "Nguyễn", "가나다"]:
        composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
        data = encode(entry_with(employer=apart))
        assert encode(entry_with(employer=composed)) == data
        assert decode(data)["employer"] == composed
        for name in ("actor", "action", "object", "subject", "ground", "ticket", "consent", "ip"):
            entries = [(entry_with(**{name: form}),) for form in (apart, composed)]
            one, other = call_each(encode, entries)
            assert one == other
### END HIDDEN TESTS
