"""Reads the companies' tables."""

from pathlib import Path

import pandas as pd

from privacylab.catalog import find_root
from privacylab.companies.data.schema import Table
from privacylab.companies.data.writer import read_table


def table_of(
    company: str, tables: dict[str, Table], name: str, folder: Path | None
) -> pd.DataFrame:
    """Return one of a company's tables, from datasets/<company> or from `folder`.

    Raises KeyError for an unknown name.
    """
    if name not in tables:
        raise KeyError(f"{company.title()} has no table {name!r}; it has {', '.join(tables)}")
    return read_table(folder or find_root() / "datasets" / company, tables[name])
