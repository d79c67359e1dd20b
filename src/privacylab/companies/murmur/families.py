"""Generates a small Murmur's families, and what each of its stores holds about them."""

import hashlib
import io
import random
import wave
from dataclasses import dataclass, field

import pandas as pd

from privacylab.companies.murmur.data.people import CHILD_NAMES
from privacylab.companies.simulation.people import PEOPLE
from privacylab.companies.stores import Item

FOODS = ("walnuts", "peanuts", "milk", "eggs", "bees")
ANIMALS = ("dragon", "owl", "fox", "whale", "penguin", "hedgehog")
SAID = pd.Timestamp("2023-08-14")  # people spoke in the ten days from this one on
LATE = pd.Timestamp("2023-09-02")  # the day when the messages in flight arrive
PARTS = ("item_id", "key", "content_type", "category", "made_from", "made_on", "content")
JSON, TEXT, SOUND = "application/json", "text/plain", "audio/wav"


@dataclass
class Families:
    """People, and what each part of a company holds about them.

    keys       profile_id → {kind of key: [keys]}
    data_keys  key_id → the profile_ids whose data is encrypted under it
    items      by store
    messages   (store, item, the day when it arrives)
    outside    the processor's copies: item_id → vendor_id
    """

    people: list[dict]
    parents: list[tuple[str, str]] = field(default_factory=list)
    keys: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    data_keys: dict[str, list[str]] = field(default_factory=dict)
    items: dict[str, list[Item]] = field(default_factory=dict)
    messages: list[tuple[str, Item, pd.Timestamp]] = field(default_factory=list)
    outside: dict[str, str] = field(default_factory=dict)
    artifacts: list[tuple[str, str, pd.Timestamp]] = field(default_factory=list)
    lineage: list[tuple[str, str]] = field(default_factory=list)

    def put(self, stores: str, *parts: object) -> None:
        """Add the same item to each of these stores, named in one string."""
        for store in stores.split():
            self.items.setdefault(store, []).append(dict(zip(PARTS, parts, strict=True)))


def subject_hash(profile_id: str) -> str:
    """Return the lake's pseudonym for a person. Anyone with the profile_id can compute it."""
    return hashlib.sha256(f"murmur-lake {profile_id}".encode()).hexdigest()[:16]


def make_families(seed: int, households: int, children: int, shared_key: bool) -> Families:
    """Return families from a seed: each has a parent, another adult, and children."""
    chance = random.Random(seed)
    made = Families(_people(chance, households, children))
    models = pd.Timestamp("2023-06-01")
    made.artifacts = [
        ("said-2023", "dataset", models),
        ("wake-1", "model", models),
        ("wake-2", "model", models + pd.DateOffset(months=1)),
        ("wake-mini", "model", models + pd.DateOffset(months=2)),
        ("stories", "dataset", models),
        ("narrator", "model", models),
    ]
    made.lineage = [
        ("wake-1", "said-2023"),
        ("wake-2", "wake-1"),
        ("wake-mini", "wake-2"),
        ("narrator", "stories"),
    ]
    parent_of = {one["household_id"]: one["profile_id"] for one in reversed(made.people)}
    last_home = made.people[-1]["household_id"]
    for person in made.people:
        profile, home, number = (
            person["profile_id"],
            person["household_id"],
            person["profile_id"][2:],
        )
        key_id = f"key-{home[2:]}" if shared_key else f"key-{number}"
        child = person["kind"] == "child"
        made.keys[profile] = {
            "profile_id": [profile],
            "device_id": [f"d-{number}"],
            "session_id": [f"s-{number}-1", f"s-{number}-2"],
            "subject_hash": [subject_hash(profile)],
            "vendor_id": [f"v-{number}"],
        }
        made.put(
            "main replica", profile, profile, JSON, "profile", None, SAID, person["display_name"]
        )
        if child:
            made.parents.append((parent_of[home], profile))
            made.keys[profile]["key_id"] = [key_id]
            made.data_keys.setdefault(key_id, []).append(profile)
            made.lineage.append(("said-2023", f"r-{number}-1"))
            if home == last_home:
                made.lineage.append(("stories", f"r-{number}-2"))
        _speak(made, chance, profile, child)
    return made


def _people(chance: random.Random, households: int, children: int) -> list[dict]:
    names = chance.sample(CHILD_NAMES.split(), 20)
    rows: list[tuple] = []
    for home in range(1, households + 1):
        for place in range(2 + children):
            number = len(rows) + 1
            child = place > 1
            born = pd.Timestamp(2023 - (5 + place if child else 35 + place), 3, number % 28 + 1)
            rows.append(
                (
                    f"p-{number:06}",
                    f"h-{home:06}",
                    "child" if child else "adult",
                    names[number % len(names)],
                    born,
                    ("US", "DE")[home % 2],
                )
            )
    return [dict(zip(PEOPLE, row, strict=True)) for row in rows]


def _speak(made: Families, chance: random.Random, profile: str, child: bool) -> None:
    """Add what one person said, and everything derived from it."""
    number, day = profile[2:], SAID + pd.Timedelta(days=chance.randrange(10))
    keys = made.keys[profile]
    food, animal = chance.choice(FOODS), chance.choice(ANIMALS)
    texts = (f"remember that I am allergic to {food}", f"tell me a story about a {animal}")
    for count, text in enumerate(texts if child else texts[1:], 1):
        recording, transcript = f"r-{number}-{count}", f"t-{number}-{count}"
        sound = _tone(chance)
        made.put("main replica", recording, profile, JSON, "recording", None, day, None)
        voice = (recording, profile, SOUND, "recording", None, day, sound)
        made.put("audio archive" if child else "audio", *voice)
        words = (transcript, profile, TEXT, "transcript", recording, day, text)
        made.put("search cache" if count == 1 else "search", *words)
        if child and count == 1:
            made.put("cache", *voice)
        hashed = keys["subject_hash"][0]
        made.put("lake", transcript, hashed, TEXT, "transcript", recording, day, text)
        made.put("lake", f"e-{number}-{count}", hashed, JSON, "use event", recording, day, None)
        session = keys["session_id"][count - 1]
        made.put(
            "sessions", f"l-{number}-{count}", session, JSON, "session", None, day, f"said: {text}"
        )
        made.outside[transcript] = keys["vendor_id"][0]
    where = f"{chance.uniform(40, 48):.4f}"
    made.put(
        "places",
        f"g-{number}-1",
        keys["device_id"][0],
        "application/geo+json",
        "location",
        None,
        day,
        where,
    )
    if child:
        first = f"r-{number}-1"
        made.put(
            "main replica",
            f"f-{number}-1",
            profile,
            TEXT,
            "fact",
            first,
            day,
            f"allergic to {food}",
        )
        made.put(
            "main replica", f"n-{number}-1", profile, TEXT, "reminder", first, day, "brush my teeth"
        )
        late = (f"t-{number}-3", profile, TEXT, "transcript", f"r-{number}-2", day, "good night")
        made.messages.append(("search", dict(zip(PARTS, late, strict=True)), LATE))


def _tone(chance: random.Random) -> bytes:
    """Return a sound file of a hundredth of a second, with noise instead of speech."""
    packed = io.BytesIO()
    with wave.open(packed, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8_000)
        file.writeframes(chance.randbytes(80))
    return packed.getvalue()
