"""Murmur, an invented company with a voice assistant for families.

`table(name)` reads one of its tables; TABLES describes them all.
"""

from pathlib import Path

import pandas as pd

from privacylab.companies.data.reader import table_of
from privacylab.companies.murmur.data.schema import TABLES

__all__ = ["TABLES", "table"]


def table(name: str, folder: Path | None = None) -> pd.DataFrame:
    """One of Murmur's tables, whole: from datasets/murmur, or from another folder of that form.

    Strings are of dtype str, dates datetime64 at midnight without a zone, instants datetime64 in
    UTC, counts int64 (Int64 where some are missing). Raises KeyError for an unknown name.
    """
    return table_of("murmur", TABLES, name, folder)
