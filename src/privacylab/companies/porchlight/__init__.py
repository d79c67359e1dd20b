"""Porchlight, an invented company that makes home cameras.

`table(name)` reads one of its tables; TABLES describes them all.
"""

from pathlib import Path

import pandas as pd

from privacylab.companies.data.reader import table_of
from privacylab.companies.porchlight.data.schema import TABLES

__all__ = ["TABLES", "table"]


def table(name: str, folder: Path | None = None) -> pd.DataFrame:
    """Return one of Porchlight's tables, from datasets/porchlight or a folder with its files.

    Strings have dtype str, dates are datetime64 at midnight without a zone, instants are datetime64
    in UTC, and counts are int64. Raises KeyError for an unknown name.
    """
    return table_of("porchlight", TABLES, name, folder)
