"""Murmur, an invented company with a voice assistant for families.

`table(name)` reads one of its tables; TABLES describes them all.
"""

from pathlib import Path

import pandas as pd

from privacylab.catalog import find_root
from privacylab.company.murmur.schema import TABLES
from privacylab.company.writer import read_table

__all__ = ["TABLES", "table"]


def table(name: str, folder: Path | None = None) -> pd.DataFrame:
    """One of Murmur's tables, whole: from datasets/murmur, or from another folder of that form.

    Strings are of dtype str, dates datetime64 at midnight without a zone, instants datetime64 in
    UTC, counts int64 (Int64 where some are missing). Raises KeyError for an unknown name.
    """
    if name not in TABLES:
        raise KeyError(f"Murmur has no table {name!r}; it has {', '.join(TABLES)}")
    return read_table(folder or find_root() / "datasets" / "murmur", TABLES[name])
