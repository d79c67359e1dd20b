"""A full-text index."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pandas as pd

from privacylab.company.stores.base import Holding
from privacylab.company.stores.table import TableStore

SPOKEN = Holding(
    "spoken", "transcript_id", "profile_id", "text/plain", "transcript",
    "recording_id", "created_on", "text",
)  # fmt: skip
INDEX = (
    "CREATE VIRTUAL TABLE spoken USING fts5(transcript_id UNINDEXED, recording_id UNINDEXED, "
    "profile_id UNINDEXED, text, created_on UNINDEXED)"
)


class SearchStore(TableStore):
    """A full-text index of what was said, by SQLite FTS5.

    The index is the table `spoken`, with the column `text`.
    """

    def __init__(self, name: str, url: str):
        super().__init__(name, url, [SPOKEN])

    def find(self, words: str) -> pd.DataFrame:
        """The rows whose text holds all the words, best first: what a search would still show.

        Raises StoreUnavailable while the store is down, or is being restored.
        """
        self._served()
        query = " ".join(f'"{word}"' for word in words.replace('"', " ").split()) or '""'
        found = "SELECT * FROM spoken WHERE spoken MATCH ? ORDER BY rank, rowid"
        with self.engine.connect() as connection:
            result = connection.exec_driver_sql(found, (query,))
            rows = pd.DataFrame(result.fetchall(), columns=list(result.keys()), dtype="str")
        return rows[~rows["transcript_id"].isin(self._hidden)].reset_index(drop=True)

    def _tables(self) -> list[str]:
        return [INDEX]

    def _remove(self, item_ids: Sequence[str]) -> int:
        """Delete, and merge the index: till then its segments still name the words of the row.

        https://sqlite.org/fts5.html#the_optimize_command
        """
        removed = super()._remove(item_ids)
        if removed:
            with self.engine.begin() as connection:
                connection.exec_driver_sql("INSERT INTO spoken(spoken) VALUES('optimize')")
        return removed

    @contextmanager
    def _twin(self) -> Iterator[TableStore]:
        twin = SearchStore(self.name, "sqlite://")
        yield twin
        twin.engine.dispose()
