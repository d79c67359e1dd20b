"""How much of a submission is copied."""

from dataclasses import dataclass

MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """How much of one kind of file is copied: bytes of each, bytes of all, number of files."""

    each: int
    total: int
    files: int


# a notebook holds its cells' outputs, so it can be large; the jail's scratch folder is small
NOTEBOOKS = Limits(128 * MB, 256 * MB, 50)
FILES = Limits(20 * MB, 20 * MB, 100)
