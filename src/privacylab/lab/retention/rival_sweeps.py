"""Three invented companies' sweeps: each passes on a clean company, and each misses something.

They take and return the same as the sweep of exercise RET-08. experiment() plants items in a tiny
company and shows what each sweep reports.
"""

from collections.abc import Callable
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from privacylab.companies.stores import Store, StoreUnavailable, TableStore
from privacylab.lab.display.html import Fragment, table

Sweep = Callable[[dict[str, Store], list[str], set[str], dict[str, str]], dict[str, Any]]


def thimble(stores, registry, expired, device_owner):  # type: ignore[no-untyped-def]
    """Thimble Toys: every registered store, every kind of data, and a list of what failed."""
    read, gaps = [], {}
    for name in registry:
        try:
            read.append(stores[name].scan().assign(store=name))
        except (StoreUnavailable, KeyError):
            gaps[name] = "unreachable"
    items = pd.concat(read)
    owner = items["key"].replace(device_owner)
    orphans = items["made_from"].notna() & ~items["made_from"].isin(items["item_id"])
    left = {
        (*row, "expired") for row in items.loc[owner.isin(expired), ["store", "item_id"]].values
    }
    left |= {(*row, "orphan") for row in items.loc[orphans, ["store", "item_id"]].values}
    verdict = "VIOLATIONS" if left else "INCOMPLETE" if gaps else "PASS"
    return {"verdict": verdict, "violations": left, "gaps": gaps}


def bramble(stores, registry, expired, device_owner):  # type: ignore[no-untyped-def]
    """Bramble Learning: every connected store, under the profile's id."""
    gaps = {missing: "unreachable" for missing in registry if missing not in stores}
    gaps |= {name: "unregistered" for name in stores if name not in registry}
    found, present = [], set()
    for name, store in stores.items():
        try:
            items = store.scan()
        except StoreUnavailable:
            gaps.setdefault(name, "unreachable")
            continue
        present |= set(items["item_id"])
        found += [(name, item) for item in items.itertuples()]
    left = set()
    for name, item in found:
        if item.key in expired and item.content_type != "text/plain":
            left.add((name, item.item_id, "expired"))
        if isinstance(item.made_from, str) and item.made_from not in present:
            left.add((name, item.item_id, "orphan"))
    verdict = "INCOMPLETE" if gaps else "VIOLATIONS" if left else "PASS"
    return {"verdict": verdict, "violations": left, "gaps": gaps}


def kestrel(stores, registry, expired, device_owner):  # type: ignore[no-untyped-def]
    """Kestrel Home: all stores, all keys, every item looked at once."""
    gaps = {missing: "unreachable" for missing in registry if missing not in stores}
    gaps |= {name: "unregistered" for name in stores if name not in registry}
    first_seen = {}
    for name, store in stores.items():
        try:
            items = store.scan()
        except StoreUnavailable:
            gaps.setdefault(name, "unreachable")
            continue
        for item in items.itertuples():
            first_seen.setdefault(item.item_id, (name, item))
    left = set()
    for name, item in first_seen.values():
        if device_owner.get(item.key, item.key) not in expired:
            continue
        left.add((name, item.item_id, "expired"))
        if isinstance(item.made_from, str) and item.made_from not in first_seen:
            left.add((name, item.item_id, "orphan"))
    verdict = "INCOMPLETE" if gaps else "VIOLATIONS" if left else "PASS"
    return {"verdict": verdict, "violations": left, "gaps": gaps}


COMPANIES: dict[str, Sweep] = {
    "Thimble Toys": thimble,
    "Bramble Learning": bramble,
    "Kestrel Home": kestrel,
}
COLUMNS = ["item_id", "key", "content_type", "made_from"]
Row = tuple[str, str, str, str | None]
CLEAN: dict[
    str, list[Row]
] = {  # Ada uses the company's speaker; Ben has left, and none of his data may be here
    "main": [("rec-1", "ada", "audio/wav", None)],
    "replica": [("rec-1", "ada", "audio/wav", None)],
    "search": [("txt-1", "ada", "text/plain", "rec-1")],
    "places": [("geo-1", "dev-ada", "application/geo+json", None)],
}
REGISTRY, EXPIRED = list(CLEAN), {"ben"}
DEVICE_OWNER = {"dev-ada": "ada", "dev-ben": "ben"}


