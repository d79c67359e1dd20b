"""Generates Porchlight's customers, homes and cameras. Each function makes one block."""

import numpy as np
import pandas as pd

from privacylab.companies.data.schema import MISSING
from privacylab.companies.data.times import day
from privacylab.companies.porchlight.data.key_dates import FIRST_DAY

CUSTOMERS = 5_000  # per block
IDS = 20_000  # ids of homes and of cameras reserved per block: more than it ever needs

WOMEN = """
Agnes Alma Amira Bea Carmen Clara Dana Delia Edith Elena Esra Farah Gita Greta Hanna Ilse Imani
Ines Joy June Keiko Lena Lucia Mara Mei Miriam Nadia Nora Olga Paula Priya Renu Rosa Ruth Salma
Sofia Suki Teresa Thandi Ulla Vera Wanda Xenia Yara Yusra Zora
"""
MEN = """
Abel Amir Anders Arlo Bashir Bruno Carlos Chidi Dan Emeka Emil Ezra Felix Finn Gus Hugo Idris Ivo
Jonas Jun Karim Kofi Lars Leo Malik Marco Milo Nasser Nils Omar Oskar Otto Pedro Rafael Ravi Remy
Sami Sol Stefan Tariq Theo Tomas Viktor Wim Yusuf Zeno
"""
SURNAMES = """
Abara Adler Bauer Bello Berg Blum Castro Cho Cruz Dahl Diaz Dubois Egede Engel Faber Farkas Fischer
Garcia Gomez Haas Hahn Hansen Ibarra Ito Jansen Jung Kaya Keller Khan Klein Kovacs Lang Larsen Lenz
Lopez Maier Mbeki Mehta Moreau Nagy Novak Okafor Olsen Ortiz Park Petrov Quist Ramos Rao Reyes Rossi
Sato Silva Singh Soto Tanaka Torres Uddin Vargas Vogel Weber Wolf Yilmaz Zhang Ziegler
"""
STREETS = """
Alder Ash Bay Bedford Birch Bridge Canal Cedar Church Cliff Elm Ferry Garden Grove Harbor High Hill
Juniper King Lake Laurel Linden Maple Market Meadow Mill Oak Orchard Park Pine Pond Quarry Ridge
River School Spring Station Sunset Union Vine Walnut Willow
"""
REGIONS = {
    "New York": ("America/New_York", 16),
    "Ohio": ("America/New_York", 12),
    "Texas": ("America/Chicago", 16),
    "Illinois": ("America/Chicago", 11),
    "Colorado": ("America/Denver", 8),
    "Arizona": ("America/Phoenix", 8),
    "California": ("America/Los_Angeles", 20),
    "Washington": ("America/Los_Angeles", 9),
}
# What people call their cameras, and how often; SENSITIVE_LABELS name private places.
LABELS = {
    **{"Front door": 18, "Porch": 12, "Driveway": 11, "Garage": 9, "Backyard": 9, "Patio": 4},
    **{"Living room": 9, "Kitchen": 6, "Hallway": 5, "Office": 4, "Stairs": 2, "Basement": 3},
    **{"Shop": 2, "Side gate": 3, "Dog cam": 2, "Bedford St": 2, "Bathroomtiles Inc": 1},
    **{"Showers Rd": 1, "Embedroom LLC": 1, "Garden bed": 1},
}
SENSITIVE_LABELS = {
    **{"Bedroom": 7, "Master Bedroom": 6, "Bathroom": 3, "Master Bathroom": 3, "Nursery": 5},
    **{"Spy Cam": 1, "Outdoor shower": 1, "Kids' bedroom": 4, "Guest bedroom": 2},
}
SPELLINGS = 9


