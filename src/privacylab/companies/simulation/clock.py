"""A company's clock: it does not move until it is told to."""

import pandas as pd


class Clock:
    """The calendar date that a company takes for today."""

    def __init__(self, today: pd.Timestamp):
        self.today = today

    def move_to(self, day: pd.Timestamp) -> None:
        """Go forward to that day. Raises ValueError for a day that has passed."""
        if day < self.today:
            raise ValueError(f"The clock is at {self.today:%Y-%m-%d} and cannot go back.")
        self.today = day
