"""Looks for lines of answers and hidden tests in what learners get."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from privacylab.catalog.exercises import BEGIN_HIDDEN, END_HIDDEN

SHORTEST = 41  # characters: a shorter line, such as `return result`, can be in any program
BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"


@dataclass(frozen=True)
class Leak:
    """A line of an answer or a hidden test, the file that has it, and the file it comes from."""

    line: str
    file: str
    source: str


def find_leaks(root: Path, files: dict[str, bytes]) -> list[Leak]:
    """Return the leaks in files, by path; what an exercise shows its learners isn't one."""
    lines = {
        name: set(_lines_of(name, content.decode("utf-8", "replace")))
        for name, content in files.items()
    }
    shown = set[str]().union(*(_shown(path) for path in _texts(root)))
    secret = {line: source for source, line in _secrets(root) if line not in shown}
    return [
        Leak(line, name, secret[line])
        for name in sorted(lines)
        for line in sorted(lines[name] & secret.keys())
    ]


def _texts(root: Path) -> list[Path]:
    return sorted((root / "solutions").glob("*/*/exercise.py"))


def _secrets(root: Path) -> Iterator[tuple[str, str]]:
    """Yield each secret line, with the file that it comes from."""
    for path in _texts(root):
        name = path.relative_to(root).as_posix()
        for line, hidden in _marked(path.read_text(encoding="utf-8")):
            if hidden:
                yield name, line
    answers = root / "solutions"
    for path in sorted([*answers.glob("*/*/genuine/*.py"), *answers.glob("*/*/at_scale.py")]):
        for line in _long(path.read_text(encoding="utf-8")):
            yield path.relative_to(root).as_posix(), line
    for path in sorted((root / "solutions").glob("*/*/counterfeits.toml")):
        for text in _strings(tomllib.loads(path.read_text(encoding="utf-8"))):
            for line in _long(text):
                yield path.relative_to(root).as_posix(), line


def _shown(path: Path) -> set[str]:
    return {line for line, hidden in _marked(path.read_text(encoding="utf-8")) if not hidden}


def _marked(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the lines of an exercise's text, and whether each is marked as secret."""
    hidden = False
    for line in text.splitlines():
        line = line.strip()
        if line in (BEGIN_SOLUTION, BEGIN_HIDDEN):
            hidden = True
        elif line in (END_SOLUTION, END_HIDDEN):
            hidden = False
        elif _tells(line):
            yield line, hidden


def _tells(line: str) -> bool:
    """Return whether a line is too specific to be in another program by chance."""
    return len(line) >= SHORTEST and not line.startswith(("from ", "import ", "@"))


def _strings(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict | list):
        for one in found.values() if isinstance(found, dict) else found:
            yield from _strings(one)


def _long(text: str) -> Iterator[str]:
    lines = (line.strip() for line in text.splitlines())
    return (line for line in lines if _tells(line))


def _lines_of(name: str, text: str) -> Iterator[str]:
    if name.endswith(".ipynb"):
        text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return _long(text)
