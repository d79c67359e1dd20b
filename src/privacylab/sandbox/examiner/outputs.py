"""Cell outputs in a notebook's format: collected with a cap, and checked where they arrive."""

import io
from typing import Any

TOO_LONG, STOPPED, BROKEN = "RanTooLong", "StoppedPython", "InvalidReply"  # how a cell can end
MOST_TEXT = 1 << 20  # characters of all outputs of one cell
MOST_OUTPUTS = 200
CUT = "\n… the output was cut here: it was too long.\n"
SHOWN = (
    "text/plain",
    "text/html",
    "text/markdown",
    "text/latex",
    "image/png",
    "image/jpeg",
    "image/svg+xml",
)


class Outputs:
    """The outputs of one cell."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []
        self._left = MOST_TEXT

    def text(self, name: str, text: str) -> None:
        """Something printed; it joins what was printed just before."""
        if not text or not self._take(len(text)):
            return
        last = self.items[-1] if self.items else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += text
        else:
            self.items.append({"output_type": "stream", "name": name, "text": text})

    def data(self, kind: str, data: dict[str, Any]) -> None:
        """Something displayed, or the value of a cell: kind is display_data or execute_result."""
        if not self._take(sum(len(str(part)) for part in data.values())):
            return
        item: dict[str, Any] = {"output_type": kind, "data": data, "metadata": {}}
        if kind == "execute_result":
            item["execution_count"] = None
        self.items.append(item)

    def error(self, name: str, message: str = "", traceback: list[str] | None = None) -> None:
        lines = traceback or [f"{name}: {message}".rstrip(": ")]
        if not self._take(len(message) + sum(map(len, lines))):
            message, lines = "", [name]  # always report that there was an error
        self.items.append(
            {"output_type": "error", "ename": name, "evalue": message, "traceback": lines}
        )

    def _take(self, size: int) -> bool:
        full = len(self.items) >= MOST_OUTPUTS or size > self._left
        if full and self._left > 0:
            self._left = 0
            self.items.append({"output_type": "stream", "name": "stderr", "text": CUT})
        self._left -= size
        return not full


class Sink(io.TextIOBase):
    """A standard stream that writes to outputs, and behaves as ipykernel's streams do.

    name is "stdout" or "stderr"; `to` returns the outputs to write to.
    """

    encoding = "UTF-8"

    def __init__(self, name: str, to: Any):
        self.name, self._to = name, to

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._to().text(self.name, str.__str__(text))
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        """Return the process's own stream, which leads nowhere."""
        return {"stdout": 1, "stderr": 2}[self.name]


def checked(items: Any) -> list[dict[str, Any]]:
    """Return untrusted outputs, reduced to what a notebook may hold."""
    kept = Outputs()
    for item in items if isinstance(items, list) else []:
        match item:
            case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
                kept.text(name, text)
            case {"output_type": "display_data" | "execute_result" as kind, "data": dict(data)}:
                shown = {form: data[form] for form in SHOWN if isinstance(data.get(form), str)}
                if shown:
                    kept.data(kind, shown)
            case {
                "output_type": "error",
                "ename": str(name),
                "evalue": str(value),
                "traceback": list(lines),
            } if len(kept.items) < MOST_OUTPUTS:
                texts = [line[:20_000] for line in lines[:100] if isinstance(line, str)]
                kept.error(name[:100], value[:2000], texts)
    return kept.items
