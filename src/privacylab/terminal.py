"""The terminal that all commands write to."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.status import Status
from rich.text import Text

from privacylab.text import visible


class Terminal(Console):
    """A console that prints text as it is: no markup, no emoji codes, no control characters.

    Use bold() for bold text. Other styles, and the codes of a progress bar, come from Rich itself.
    """

    def __init__(self, **settings: Any):
        super().__init__(**{"markup": False, "emoji": False, "highlight": False, **settings})

    def render_str(self, text: str, **settings: Any) -> Text:
        return super().render_str(visible(text), **settings)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        for part in super().render(renderable, options):
            yield part if part.control else Segment(visible(part.text), part.style)

    def status(self, status: RenderableType, **settings: Any) -> Status:
        text = Text(visible(status)) if isinstance(status, str) else status
        return super().status(text, **settings)


def bold(text: str) -> Text:
    """Return bold text for a Terminal."""
    return Text(visible(text), style="bold")
