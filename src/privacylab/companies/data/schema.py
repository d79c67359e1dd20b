"""The description of a company's table, used by the writer, the reader, and datapackage.json."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa

MISSING = int(np.iinfo(np.int64).min)  # in a column of days, instants or ids during generation
ARROW = {
    "string": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("s", "UTC"),
}


@dataclass(frozen=True)
class Field:
    """A column, with a Frictionless type. An id is a string that the writer makes from a number.

    letter, digits  the format of an id: "p" and 6 turn 12 into p-000012
    """

    name: str
    type: str
    description: str
    required: bool = True
    unique: bool = False
    enum: tuple[str, ...] = ()
    letter: str = ""
    digits: int = 6

    def descriptor(self) -> dict:
        """Return the field's Frictionless descriptor."""
        constraints = {
            key: value
            for key, value in [
                ("required", self.required),
                ("unique", self.unique),
                ("enum", list(self.enum)),
            ]
            if value
        }
        found = {"name": self.name, "type": self.type, "description": self.description}
        return found | ({"constraints": constraints} if constraints else {})


@dataclass(frozen=True)
class Table:
    """A table and its file.

    form    csv for tables that people may want to open; csv.gz (one gzip member per block) for
            large tables; parquet (one row group per block) for tables too large for csv.gz
    refers  foreign keys that always hold: (column here, table there, column there)
    """

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    form: Literal["csv", "csv.gz", "parquet"] = "csv"
    refers: tuple[tuple[str, str, str], ...] = ()

    @property
    def file(self) -> str:
        return f"{self.name}.{self.form}"

    @property
    def key(self) -> str | None:
        """The column that identifies a row, if there is one."""
        return next((field.name for field in self.fields if field.unique), None)

    @property
    def columns(self) -> list[str]:
        return [field.name for field in self.fields]


def ident(
    name: str,
    letter: str,
    description: str,
    *,
    digits: int = 6,
    unique: bool = False,
    required: bool = True,
) -> Field:
    """Return a column of ids."""
    return Field(name, "string", description, required, unique, letter=letter, digits=digits)
