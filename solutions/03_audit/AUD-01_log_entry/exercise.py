# %% [markdown]
# ## Why
#
# The Ring order requires a log of **each instance** in which staff or a contractor accesses a
# recording. So first: what is an instance, who counts, what is written down, and as which bytes? The
# bytes matter, because the tree of AUD-05 hashes them: two services that write down the same access
# must come to the same bytes, and no two different entries may share theirs.
#
# Write four functions.
#
# ## Rules
#
# - You may add functions and imports of your own to the cell of your answer.
# - Do not change the dicts, the lists and the tables that you are given.
# - *Missing* in a table is what is `None`, `NaN` or `NaT`, and nothing else: the empty text `""` is there.
#   A column whose values may be missing is said to be so.

# %% given="setup"
import json
import unicodedata
from datetime import UTC, datetime, timedelta

from privacylab.checks import Checks
from privacylab.lab import hint

# %% [markdown]
# ## Step 1 · `entry_of`
#
# **1. `entry_of(request)`** makes the entry of one request. It is a dict with just the eleven fields
# of `FIELDS`, as the request has them:
#
# | field | meaning | type |
# |---|---|---|
# | `actor`, `employer` | who, and who employs them | text |
# | `action`, `object` | what was done, to which recording or search | text |
# | `subject` | the customer whom it concerns | text |
# | `ground`, `ticket`, `consent` | why: each a text, or `None` where there is none | text or `None` |
# | `time` | when | `datetime` with a time zone |
# | `ip` | from where | text |
# | `mfa` | whether multi-factor authentication was used | `True` or `False` |
#
# A request has more keys; they are left out. Raise `ValueError` where
#
# - the request lacks one of the eleven;
# - one of them is the empty text `""` (`ground`, `ticket` and `consent` too: there `None` says "none");
# - one is `None` that may not be;
# - `time` carries no time zone.
#
# Values of other types than the table's do not occur.

# %% step="entry_of"
FIELDS = (
    "actor", "employer", "action", "object", "subject", "ground", "ticket", "consent", "time",
    "ip", "mfa",
)  # fmt: skip
MAY_BE_NONE = ("ground", "ticket", "consent")
ACTIONS = {"view", "stream", "download", "export", "share", "query"}


def entry_of(request: dict) -> dict:
    """The log's entry for one request: the eleven FIELDS and nothing else.

    Raises ValueError where a field is missing, empty, None without being one of MAY_BE_NONE, or
    where time has no time zone. Order: III.E.5, and III.E.1 for what makes an access lawful.
    """
    ### BEGIN SOLUTION
    for name in FIELDS:
        value = request.get(name, "")
        if value == "" or (value is None and name not in MAY_BE_NONE):
            raise ValueError(f"The request says nothing about its {name}.")
    if request["time"].tzinfo is None:
        raise ValueError("An instant without a time zone is not an instant.")
    return {name: request[name] for name in FIELDS}
    ### END SOLUTION

# %% test="entry_of"
def request(**changes):
    """A request to the video service, as it arrives, with some changes."""
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
def refused(**changes):
    """Whether entry_of says no to this request; a key whose change is ... is taken away."""
    changed = {name: value for name, value in request(**changes).items() if value is not ...}
    try:
        entry_of(changed)
    except ValueError:
        return True
    return False

with checks("a request that lacks any one of the eleven is refused", "AUD-04", hint=2):
    assert [name for name in FIELDS if not refused(**{name: ...})] == []

with checks("an empty text says nothing, and None only where it may", "AUD-04", hint=3):
    texts = [name for name in FIELDS if name not in ("time", "mfa")]
    assert [name for name in texts if not refused(**{name: ""})] == []
    assert [name for name in FIELDS if refused(**{name: None})] == [
        "actor", "employer", "action", "object", "subject", "time", "ip", "mfa",
    ]  # fmt: skip

with checks("no is an answer: an access without a second factor has its entry", "AUD-04", hint=1):
    assert entry_of(request(mfa=False))["mfa"] is False
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · `entries_of`
#
# **2. `entries_of(requests)`** makes the log of a list of requests: one entry for **each** request
# whose `action` is one of the six of `ACTIONS`, in the order of the list. Nothing is summed up: the
# same person who views the same recording three times makes three entries. The request's
# `actor_kind` is a text such as `"employee"`, `"contractor"`, `"affiliate"`, `"service"` (a program
# with an account of its own). Everybody is logged alike, kinds with new names too. Only the kind
# `"customer"` is left out, whoever `actor` and `subject` are. Each request here has an `action` and an
# `actor_kind`. What is not logged is not looked at any further; what is logged is made by `entry_of`,
# with its errors.

