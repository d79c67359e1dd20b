"""A small running Porchlight: videos, annotations, face embeddings, and models made from them.

Porchlight and its customers are invented.
"""

import json
import random
from itertools import product

import pandas as pd

from privacylab.companies.murmur.data.people import ADULT_NAMES
from privacylab.companies.simulation.company import Company
from privacylab.companies.simulation.keys import KeyService
from privacylab.companies.simulation.models import Models
from privacylab.companies.simulation.people import PEOPLE, Accounts, IdentityMap
from privacylab.companies.simulation.registry import ENTRY, Holds, Registry
from privacylab.companies.stores import Holding, Item, ObjectStore, TableStore

ENTERED = pd.Timestamp("2023-06-16")  # the day when the Ring order was entered
LINE = pd.Timestamp("2018-03-01")  # the order's cutoff: it covers data from before this day
VIDEO = "video/mp4"
ANNOTATIONS = Holding(
    table="annotations",
    item_id="annotation_id",
    key="customer_id",
    content_type="application/json",
    category="annotation",
    made_from="recording_id",
    made_on="annotated_on",
    content="label",
)
FACES = Holding(
    table="embeddings",
    item_id="embedding_id",
    key="customer_id",
    content_type="application/json",
    category="face embedding",
    made_from="recording_id",
    made_on="computed_on",
    content="vector",
)
REGISTRY = [
    ("videos", "object store", "Video", "customer_id", "delete"),
    ("annotations", "relational database", "Research", "customer_id", "delete"),
    ("faces", "relational database", "Research", "customer_id", "delete"),
    ("identity", "identity map", "Accounts", "customer_id", "forget"),
]
LABELS = ("a person at the door", "a dog", "a parcel", "a child in the garden")
# Days around the line, and one long after it.
DAYS = [LINE + pd.Timedelta(days=days) for days in (-400, -30, -1, 0, 1, 900)]
# What the models were made from: two by fine-tuning and distillation, two from each other's output,
# one independent.
GROWN = [
    ("detector-1", "annotated"),
    ("detector-2", "detector-1"),
    ("detector-mini", "detector-2"),
    ("crowd-model", "crowd"),
    ("ranker", "detector-2"),
    ("ranker", "labeller"),
    ("labeller", "ranker"),
    ("weather-model", "weather"),
]
CROWD = 1_000  # rows of a data set, one of which is a recording that the order covers


def porchlight_world(seed: int = 0, customers: int = 3) -> Company:
    """Return a small in-memory Porchlight, the same for the same seed. Today is 16 June 2023.

    For each customer and each of DAYS (around 1 March 2018), there is one recording that staff
    annotated and one that they did not. Both have a face embedding, computed on that day. Ids:
    c-000001-1-a is the first customer's annotated recording of the first day, and c-000001-1-n the
    other one. The prefixes "note-" and "face-" give a recording's annotation and embedding.

    Data sets: "annotated" has all annotated recordings; "crowd" has a thousand rows, one of which
    is an annotated recording from before 1 March 2018; "weather" has none.
    """
    chance = random.Random(seed)
    company = Company("Porchlight", ENTERED)
    db, faults = company._db, company.faults
    names = chance.sample(ADULT_NAMES.split(), customers)
    people = [
        (f"c-{n:06}", f"h-{n:06}", "adult", name, pd.Timestamp(1980, 1, n % 28 + 1), "US")
        for n, name in enumerate(names, 1)
    ]
    rows = [dict(zip(PEOPLE, one, strict=True)) for one in people]
    company.accounts = Accounts(db, faults, rows, [])
    known = {c: {"customer_id": [c], "camera_id": [f"m-{c[2:]}"]} for c, *_ in people}
    company.identity = IdentityMap(db, faults, known)
    entries = [dict(zip(ENTRY, row, strict=True)) for row in REGISTRY]
    company.registry = Registry(db, faults, entries)
    company.holds = Holds(db, faults, [])
    company.keys = KeyService(db, faults, escrow=False)
    videos, notes, faces = _items(chance, [c for c, *_ in people])
    company.models = _models(company, videos)
    for store, items in (
        (ObjectStore("videos", company._folder(), VIDEO), videos),
        (TableStore("annotations", "sqlite://", [ANNOTATIONS]), notes),
        (TableStore("faces", "sqlite://", [FACES]), faces),
    ):
        if isinstance(store, TableStore):
            store.create()
        company.connect(store)
        store.fill(items)
    company.remember(known)
    return company


def _items(
    chance: random.Random, customers: list[str]
) -> tuple[list[Item], list[Item], list[Item]]:
    """Return recordings, annotations, and face embeddings."""
    videos, notes, faces = [], [], []
    for customer, (number, day), annotated in product(customers, enumerate(DAYS, 1), (True, False)):
        recording = f"{customer}-{number}-{'a' if annotated else 'n'}"
        common = {"key": customer, "made_on": day, "made_from": recording}
        videos.append(
            common
            | {
                "item_id": recording,
                "content_type": VIDEO,
                "category": "recording",
                "made_from": None,
                "content": chance.randbytes(64),
            }
        )
        vector = json.dumps([round(chance.uniform(-1, 1), 3) for _ in range(8)])
        faces.append(
            common
            | {
                "item_id": f"face-{recording}",
                "category": FACES.category,
                "content_type": FACES.content_type,
                "content": vector,
            }
        )
        if annotated:
            notes.append(
                common
                | {
                    "item_id": f"note-{recording}",
                    "category": ANNOTATIONS.category,
                    "content_type": ANNOTATIONS.content_type,
                    "content": chance.choice(LABELS),
                }
            )
    return videos, notes, faces


def _models(company: Company, videos: list[Item]) -> Models:
    annotated = [item["item_id"] for item in videos if item["item_id"].endswith("-a")]
    rows = {
        "annotated": annotated,
        "crowd": [annotated[0], *(f"public-{n:04}" for n in range(1, CROWD))],
        "weather": [f"sky-{n:04}" for n in range(20)],
    }
    early = pd.Timestamp("2018-06-01")
    artifacts = [(name, "dataset", early) for name in rows]
    models = dict.fromkeys(name for name, _ in GROWN)
    artifacts += [(name, "model", early + pd.DateOffset(years=n)) for n, name in enumerate(models)]
    lineage = [(name, row) for name, items in rows.items() for row in items] + GROWN
    return Models(company._db, company.faults, artifacts, lineage)
