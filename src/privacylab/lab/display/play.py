"""Controls that leave a still picture where there is no kernel to run them."""

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as widgets

from privacylab.lab.display.html import plain
from privacylab.lab.display.picture import Picture

RUN_TO_PLAY = "<p><em>Run this cell to play.</em></p>"


class Play(widgets.VBox):
    """Controls and what they show. A saved notebook keeps what they showed as HTML."""

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        shown = super()._repr_mimebundle_(**kwargs)
        return {**shown, "text/html": f"{still(self)}{RUN_TO_PLAY}"}


class Explained(Play):
    """Controls with a picture and a description, in an element that screen readers announce."""

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        shown = self.children[-1].value
        words = plain(shown.partition('<div aria-live="polite"')[2].partition(">")[2])
        return {**super()._repr_mimebundle_(**kwargs), "text/plain": words}


def still(widget: widgets.Widget) -> str:
    """What a widget and all its children show now, as HTML: text, pictures, and button labels."""
    if isinstance(widget, widgets.Box):
        return "".join(map(still, widget.children))
    if isinstance(widget, widgets.HTML):
        return str(widget.value)
    if isinstance(widget, widgets.Button):
        return f"<p>○ {escape(widget.description)}</p>"
    return ""


def redrawn(control: Any, picture: Callable[[Any], Picture]) -> Play:
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
    return Play([control, shown])
