"""Two figures with a control each: where to draw the line, and what counts as use."""

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets
import pandas as pd

from privacylab.lab.display.picture import Picture
from privacylab.lab.retention import figures


def silence_dial(
    profiles: pd.DataFrame, events: pd.DataFrame, recordings: pd.DataFrame, as_of: pd.Timestamp
) -> widgets.VBox:
    """A slider for the months of silence, and what is still held of the children beyond it."""
    slider = widgets.IntSlider(
        value=3,
        min=1,
        max=48,
        description="months of silence",
        continuous_update=False,
        style={"description_width": "initial"},
        layout=widgets.Layout(width="100%", max_width="48em"),
    )
    return _redrawn(
        slider, lambda months: figures.still_stored(profiles, events, recordings, as_of, months)
    )


def use_rules(profiles: pd.DataFrame, events: pd.DataFrame, as_of: pd.Timestamp) -> widgets.VBox:
    """Buttons for what counts as use, and which child profiles are then inactive."""
    rule = widgets.ToggleButtons(
        options=list(figures.COUNTED),
        description="counts as use",
        style={"button_width": "9em", "description_width": "initial"},
    )
    return _redrawn(rule, lambda counted: figures.who_touched(profiles, events, as_of, counted))


def _redrawn(control: Any, picture: Callable[[Any], Picture]) -> widgets.VBox:
    """A control above the picture of its value. Each picture is drawn once."""
    drawn: dict[Any, str] = {}
    shown = widgets.HTML()

    def redraw(_: object = None) -> None:
        if control.value not in drawn:
            made = picture(control.value)
            drawn[control.value] = made.as_html()
        shown.value = f'<div aria-live="polite">{drawn[control.value]}</div>'

    control.observe(redraw, "value")
    redraw()
    return widgets.VBox([control, shown])
