"""Dates and numbers in words."""

from typing import Any


def day(date: Any) -> str:
    """A date in words: 3 March 2021."""
    return f"{date.day} {date:%B %Y}"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 child, 2 children."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
