"""The interface of every store, whatever its engine."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pandas as pd

from privacylab.companies.simulation.faults import Faults, StoreUnavailable

COLUMNS = ["item_id", "key", "content_type", "made_from"]
ITEM = [*COLUMNS, "category", "made_on"]
Item = dict[str, Any]
Row = tuple[str, str, str, str | None]


@dataclass(frozen=True)
class Holding:
    """How a table's rows map to items: the name of the column that holds each part.

    content_type, category  the value for all rows; None if each row has it in a column of that name
    """

    table: str
    item_id: str
    key: str
    content_type: str | None
    category: str | None
    made_from: str | None = None
    made_on: str | None = None
    content: str | None = None

    def column(self, part: str) -> str | None:
        """Return the column that holds a part of an item, or None if the table has none."""
        if part in ("content_type", "category"):
            return part if getattr(self, part) is None else None
        return getattr(self, part)

    def row(self, item: Item, dates: bool = False) -> dict[str, Any]:
        """Return an item as a row of the table; its day is ISO text, or a datetime if `dates`."""
        parts = {part: self.column(part) for part in (*ITEM, "content")}
        row = {column: item.get(part) for part, column in parts.items() if column}
        day = as_day(item.get("made_on"))
        if self.made_on and day is not None:
            row[self.made_on] = day.to_pydatetime() if dates else f"{day:%Y-%m-%d}"
        return row


class Store:
    """A place that holds personal data.

    An item is a dict: item_id, key (whose it is, in this store's own terms), content_type,
    category, made_from (the item_id of what it was derived from, or None), made_on (a day, or
    None). All copies of an item have the same item_id in every store. An answer is what a service
    returns for a command, such as {"status": 200, "count": 3}.
    """

    backed_up = True  # whether the nightly backup includes it

    def __init__(self, name: str):
        self.name = name
        self._faults = Faults()
        self._hidden: set[str] = set()
        self._serves = True

    def __repr__(self) -> str:
        down = self._faults.has(self.name, "down")
        return f"<{type(self).__name__} {self.name!r}{', down' if down else ''}>"

    def scan(self) -> pd.DataFrame:
        """Return everything that the store holds now, one row per item.

        Columns, all of dtype str:
        item_id       the item; a copy of it in another store has the same id
        key           whose it is: a profile_id, a device_id, or whatever key the store uses
        content_type  its media type, such as "audio/wav"
        made_from     the item_id of the recording that it was derived from; missing if there's none

        Raises StoreUnavailable while the store is down.
        """
        self._faults.asked(self.name)
        return self._items()

    _check_content_ = scan  # what a check's explanation shows of a store

    def lookup(self, keys: Sequence[str]) -> list[Item]:
        """Return the items under any of these keys, as the store's interface shows them.

        Raises StoreUnavailable while the store is down or is being restored.
        """
        self._served()
        return [item for item in self._select("key", keys) if item["item_id"] not in self._hidden]

    def inspect(self, keys: Sequence[str]) -> list[Item]:
        """Return the items actually stored under any of these keys, whatever the interface shows.

        Raises StoreUnavailable while the store is down.
        """
        self._faults.asked(self.name)
        return self._select("key", keys)

    def derived(self, item_ids: Sequence[str]) -> list[Item]:
        """Return the items actually stored that were made from any of these, under any key.

        Raises StoreUnavailable while the store is down.
        """
        self._faults.asked(self.name)
        return self._select("made_from", item_ids)

    def read(self, item_id: str) -> str | bytes:
        """Return an item's content, as the store's interface shows it.

        Raises KeyError if the interface doesn't show the item, StoreUnavailable while the store is
        down or is being restored.
        """
        self._served()
        content = None if item_id in self._hidden else self._content(item_id)
        if content is None:
            raise KeyError(item_id)
        return content

    def delete(self, item_ids: Sequence[str]) -> dict:
        """Delete these items permanently; the answer counts those that were there.

        An unknown id doesn't count. Raises StoreUnavailable, Crashed, ReadOnly.
        """
        with self._faults.effect(self.name, "delete", item_ids):
            wanted = list(dict.fromkeys(item_ids))
            if not any(self._faults.has(self.name, way) for way in ("keeps", "hides", "half")):
                return _answer(self._remove(wanted))
            there = [item["item_id"] for item in self._select("item_id", wanted)]
            said = len(set(there) - self._hidden)
            if self._faults.has(self.name, "hides"):
                self._hidden |= set(there)
            elif self._faults.has(self.name, "half"):
                self._remove(there[1::2])
            return _answer(said)

    def purge(self, item_ids: Sequence[str]) -> dict:
        """Destroy these items, including those that are only marked as deleted.

        The answer counts those that were there. Raises StoreUnavailable, Crashed, ReadOnly.
        """
        with self._faults.effect(self.name, "purge", item_ids):
            wanted = list(dict.fromkeys(item_ids))
            there = [item["item_id"] for item in self._select("item_id", wanted)]
            if self._faults.has(self.name, "keeps"):
                return _answer(len(there))
            gone = there[1::2] if self._faults.has(self.name, "half") else wanted
            self._remove(gone)
            self._hidden -= set(gone)
            return _answer(len(there))

    def undelete(self, item_ids: Sequence[str]) -> dict:
        """Restore items that were only marked as deleted; the answer counts them."""
        with self._faults.effect(self.name, "undelete", item_ids):
            back = self._hidden & {item["item_id"] for item in self._select("item_id", item_ids)}
            self._hidden -= back
            return _answer(len(back))

    def put(self, item: Item) -> dict:
        """Write an item, including its "content". An item with the same id is overwritten."""
        with self._faults.effect(self.name, "put", [item["item_id"]]):
            self._write(item)
            return {"status": 201, "count": 1}

    def fill(self, items: Sequence[Item]) -> None:
        """Write many new items at once, as if they had been there from the beginning."""
        for item in items:
            self._write(item)

    def take_down(self) -> None:
        """Stop answering until bring_up() is called."""
        self._faults.set(self.name, "down")

    def bring_up(self) -> None:
        """Answer again."""
        self._faults.clear(self.name)

    def _served(self) -> None:
        self._faults.asked(self.name)
        if not self._serves:
            raise StoreUnavailable(f"The store {self.name!r} is being restored.")

    def _items(self) -> pd.DataFrame:
        return pd.DataFrame(self._rows(), columns=COLUMNS, dtype="str")

    def _rows(self) -> list[Row]:
        """Return what scan() lists, as rows."""
        raise NotImplementedError

    def _select(self, part: str, values: Sequence[str]) -> list[Item]:
        """Return the items whose part ("key", "item_id", "made_from") is one of the values."""
        raise NotImplementedError

    def _content(self, item_id: str) -> str | bytes | None:
        raise NotImplementedError

    def _remove(self, item_ids: Sequence[str]) -> int:
        raise NotImplementedError

    def _write(self, item: Item) -> None:
        raise NotImplementedError

    def _snapshot(self) -> bytes:
        """Return everything that the store holds, for a backup."""
        raise NotImplementedError

    def _load_snapshot(self, image: bytes) -> None:
        """Restore the store's contents from a backup image."""
        raise NotImplementedError

    def _scratch_copy(self) -> AbstractContextManager["Store"]:
        """Return an empty in-memory store of this kind, used to read a backup."""
        raise NotImplementedError


def _answer(count: int) -> dict:
    return {"status": 200, "count": count}


def as_items(rows: Iterable[Sequence[Any]]) -> list[Item]:
    """Return rows, whose columns are in the order of ITEM, as items."""
    made = []
    for *parts, day in rows:
        made.append(dict(zip(ITEM, parts, strict=False)) | {"made_on": as_day(day)})
    return made


def as_day(value: Any) -> pd.Timestamp | None:
    """Return a day of any type as a Timestamp at midnight, or None if it is missing."""
    return None if pd.isna(value) else pd.Timestamp(value).normalize()
