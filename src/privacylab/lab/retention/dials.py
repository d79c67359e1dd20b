"""Three figures, each with a control: months of silence, what counts as use, and a time limit."""

import ipywidgets as widgets
import pandas as pd

from privacylab.lab.display.play import Play, redrawn
from privacylab.lab.retention import figures


def silence_dial(
    profiles: pd.DataFrame, events: pd.DataFrame, recordings: pd.DataFrame, as_of: pd.Timestamp
) -> Play:
    """A slider for months without use, and what is still stored about children past that limit."""
    slider = _slider("months without use", 3, least=1, most=48)
    return redrawn(
        slider, lambda months: figures.still_stored(profiles, events, recordings, as_of, months)
    )


def use_rules(profiles: pd.DataFrame, events: pd.DataFrame, as_of: pd.Timestamp) -> Play:
    """Buttons for what counts as use, and which child profiles are then inactive."""
    rule = widgets.ToggleButtons(
        options=list(figures.COUNTED),
        description="counts as use",
        style={"button_width": "9em", "description_width": "initial"},
    )
    return redrawn(rule, lambda counted: figures.who_touched(profiles, events, as_of, counted))


def promise_dial(
    notices: pd.DataFrame, held_since: dict[str, pd.Series], as_of: pd.Timestamp
) -> Play:
    """A slider for a limit in days, and how much of the stored data is older.

    held_since  by category, the day on which each item was collected
    """
    slider = _slider("limit in days", 900, least=30, most=1800, step=30)
    return redrawn(slider, lambda days: figures.promises(notices, held_since, as_of, days))


def _slider(name: str, value: int, least: int, most: int, step: int = 1) -> widgets.IntSlider:
    return widgets.IntSlider(
        value=value,
        min=least,
        max=most,
        step=step,
        description=name,
        continuous_update=False,
        style={"description_width": "initial"},
        layout=widgets.Layout(width="100%", max_width="48em"),
    )