# %% step="entries_of"
def entries_of(requests: list[dict]) -> list[dict]:
    """An entry for each access of whoever is not of the kind "customer", in the requests' order.

    Raises what entry_of raises. Order: III.E.5, each instance.
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

with checks("a contractor's access is logged as an employee's is", "AUD-02"):
    logged = entries_of(
        [
            request(actor="x-9", actor_kind="contractor", employer="Nimbus Support"),
            request(actor="c-0042", actor_kind="customer"),
        ]
    )
    assert [entry["actor"] for entry in logged] == ["x-9"]

### BEGIN HIDDEN TESTS
with checks("each of the six actions is an access, and nothing else is", hint=2):
    actions = ["view", "stream", "download", "export", "share", "query", "log in", "list devices"]
    logged = entries_of([request(action=action) for action in actions])
    assert [entry["action"] for entry in logged] == actions[:6]

with checks("accesses of one session, one object and one second stay apart, in their order", hint=1):
    steps = ["a", "b", "a", "a", "c", "b"]
    logged = entries_of([request(object=f"r-{step}") for step in steps])
    assert [entry["object"] for entry in logged] == [f"r-{step}" for step in steps]

with checks("programs, affiliates and kinds that nobody has heard of are logged", "AUD-02", hint=2):
    kinds = ["service", "affiliate", "employee", "customer", "contractor", "intern", "vendor"]
    logged = entries_of([request(actor=kind, actor_kind=kind) for kind in kinds])
    assert [entry["actor"] for entry in logged] == [kind for kind in kinds if kind != "customer"]

with checks("a contractor without a ticket, a ground or a second factor is logged too", "AUD-02", hint=1):
    bare = {"ground": None, "ticket": None, "consent": None, "mfa": False}
    (entry,) = entries_of([request(actor_kind="contractor", employer="Nimbus Support", **bare)])
    assert {name: entry[name] for name in bare} == bare

with checks("an instant has a time zone, and one bad request is not left out in silence", "AUD-04", hint=3):
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
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · `encode`
#
# **3. `encode(entry)`** gives the entry's bytes. **4. `decode(data)`** gives the entry back from
# them: the same instant, in any time zone; the same texts, in the Unicode form NFC; the rest as it was.
# How you write it down is yours to choose, as long as this holds:
#
# - *The same entry has the same bytes:* in whichever order the dict has its keys; in whichever time
#   zone the same instant is written; and in whichever of its Unicode forms a text arrives (`"é"` is one
#   character, or an `"e"` and an accent).
# - *Different entries have different bytes.* An actor `"a"` of `"bc"` is not an `"ab"` of `"c"`;
#   `None` is not the text `"None"`; `True` is not `"True"`; an instant is not another that comes a
#   microsecond later. Texts may hold any character that UTF-8 can write: quotes, bars, line ends.
#
# Both take a dict with the keys of `FIELDS` and values of the types in the table.

# %% step="encode"
def encode(entry: dict) -> bytes:
    """The canonical bytes of an entry: the same for the same entry, different for different ones."""
    ### BEGIN SOLUTION
    def plain(value):
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat()
        return unicodedata.normalize("NFC", value) if isinstance(value, str) else value

    return json.dumps({name: plain(value) for name, value in entry.items()}, sort_keys=True).encode()
    ### END SOLUTION

# %% test="encode"
### BEGIN HIDDEN TESTS
from datetime import timezone

import hypothesis.strategies as st


def entry_with(**changes):
    return {name: value for name, value in request(**changes).items() if name in FIELDS}

with checks("fields that run into each other do not look alike", "AUD-10", hint=1):
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
    ]
    alike = [one for one, other in twins if encode(entry_with(**one)) == encode(entry_with(**other))]
    assert alike == []

with checks("one instant in two zones is one entry, and a microsecond makes another", "AUD-10", hint=2):
    kyiv, york = timezone(timedelta(hours=3)), timezone(timedelta(hours=-4))

    @checks.always(time=st.datetimes(datetime(2015, 1, 1), datetime(2025, 1, 1), timezones=st.just(UTC)))
    def _(time):
        data = encode(entry_with(time=time))
        assert encode(entry_with(time=time.astimezone(kyiv))) == data
        assert encode(entry_with(time=time.astimezone(york))) == data
        assert encode(entry_with(time=time + timedelta(microseconds=1))) != data
        assert encode(entry_with(time=time.replace(tzinfo=kyiv))) != data
### END HIDDEN TESTS

# %% [markdown]
# ## Step 4 · `decode`

# %% step="decode"
def decode(data: bytes) -> dict:
    """The entry again, from its bytes."""
    ### BEGIN SOLUTION
    entry = json.loads(data)
    return {**entry, "time": datetime.fromisoformat(entry["time"])}
    ### END SOLUTION

# %% test="decode"
with checks("an entry comes back from its bytes, whatever the order of its keys", "AUD-10"):
    entry = {name: request()[name] for name in FIELDS}
    backwards = dict(reversed(entry.items()))
    assert isinstance(encode(entry), bytes)
    assert encode(backwards) == encode(entry)
    assert decode(encode(entry)) == entry

### BEGIN HIDDEN TESTS
with checks("whatever is written in it, an entry comes back from its bytes", "AUD-10", hint=3):
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

with checks("one text in two Unicode forms is one entry", "AUD-10", hint=3):
    for text in ["Café Zürich", "Ångström", "Nguyễn", "가나다"]:
        composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
        data = encode(entry_with(employer=apart))
        assert encode(entry_with(employer=composed)) == data
        assert decode(data)["employer"] == composed
### END HIDDEN TESTS