def make_customers(rng: np.random.Generator, block: int) -> pd.DataFrame:
    """Return one block of customers, in the order in which they joined."""
    number = block * CUSTOMERS + np.arange(CUSTOMERS)
    salutation = rng.choice(np.array(["Ms", "Mr", None], object), CUSTOMERS, p=[0.46, 0.46, 0.08])
    woman = np.where(salutation == "Ms", True, rng.random(CUSTOMERS) < 0.5)
    woman &= salutation != "Mr"
    first = np.where(
        woman, rng.choice(WOMEN.split(), CUSTOMERS), rng.choice(MEN.split(), CUSTOMERS)
    )
    last = rng.choice(SURNAMES.split(), CUSTOMERS)
    provider = rng.choice(["post", "mail", "letters"], CUSTOMERS, p=[0.5, 0.3, 0.2])
    joined = rng.integers(day("2018-03-01"), FIRST_DAY - 14, CUSTOMERS)
    return pd.DataFrame(
        {
            "customer_id": number,
            "salutation": salutation,
            "display_name": [f"{a} {b}" for a, b in zip(first, last, strict=True)],
            "email": [
                f"{a}.{b}{n}@{p}.example".lower()
                for a, b, n, p in zip(first, last, number, provider, strict=True)
            ],
            "joined_on": np.sort(joined),
        }
    )


def make_homes(rng: np.random.Generator, block: int, customers: pd.DataFrame) -> pd.DataFrame:
    """Return the customers' homes; `customer` is a row of customers."""
    customer = np.repeat(np.arange(len(customers)), 1 + (rng.random(len(customers)) < 0.06))
    count = len(customer)
    weight = np.array([share for _, share in REGIONS.values()], float)
    region = rng.choice(len(REGIONS), count, p=weight / weight.sum())
    street = rng.choice(STREETS.split(), count)
    kind = rng.choice(["St", "Ave", "Rd", "Lane"], count)
    house = rng.integers(1, 1_900, count)
    return pd.DataFrame(
        {
            "home_id": block * IDS + np.arange(count),
            "customer": customer,
            "customer_id": customers["customer_id"].to_numpy()[customer],
            "street": [f"{n} {s} {k}" for n, s, k in zip(house, street, kind, strict=True)],
            "region": np.array(list(REGIONS), object)[region],
            "time_zone": np.array([zone for zone, _ in REGIONS.values()], object)[region],
        }
    )


def make_cameras(
    rng: np.random.Generator, block: int, customers: pd.DataFrame, homes: pd.DataFrame
) -> pd.DataFrame:
    """Return the cameras; `customer` is a row of customers, `sensitive` marks private places."""
    home = np.repeat(np.arange(len(homes)), 1 + rng.poisson(1.3, len(homes)))
    count = len(home)
    labels = LABELS | SENSITIVE_LABELS
    weight = np.array(list(labels.values()), float)
    chosen = rng.choice(len(labels), count, p=weight / weight.sum())
    typed = np.array([_spellings(label) for label in labels], object)
    spelling = np.minimum(rng.geometric(0.45, count) - 1, SPELLINGS - 1)
    customer = homes["customer"].to_numpy()[home]
    joined = customers["joined_on"].to_numpy()[customer]
    installed = joined + rng.exponential(120, count).astype(np.int64)
    return pd.DataFrame(
        {
            "camera_id": block * IDS + np.arange(count),
            "customer": customer,
            "customer_id": homes["customer_id"].to_numpy()[home],
            "home_id": homes["home_id"].to_numpy()[home],
            "label": typed[chosen, spelling],
            "model": rng.choice(["Stoop 1", "Stoop 2", "Sill", "Lamp"], count),
            "installed_on": np.minimum(installed, FIRST_DAY - 10),
            "sensitive": chosen >= len(LABELS),
        }
    )


def _spellings(label: str) -> list[str]:
    """Return SPELLINGS ways in which people type a label, most common first."""
    words = label.split()
    return [
        label,
        label.lower(),
        f"{label} ",
        label.upper(),
        f"{label} 2",
        "  ".join([*words[:-1], words[-1].upper()]).replace(words[0], words[0].lower(), 1)
        if len(words) > 1
        else f" {label}",
        "_".join(words),
        "-".join(words).lower() + "1",
        " " + "  ".join([*[word.lower() for word in words[:-1]], words[-1].upper()]),
    ]


def own_accounts(
    rng: np.random.Generator, customers: pd.DataFrame, people: pd.DataFrame
) -> np.ndarray:
    """Return the customer row of each person who is a customer, MISSING for the others."""
    rows = np.full(len(people), MISSING)
    owners = np.flatnonzero((people["kind"] == "employee") & (rng.random(len(people)) < 0.4))
    rows[owners] = rng.choice(len(customers), len(owners), replace=False)
    return rows
