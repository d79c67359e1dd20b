"""A company's clock: it stands still until it is told to move."""

import pandas as pd


class Clock:
    """The calendar date that a company takes for today."""

    def __init__(self, today: pd.Timestamp):
        self.today = today

    def move_to(self, day: pd.Timestamp) -> None:
        """Go forward to that day. Raises ValueError for a day that has passed."""
        if day < self.today:
            raise ValueError(f"The clock stands at {self.today:%Y-%m-%d} and cannot go back.")
        self.today = day
