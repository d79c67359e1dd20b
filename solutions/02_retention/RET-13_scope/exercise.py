# %% [markdown]
# ## Why
#
# Before you look for data, say what counts. The two orders and the COPPA Rule draw four lines, each
# of them with two or more conditions. Whoever remembers one condition only draws another line.
#
# Write four functions. Each takes a table and returns a **set of ids**. No id is missing or occurs
# twice.
#
# ## Rules
#
# do not change the tables and the stores that you are given.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, small_table
from privacylab.lab import hint

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## Step 1 · `locations_in_scope`
#
# **1. `locations_in_scope(locations)`**: the `location_id` of each location that is app geolocation
# in the sense of the Alexa order. A location is out of scope if, and only if, it **cannot be linked** to
# other personal information **and both** of its coordinates have **fewer than three decimal
# places**. `latitude` and `longitude` are text, as they were reported: an optional minus sign,
# digits, and mostly a point and decimals (`"-122.33195"`, `"47.60"`, `"47"`). All decimals that were
# reported count, zeros too. `linkable` is true or false.

# %% step="locations_in_scope"
def locations_in_scope(locations: pd.DataFrame) -> set[str]:
    """The location_id of every location that is app geolocation.

    locations  location_id, latitude and longitude (text), linkable (bool)

    Alexa order: definition of app geolocation.
    """
    ### BEGIN SOLUTION
    in_scope = locations["linkable"]
    for axis in ("latitude", "longitude"):
        decimals = locations[axis].str.partition(".")[2]
        in_scope = in_scope | (decimals.str.len() >= 3)
    return set(locations.loc[in_scope, "location_id"])
    ### END SOLUTION

# %% test="locations_in_scope"
PLACE = "location_id latitude longitude linkable"

with checks("a location is out only if it is coarse on both axes and cannot be linked"):
    places = small_table(
        PLACE,
        ("coarse", "47.60", "-122.33", False),
        ("linked", "47.60", "-122.33", True),
        ("exact", "47.606", "-122.332", False),
    )
    assert locations_in_scope(places) == {"linked", "exact"}

### BEGIN HIDDEN TESTS
import itertools

with checks("both axes count, and each condition alone is not enough", hint=2):
    places = small_table(
        PLACE,
        ("fine north", "47.601", "-122.33", False),
        ("fine east", "47.60", "-122.33195", False),
        ("coarse", "47.60", "-122.33", False),
        ("whole", "47", "-122", False),
        ("linked", "47", "-122", True),
        ("fine and linked", "47.606", "-122.332", True),
    )
    result = locations_in_scope(places)
    assert result == {"fine north", "fine east", "linked", "fine and linked"}

with checks("a decimal that is zero is a decimal", hint=3):
    places = small_table(
        PLACE,
        ("zeros", "47.600", "-122.000", False),
        ("one zero", "47.6", "-122.330", False),
        ("short zero", "47.0", "-122.30", False),
    )
    assert locations_in_scope(places) == {"zeros", "one zero"}

with checks("for any number of decimals, the line lies at three", hint=1):
    cases = list(itertools.product(range(6), range(6), [True, False]))
    places = small_table(
        PLACE,
        *[(f"{n}/{e}/{own}", f"{47.25:.{n}f}", f"{-0.5:.{e}f}", own) for n, e, own in cases],
    )
    result = locations_in_scope(places)
    assert result == {f"{n}/{e}/{own}" for n, e, own in cases if own or n >= 3 or e >= 3}
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · `voice_in_scope`
#
# **2. `voice_in_scope(voice)`**: the `item_id` of each recording or transcript that is voice
# information. The order leaves out what **the user sent to another person**. `spoken_by` is the
# profile of the user who spoke; `sent_by` and `sent_to` say who sent the item, and to whom; both are
# missing (`None` or `NaN`) where nobody sent it. It is out of scope if, and only if, the one who spoke
# sent it, and sent it to somebody else. (All items of this table can be linked to a user.) What staff, a program or another member of the family passed on
# stays in scope.

