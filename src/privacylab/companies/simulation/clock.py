"""A company's clock, which only moves when told to."""

import pandas as pd


class Clock:
    """A company's current calendar date."""

    def __init__(self, today: pd.Timestamp):
        self.today = today

    def move_to(self, day: pd.Timestamp) -> None:
        """Move forward to that day. Raises ValueError for a day in the past."""
        if day < self.today:
            raise ValueError(f"The clock is at {self.today:%Y-%m-%d} and cannot go back.")
        self.today = day