class Plant(NamedTuple):
    """Something to plant: rows by store, what a sweep should find, and a store that goes down."""

    rows: dict[str, list[Row]]
    violations: set[tuple[str, str, str]]
    gaps: dict[str, str]
    down: str = ""


_BENS: Row = ("rec-9", "ben", "audio/wav", None)
PLANTS = {
    "recording": Plant({"main": [_BENS]}, {("main", "rec-9", "expired")}, {}),
    "copy": Plant(
        {"main": [_BENS], "replica": [_BENS]},
        {("main", "rec-9", "expired"), ("replica", "rec-9", "expired")},
        {},
    ),
    "place": Plant(
        {"places": [("geo-9", "dev-ben", "application/geo+json", None)]},
        {("places", "geo-9", "expired")},
        {},
    ),
    "transcript": Plant(
        {"search": [("txt-9", "ben", "text/plain", "rec-1")]}, {("search", "txt-9", "expired")}, {}
    ),
    "orphan": Plant(
        {"search": [("txt-8", "ada", "text/plain", "rec-0")]}, {("search", "txt-8", "orphan")}, {}
    ),
    "store down": Plant({}, set(), {"replica": "unreachable"}, down="replica"),
    "unknown store": Plant(
        {"beta": [("rec-7", "ben", "audio/wav", None)]},
        {("beta", "rec-7", "expired")},
        {"beta": "unregistered"},
    ),
}


def experiment(*plants: str, yours: Sweep | None = None) -> Fragment:
    """Plant things in a tiny company and show what three sweeps report, and yours, if given.

    plants  names of PLANTS; none at all leaves the company clean

    Raises LookupError for an unknown name.
    """
    unknown = [name for name in plants if name not in PLANTS]
    if unknown:
        raise LookupError(f"There is no {unknown[0]!r}: plant {', '.join(map(repr, PLANTS))}.")
    chosen = [PLANTS[name] for name in plants]
    violations = set().union(*(plant.violations for plant in chosen))
    gaps = {name: why for plant in chosen for name, why in plant.gaps.items()}
    violations = {one for one in violations if gaps.get(one[0]) != "unreachable"}
    read = "VIOLATIONS" if violations else "PASS"
    verdict = "INCOMPLETE" if gaps else read
    truth = {"verdict": verdict, "violations": violations, "gaps": gaps}
    rows = [("what there is to find", *_cells(truth), "")]
    sweeps = COMPANIES if yours is None else {**COMPANIES, "yours": yours}
    for company, sweep in sweeps.items():
        try:
            said = sweep(_stores(chosen), list(REGISTRY), set(EXPIRED), dict(DEVICE_OWNER))
            rows.append((company, *_cells(said), "✓ right" if said == truth else "✗ not right"))
        except NotImplementedError as missing:
            rows.append((company, escape(str(missing)), "", "", "○ not yet"))
        except Exception as stop:
            rows.append((company, escape(f"it stops: {stop}"), "", "", "✗ not right"))
    return table(["who", "verdict", "violations", "gaps", "right?"], rows, _caption(plants))


def _caption(plants: tuple[str, ...]) -> str:
    return f"Planted: {escape(', '.join(plants)) or 'nothing'}."


def _stores(chosen: list[Plant]) -> dict[str, Store]:
    rows = {name: list(held) for name, held in CLEAN.items()}
    for plant in chosen:
        for name, more in plant.rows.items():
            held = rows.setdefault(name, [])
            held += [row for row in more if row not in held]
    stores: dict[str, Store] = {
        name: TableStore.in_memory(name, pd.DataFrame(held, columns=COLUMNS))
        for name, held in rows.items()
    }
    for plant in chosen:
        if plant.down:
            stores[plant.down].take_down()
    return stores


def _cells(found: dict[str, Any]) -> tuple[str, str, str]:
    left = "<br>".join(escape(" ".join(one)) for one in sorted(found["violations"]))
    gaps = "<br>".join(escape(f"{name} {why}") for name, why in sorted(found["gaps"].items()))
    return escape(found["verdict"]), left or "none", gaps or "none"
