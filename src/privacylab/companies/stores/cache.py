"""An in-memory cache that keeps recently read items for a number of days."""

from collections.abc import Sequence

from cachetools import TTLCache

from privacylab.companies.simulation.clock import Clock
from privacylab.companies.stores.base import COLUMNS, ITEM, Item, Row, Store

MOST = 100_000  # items


class CacheStore(Store):
    """A cache (cachetools) whose items expire by the company's clock.

    days  how long an item stays in the cache
    """

    backed_up = False

    def __init__(self, name: str, clock: Clock, days: int):
        super().__init__(name)
        self._cache: TTLCache = TTLCache(MOST, days, timer=lambda: clock.today.toordinal())

    def get(self, item_id: str) -> str | bytes | None:
        """Return an item's content, or None if it isn't in the cache.

        Raises StoreUnavailable while the store is down.
        """
        self._served()
        return None if item_id in self._hidden else self._content(item_id)

    def _all(self) -> list[Item]:
        with self._cache.timer:  # look up the day once, not for each item
            self._cache.expire()
            return list(self._cache.values())

    def _rows(self) -> list[Row]:
        return [tuple(item[name] for name in COLUMNS) for item in self._all()]

    def _select(self, part: str, values: Sequence[str]) -> list[Item]:
        wanted = set(values)
        return [{name: item[name] for name in ITEM} for item in self._all() if item[part] in wanted]

    def _content(self, item_id: str) -> str | bytes | None:
        item = self._cache.get(item_id)
        return item and item["content"]

    def _remove(self, item_ids: Sequence[str]) -> int:
        return sum(self._cache.pop(item_id, None) is not None for item_id in item_ids)

    def _write(self, item: Item) -> None:
        self._cache[item["item_id"]] = dict(item)
