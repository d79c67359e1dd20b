"""A full-text index."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pandas as pd

from privacylab.companies.stores.base import Holding
from privacylab.companies.stores.sql import TableStore

SPOKEN = Holding(
    table="transcripts",
    item_id="transcript_id",
    key="profile_id",
    content_type="text/plain",
    category="transcript",
    made_from="recording_id",
    made_on="created_on",
    content="text",
)
# The rows are in an ordinary table, so that they can be found by their keys, with an FTS5 index on
# it: https://sqlite.org/fts5.html#external_content_tables
COLUMNS = "transcript_id, recording_id, profile_id, text, created_on"
OLD = ", ".join(f"old.{name}" for name in COLUMNS.split(", "))
NEW = OLD.replace("old.", "new.")
SCHEMA = [
    f"CREATE TABLE transcripts (row INTEGER PRIMARY KEY, {COLUMNS}, UNIQUE (transcript_id))",
    "CREATE INDEX said_by ON transcripts (profile_id)",
    "CREATE INDEX said_in ON transcripts (recording_id)",
    "CREATE VIRTUAL TABLE spoken USING fts5(transcript_id UNINDEXED, recording_id UNINDEXED, "
    "profile_id UNINDEXED, text, created_on UNINDEXED, content='transcripts', content_rowid='row')",
    f"""CREATE TRIGGER said AFTER INSERT ON transcripts BEGIN
        INSERT INTO spoken (rowid, {COLUMNS}) VALUES (new.row, {NEW}); END""",
    f"""CREATE TRIGGER unsaid AFTER DELETE ON transcripts BEGIN
        INSERT INTO spoken (spoken, rowid, {COLUMNS}) VALUES ('delete', old.row, {OLD}); END""",
]


class SearchStore(TableStore):
    """A full-text index of what was said, built on SQLite FTS5.

    The index is the table `spoken`, with the column `text`; its rows are in `transcripts`.
    """

    def __init__(self, name: str, url: str):
        super().__init__(name, url, [SPOKEN])

    def find(self, words: str) -> pd.DataFrame:
        """Return the rows whose text contains all the words, best match first, as a search does.

        Raises StoreUnavailable while the store is down or is being restored.
        """
        self._served()
        query = " ".join(f'"{word}"' for word in words.replace('"', " ").split()) or '""'
        found = "SELECT * FROM spoken WHERE spoken MATCH ? ORDER BY rank, rowid"
        with self.engine.connect() as connection:
            result = connection.exec_driver_sql(found, (query,))
            rows = pd.DataFrame(result.fetchall(), columns=list(result.keys()), dtype="str")
        return rows[~rows["transcript_id"].isin(self._hidden)].reset_index(drop=True)

    def _tables(self) -> list[str]:
        return SCHEMA

    def _remove(self, item_ids: Sequence[str]) -> int:
        """Delete items and merge the index, whose segments would otherwise keep a row's words.

        https://sqlite.org/fts5.html#the_optimize_command
        """
        removed = super()._remove(item_ids)
        if removed:
            with self.engine.begin() as connection:
                connection.exec_driver_sql("INSERT INTO spoken(spoken) VALUES('optimize')")
        return removed

    @contextmanager
    def _scratch_copy(self) -> Iterator[TableStore]:
        scratch = SearchStore(self.name, "sqlite://")
        yield scratch
        scratch.engine.dispose()
