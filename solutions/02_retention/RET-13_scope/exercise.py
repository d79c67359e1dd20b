# %% [markdown]
# ## Why
#
# Before you look for data, decide what counts. The Alexa order leaves out a location only if it cannot be
# linked *and* is coarse.{fact}`O-A9` It also leaves out a voice record that its speaker sent to someone
# else.{fact}`O-A8` The Ring order has one cut-off date. A recording must also have been reviewed and
# annotated;{fact}`O-R2` a face embedding need not be.{fact}`O-R3` Code that forgets a condition keeps a child's
# voice, or destroys what the order leaves alone.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint, small_table

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## Look
#
# How many of Murmur's locations would be out of scope if few decimals were enough? If only the latitude
# counted? If `47.600` were first turned into a number, which drops the zeros?

# %% look
from privacylab.companies import murmur

places, devices = murmur.table("locations"), murmur.table("devices")
axes = ("latitude", "longitude")
decimals = pd.DataFrame({axis: places[axis].str.partition(".")[2].str.len() for axis in axes})
as_number = places["latitude"].astype(float).astype(str).str.partition(".")[2].str.len()
pd.Series(
    {
        "fewer than three decimals on both axes": (decimals < 3).all(axis=1).sum(),
        "fewer than three in the latitude": (decimals["latitude"] < 3).sum(),
        "fewer than three in the latitude, as a number": (as_number < 3).sum(),
        "device without a known owner": (~places["device_id"].isin(devices["device_id"])).sum(),
    },
    name=f"of {len(places):,} locations",
)

# %% [markdown]
# The last line decides: every location is linked to a person through the device. How many are out of scope?

# %% [markdown]
# ## Step 1 · Which locations count?
#
# Complete `locations_in_scope(locations)`. It returns the `location_id`s of the locations that are app
# geolocation under the Alexa order. A location is **out** of scope only if both are true:
#
# - it cannot be linked to other personal information (`linkable` is `False`);
# - **both** coordinates have fewer than three decimal places.
#
# | `latitude` | `longitude` | `linkable` | in scope? |
# |---|---|---|---|
# | `"47.60"` | `"-122.33"` | `False` | no |
# | `"47.60"` | `"-122.33"` | `True` | yes |
# | `"47"` | `"-122.330"` | `False` | yes: a zero counts as a decimal place |
#
# Coordinates are strings: an optional minus sign, digits, and usually a point and decimals.

# %% step="locations_in_scope"
def locations_in_scope(locations: pd.DataFrame) -> set[str]:
    """Return the location_id of every location that is app geolocation.

    locations  location_id (unique), latitude and longitude (strings), linkable (bool); no value is
               missing

    Source: the Alexa order's definition of Alexa App Geolocation Information.
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
# class seed: words coarse exact zeros whole ada ben grandma staff vendor right named kept clip february both
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

with checks("for any number of decimals, the line is at three", hint=1):
    cases = list(itertools.product(range(6), range(6), [True, False]))
    north, east = checks.random.randint(1, 80) + 0.25, checks.random.randint(1, 170) + 0.5
    places = small_table(
        PLACE,
        *[(f"{n}/{e}/{own}", f"{north:.{n}f}", f"{-east:.{e}f}", own) for n, e, own in cases],
    )
    result = locations_in_scope(places)
    assert result == {f"{n}/{e}/{own}" for n, e, own in cases if own or n >= 3 or e >= 3}
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Which voice records count?
#
# Complete `voice_in_scope(voice)`. It returns the `item_id`s of the recordings and transcripts that are
# voice information under the Alexa order. A record is **out** of scope only if the user who spoke it sent
# it to someone else: any id other than `spoken_by`. Whatever staff, a program, or another family member
# passed on stays in scope.
#
# | `spoken_by` | `sent_by` | `sent_to` | in scope? |
# |---|---|---|---|
# | `"ada"` | `None` | `None` | yes: no one sent it |
# | `"ada"` | `"ada"` | `"grandma"` | no |
# | `"ada"` | `"ada"` | `"ada"` | yes: she sent it to herself |
# | `"ada"` | `"staff-7"` | `"staff-9"` | yes: staff passed it on |
#
# All records in this table can be linked to a user.

# %% step="voice_in_scope"
def voice_in_scope(voice: pd.DataFrame) -> set[str]:
    """Return the item_id of every recording or transcript that is voice information.

    voice  item_id (unique), spoken_by (never missing), sent_by and sent_to (both None or NaN where
           no one sent it); the three hold ids of profiles, people, or programs

    Source: the Alexa order's definition of Voice Information.
    """
    ### BEGIN SOLUTION
    by_user = voice["sent_by"] == voice["spoken_by"]  # never true where no one sent it
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
with checks("only what the user sent to someone else is a message", "RET-14", hint=2):
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

with checks("whatever its speaker sent to another id is out, for any speaker and any id", "RET-14", hint=3):
    people = ["ada", "ben", "staff-7"]
    cases = list(itertools.product(people, repeat=3))
    voice = small_table(VOICE, *[("/".join(case), *case) for case in cases])
    result = voice_in_scope(voice)
    assert result == {"/".join(case) for case in cases if case[0] != case[1] or case[0] == case[2]}
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · The audio-only exception
#
# The COPPA Rule has an exception for a child's voice that is collected only to answer a request (16 CFR
# 312.5(c)(9); before the amendment of 2025, a policy of 2017, 82 FR 58076).
#
# Complete `audio_only(files, at_once)`. It returns the `item_id`s of the sound files to which the
# exception applies. **All** of these must be true:
#
# - `also_collected` is `""`: no other personal information was collected with it.
# - `used_for` is exactly `"answer"`. (Several uses look like `"answer, training"`.)
# - The file was deleted at most `at_once` after `answered_at`. A deletion before the answer is in time,
#   too; a file that is still there (`NaT`) is not.
#
# | `also_collected` | deleted after the answer | `at_once` | applies? |
# |---|---|---|---|
# | `""` | 2 seconds | 10 seconds | yes |
# | `""` | 1 hour | 10 seconds | no |
# | `"first name"` | 2 seconds | 10 seconds | no |
#
# The rule says *immediately* and gives no number. Counsel sets `at_once`.

# %% step="audio_only"
def audio_only(files: pd.DataFrame, at_once: pd.Timedelta) -> set[str]:
    """Return the item_id of every sound file to which the audio-only exception applies.

    files    item_id (unique), also_collected and used_for (never missing; several words are joined
             by ", "), answered_at and deleted_at (instants in UTC; deleted_at is NaT while the file
             is still there)
    at_once  how long after the answer a deletion still counts as immediate, inclusive

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