# %% step="voice_in_scope"
def voice_in_scope(voice: pd.DataFrame) -> set[str]:
    """The item_id of every recording or transcript that is voice information.

    voice  item_id, spoken_by, sent_by and sent_to (missing where nobody sent it)

    Alexa order: definition of Voice Information.
    """
    ### BEGIN SOLUTION
    by_user = voice["sent_by"] == voice["spoken_by"]  # never true where nobody sent it
    to_another = voice["sent_to"] != voice["spoken_by"]
    return set(voice.loc[~(by_user & to_another), "item_id"])
    ### END SOLUTION

# %% test="voice_in_scope"
VOICE = "item_id spoken_by sent_by sent_to"

with checks("a message that the child sent is out, what staff passed on is in", "RET-14"):
    voice = small_table(
        VOICE,
        ("said", "ada", None, None),
        ("sent", "ada", "ada", "grandma"),
        ("forwarded", "ada", "staff-7", "staff-9"),
    )
    assert voice_in_scope(voice) == {"said", "forwarded"}

### BEGIN HIDDEN TESTS
with checks("only what the user sent to somebody else is a message", "RET-14", hint=2):
    voice = small_table(
        VOICE,
        ("to grandma", "ada", "ada", "grandma"),
        ("by a brother", "ada", "ben", "grandma"),
        ("by a program", "ada", "system", "vendor"),
        ("to oneself", "ada", "ada", "ada"),
        ("back to the child", "ada", "ben", "ada"),
        ("never sent", "ben", None, None),
    )
    result = voice_in_scope(voice)
    assert result == {"by a brother", "by a program", "to oneself", "back to the child", "never sent"}

with checks("what the one who spoke sent to another is out, whoever they are", "RET-14", hint=3):
    people = ["ada", "ben", "staff-7"]
    cases = list(itertools.product(people, repeat=3))
    voice = small_table(VOICE, *[("/".join(case), *case) for case in cases])
    result = voice_in_scope(voice)
    assert result == {"/".join(case) for case in cases if case[0] != case[1] or case[0] == case[2]}
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · `audio_only`
#
# **3. `audio_only(files, at_once)`**: the `item_id` of each sound file to which the **audio-only
# exception** of the COPPA Rule applies (16 CFR 312.5(c)(9)): a child's voice, collected to answer a
# request. It applies only if all of these hold:
#
# - `also_collected` is `""`: no other personal information was collected with it (it is text, never
#   missing);
# - `used_for` is `"answer"` and nothing else (several uses are written as `"answer, training"`);
# - the file has been deleted, and no later than the time `at_once` after the answer. `answered_at`
#   and `deleted_at` are instants in UTC; `deleted_at` is `NaT` while the file is still there. A file
#   that was deleted before the answer is in time. (The rule says *immediately* and gives no number;
#   `at_once` is the one that counsel has set.)

# %% step="audio_only"
def audio_only(files: pd.DataFrame, at_once: pd.Timedelta) -> set[str]:
    """The item_id of every sound file to which the audio-only exception applies.

    files    item_id, also_collected, used_for, answered_at, deleted_at (NaT while it is there)
    at_once  how long after the answer a deletion is still immediate

    Source: 16 CFR 312.5(c)(9).
    """
    ### BEGIN SOLUTION
    alone = files["also_collected"] == ""
    answer_only = files["used_for"] == "answer"
    gone = files["deleted_at"] <= files["answered_at"] + at_once  # NaT is never in time
    return set(files.loc[alone & answer_only & gone, "item_id"])
    ### END SOLUTION

# %% test="audio_only"
def at(text):
    return day(text, tz="UTC")

FILE = "item_id also_collected used_for answered_at deleted_at"

with checks("voice alone is no exception: nothing else, no other use, deleted at once", "RET-18"):
    files = small_table(
        FILE,
        ("right", "", "answer", at("2024-05-01T10:00:00"), at("2024-05-01T10:00:02")),
        ("named", "first name", "answer", at("2024-05-01T10:00:00"), at("2024-05-01T10:00:02")),
        ("kept", "", "answer", at("2024-05-01T10:00:00"), at("2024-05-01T11:00:00")),
    )
    assert audio_only(files, at_once=pd.Timedelta(seconds=10)) == {"right"}

