"""Opens Murmur's stores for reading. All callers share the same files."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from privacylab.catalog import find_root
from privacylab.companies.murmur import layout, table
from privacylab.companies.murmur.built_stores import built_stores
from privacylab.companies.simulation.clock import Clock
from privacylab.companies.stores import LakeStore, ObjectStore, SearchStore, Store, TableStore


@dataclass(frozen=True)
class MurmurStores:
    """Murmur's stores, and what else a retention sweep needs to know.

    stores        every connected store, by name
    registry      the names of the stores that the company has registered
    device_owner  the profile_id that each device belongs to, by device_id
    """

    stores: dict[str, Store]
    registry: list[str]
    device_owner: dict[str, str]
    clock: Clock

    @property
    def today(self) -> pd.Timestamp:
        """The current date of the company's clock."""
        return self.clock.today


def open_murmur(data: Path | None = None, var: Path | None = None) -> MurmurStores:
    """Return Murmur with its stores. The first call builds them, which takes a few seconds.

    data  the folder with its tables; datasets/murmur by default
    var   the folder for the stores; var/murmur by default. If the data changes, they are rebuilt.
    """
    data = data or find_root() / "datasets" / "murmur"
    place = built_stores(data, var)
    devices = table("devices", data)
    stores = (
        TableStore("main", f"sqlite:///{place}/main.db", [layout.RECORDINGS, layout.PROFILES]),
        TableStore("replica", f"sqlite:///{place}/replica.db", [layout.RECORDINGS]),
        ObjectStore("audio", (place / "audio").as_uri()),
        SearchStore("search", f"sqlite:///{place}/search.db"),
        LakeStore("lake", str(place / "lake"), layout.LAKE),
        TableStore("places", f"sqlite:///{place}/places.db", [layout.PLACES]),
    )
    return MurmurStores(
        stores={store.name: store for store in stores},
        registry=table("stores", data)["store"].tolist(),
        device_owner=dict(zip(devices["device_id"], devices["profile_id"], strict=True)),
        clock=Clock(layout.TODAY),
    )
