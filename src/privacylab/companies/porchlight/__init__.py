"""Porchlight, an invented company with cameras for the home.

`table(name)` reads one of its tables; TABLES describes them all.
"""

from pathlib import Path

import pandas as pd

from privacylab.companies.data.reader import table_of
from privacylab.companies.porchlight.data.schema import TABLES

__all__ = ["TABLES", "table"]


def table(name: str, folder: Path | None = None) -> pd.DataFrame:
    """One of Porchlight's tables, whole: from datasets/porchlight, or a folder of that form.

    Strings are of dtype str, dates datetime64 at midnight without a zone, instants datetime64 in
    UTC, counts int64. Raises KeyError for an unknown name.
    """
    return table_of("porchlight", TABLES, name, folder)