### BEGIN HIDDEN TESTS
with checks("another use, or a file that is still there, ends the exception", "RET-18", hint=2):
    asked = at("2024-05-01T10:00:00")
    soon = at("2024-05-01T10:00:05")
    files = small_table(
        FILE,
        ("right", "", "answer", asked, soon),
        ("trained on", "", "answer, training", asked, soon),
        ("never answered with", "", "training", asked, soon),
        ("located", "location", "answer", asked, soon),
        ("still there", "", "answer", asked, pd.NaT),
    )
    assert audio_only(files, pd.Timedelta(minutes=1)) == {"right"}

with checks("immediately is what was set, to the second", "RET-18", hint=3):
    asked = at("2024-05-01T23:59:50")
    files = small_table(
        FILE,
        ("before", "", "answer", asked, at("2024-05-01T23:59:49")),
        ("on time", "", "answer", asked, at("2024-05-02T00:00:20")),
        ("late", "", "answer", asked, at("2024-05-02T00:00:21")),
    )
    assert audio_only(files, pd.Timedelta(seconds=30)) == {"before", "on time"}
    assert audio_only(files, pd.Timedelta(seconds=31)) == {"before", "on time", "late"}
### END HIDDEN TESTS

# %% [markdown]
# ## Step 4 · `ring_must_destroy`
#
# **4. `ring_must_destroy(things)`**: the `item_id` of each thing that the Ring order requires to be
# destroyed for its age: what was collected **before 1 March 2018**, that is, before that day begins
# in UTC. A **recording** must have been **reviewed and annotated** as well; a **face embedding**
# need not. `kind` is `"recording"` or `"face embedding"`, `collected_at` an instant in UTC,
# `reviewed` and `annotated` are true or false.

# %% step="ring_must_destroy"
def ring_must_destroy(things: pd.DataFrame) -> set[str]:
    """The item_id of everything that the Ring order requires to be destroyed for its age.

    things  item_id, kind, collected_at, reviewed (bool), annotated (bool)

    Ring order: Pre-March-2018 Covered Recordings, and Face Embeddings.
    """
    ### BEGIN SOLUTION
    old = things["collected_at"] < pd.Timestamp("2018-03-01", tz="UTC")
    worked_on = things["reviewed"] & things["annotated"]
    return set(things.loc[old & ((things["kind"] == "face embedding") | worked_on), "item_id"])
    ### END SOLUTION

# %% test="ring_must_destroy"
THING = "item_id kind collected_at reviewed annotated"

with checks("a recording must have been annotated, an embedding need not", "RET-19"):
    things = small_table(
        THING,
        ("clip", "recording", at("2017-06-01"), True, True),
        ("plain clip", "recording", at("2017-06-01"), False, False),
        ("face", "face embedding", at("2017-06-01"), False, False),
        ("new face", "face embedding", at("2019-06-01"), False, False),
    )
    assert ring_must_destroy(things) == {"clip", "face"}

### BEGIN HIDDEN TESTS
with checks("the line is the first instant of 1 March 2018", "RET-19", hint=2):
    things = small_table(
        THING,
        ("last clip", "recording", at("2018-02-28T23:59:59"), True, True),
        ("first clip", "recording", at("2018-03-01T00:00:00"), True, True),
        ("last face", "face embedding", at("2018-02-28T23:59:59"), True, False),
        ("first face", "face embedding", at("2018-03-01T00:00:00"), False, False),
        ("february", "face embedding", at("2018-02-01T00:00:00"), False, False),
    )
    assert ring_must_destroy(things) == {"last clip", "last face", "february"}

with checks("a recording must have been both reviewed and annotated", "RET-19", hint=3):
    things = small_table(
        THING,
        ("both", "recording", at("2016-01-01"), True, True),
        ("reviewed", "recording", at("2016-01-01"), True, False),
        ("annotated", "recording", at("2016-01-01"), False, True),
        ("a face", "face embedding", at("2016-01-01"), True, True),
        ("a late one", "recording", at("2020-01-01"), True, True),
    )
    assert ring_must_destroy(things) == {"both", "a face"}
### END HIDDEN TESTS