with checks("the exception takes all three: nothing else collected, no other use, deleted at once", "RET-18"):
    files = small_table(
        FILE,
        ("right", "", "answer", at("2025-09-01T10:00:00"), at("2025-09-01T10:00:02")),
        ("named", "first name", "answer", at("2025-09-01T10:00:00"), at("2025-09-01T10:00:02")),
        ("kept", "", "answer", at("2025-09-01T10:00:00"), at("2025-09-01T11:00:00")),
    )
    assert audio_only(files, at_once=pd.Timedelta(seconds=10)) == {"right"}

### BEGIN HIDDEN TESTS
# class seed: dates days
with checks("another use, or a file that is still there, ends the exception", "RET-18", hint=2):
    asked = at("2025-09-01T10:00:00")
    soon = at("2025-09-01T10:00:05")
    files = small_table(
        FILE,
        ("right", "", "answer", asked, soon),
        ("trained on", "", "answer, training", asked, soon),
        ("trained on first", "", "training, answer", asked, soon),
        ("listened to", "", "answer, quality review", asked, soon),
        ("never answered with", "", "training", asked, soon),
        ("located", "location", "answer", asked, soon),
        ("still there", "", "answer", asked, pd.NaT),
    )
    assert audio_only(files, pd.Timedelta(minutes=1)) == {"right"}

with checks("immediately is what was set, to the second", "RET-18", hint=3):
    asked = at("2025-09-01T23:59:50")
    files = small_table(
        FILE,
        ("before", "", "answer", asked, at("2025-09-01T23:58:49")),
        ("on time", "", "answer", asked, at("2025-09-02T00:00:20")),
        ("late", "", "answer", asked, at("2025-09-02T00:00:21")),
    )
    assert audio_only(files, pd.Timedelta(seconds=30)) == {"before", "on time"}
    assert audio_only(files, pd.Timedelta(seconds=31)) == {"before", "on time", "late"}
### END HIDDEN TESTS

# %% [markdown]
# ## Step 4 · What must Ring destroy?
#
# Complete `ring_must_destroy(things)`. It returns the `item_id`s of what Ring must destroy because of its
# age: things collected **before 1 March 2018**, that is, before that day begins in UTC.
#
# | `kind` | must be destroyed if collected before 1 Mar 2018 and … |
# |---|---|
# | `"recording"` | it was **both** reviewed and annotated |
# | `"face embedding"` | (no further condition) |
#
# | `kind` | `collected_at` | `reviewed`, `annotated` | destroy? |
# |---|---|---|---|
# | `"recording"` | 2017-06-01 | `True`, `True` | yes |
# | `"recording"` | 2017-06-01 | `True`, `False` | no |
# | `"face embedding"` | 2017-06-01 | `False`, `False` | yes |

# %% step="ring_must_destroy"
def ring_must_destroy(things: pd.DataFrame) -> set[str]:
    """Return the item_id of everything that the Ring order requires to be destroyed because of its age.

    things  item_id (unique), kind ("recording" or "face embedding"), collected_at (an instant in
            UTC), reviewed and annotated (bool); no value is missing

    Source: the Ring order, Pre-March-2018 Covered Recordings and Face Embeddings.
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
        ("another face", "face embedding", at("2016-01-01"), False, True),
        ("a late one", "recording", at("2020-01-01"), True, True),
    )
    assert ring_must_destroy(things) == {"both", "a face", "another face"}
### END HIDDEN TESTS
