"""Fingerprints of code that stay the same if it is renamed, reordered or given other comments.

Each run of GRAM tokens is a fingerprint, as in Schleimer, Wilkerson and Aiken's winnowing (SIGMOD
2003). They keep only a sample, because they compare millions of documents. The exercises of a class
are short, so all fingerprints are kept here, and no match is missed. The tokens come from Pygments,
which also reads code that Python can't parse.
"""

import hashlib
from collections.abc import Iterator, Set
from dataclasses import dataclass

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, String, Text, Whitespace, _TokenType

GRAM = 14  # tokens, about two short statements: any two programs share shorter runs
ANY_NAME, ANY_TEXT = "v", "s"


@dataclass(frozen=True)
class Token:
    """A normalized token, and the line that it is on, counted from 0."""

    text: str
    line: int


@dataclass(frozen=True)
class Fingerprints:
    """The fingerprints of a text: for each hash, the lines that it covers, wherever it is found."""

    lines: dict[int, frozenset[int]]

    @property
    def hashes(self) -> Set[int]:
        return self.lines.keys()


def fingerprints(source: str, without: Set[int] = frozenset()) -> Fingerprints:
    """Return the fingerprints of code, except those in without."""
    tokens, part = list(_tokens(source)), _parts(source)
    found: dict[int, set[int]] = {}
    for start in range(len(tokens) - GRAM + 1):
        gram = tokens[start : start + GRAM]
        if part[gram[0].line] != part[gram[-1].line]:
            continue  # what follows a function isn't part of it: functions can be moved
        key = _hash(" ".join(one.text for one in gram))
        if key not in without:
            found.setdefault(key, set()).update(one.line for one in gram)
    return Fingerprints({key: frozenset(lines) for key, lines in found.items()})


def _parts(source: str) -> list[int]:
    """Return the part that each line is in: each top-level function or class is one."""
    parts, part, in_block = [], 0, False
    for line in source.split("\n"):
        if line[:1].strip() and line[0] not in ")]}#":
            begins = line.startswith(("def ", "class ", "async ", "@"))
            part += begins or in_block
            in_block = begins
        parts.append(part)
    return parts


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _tokens(source: str) -> Iterator[Token]:
    """Yield what renaming, comments and layout can't change.

    Names become one name, except those of the language, and attributes that are not the code's own:
    no one can rename `.groupby`. Strings become one string; docstrings and comments are left out.
    Numbers stay, because changing one changes what the code does.
    """
    line, before = 0, ["", ""]
    in_string = False
    for kind, value in PythonLexer().get_tokens(source):
        text = _normalized(kind, value, before)
        if text == ANY_TEXT:
            text = "" if in_string else ANY_TEXT  # Pygments cuts one string into many tokens
            in_string = True
        elif value.strip():
            in_string = False
        if text:
            yield Token(text, line)
            before = [before[1], value]
        line += value.count("\n")


def _normalized(kind: _TokenType, value: str, before: list[str]) -> str:
    """Return a token's text as it is compared, or "" if it doesn't count."""
    if kind in Comment or kind in Text or kind in Whitespace or kind in String.Doc:
        return ""
    if kind in String:
        return ANY_TEXT
    if (
        kind in Number
        or kind in Keyword
        or kind in Name.Builtin
        and kind not in Name.Builtin.Pseudo
    ):
        return value
    if kind in Name:
        is_foreign = before[1] == "." and before[0] not in ("self", "cls")
        return value if is_foreign else ANY_NAME
    return value.strip()
