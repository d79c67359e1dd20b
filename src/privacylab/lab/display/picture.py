"""Figures with alt text.

Matplotlib's own display gives JupyterLab a picture without a word for people who can't see it.
"""

import io
from base64 import b64encode
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 150
SENTENCE = 5  # the fewest words of an alt text


@dataclass(frozen=True)
class Picture:
    """A drawn figure: PNG bytes, what it shows in words (alt), and a line below it (caption)."""

    png: bytes
    alt: str
    caption: str = ""

    def __str__(self) -> str:
        return f"{self.alt} {self.caption}".strip()

    def __repr__(self) -> str:
        return str(self)

    def as_html(self) -> str:
        """A figure element with its picture embedded, so nothing is loaded from anywhere."""
        data = b64encode(self.png).decode()
        caption = f"<figcaption>{escape(self.caption)}</figcaption>" if self.caption else ""
        return (
            '<figure style="margin:.5em 0;max-width:56em">'
            f'<img class="pl-picture" alt="{escape(self.alt)}" src="data:image/png;base64,{data}" '
            f'style="width:100%;height:auto;background:#fff">{caption}</figure>'
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self.as_html()}


def show(fig: "Figure", alt: str, caption: str = "") -> Picture:
    """A matplotlib figure with its alt text; Jupyter shows it when the call ends a cell.

    alt says what the figure shows: its kind, the axes, and the finding. Raises ValueError if it is
    not a sentence.
    """
    if not (alt[:1].isupper() and alt.endswith(".") and len(alt.split()) >= SENTENCE):
        raise ValueError(f"The figure's alt text is {alt!r}: say in a sentence what it shows.")
    return Picture(draw(fig, DPI), alt, caption)


def draw(fig: "Figure", dpi: int) -> bytes:
    """The figure as PNG, on white; lightly compressed, because it only goes to the browser."""
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", dpi=dpi, facecolor="white", pil_kwargs={"compress_level": 1})
    return buffer.getvalue()
