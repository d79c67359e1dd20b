"""Varies tests for one class: the same checks, with different names, dates and examples.

A class has a seed (class.toml), so that answers to last year's hidden tests are worthless. The
hidden part of a test cell says what may change:

    ### BEGIN HIDDEN TESTS
    # class seed: words ada ben r
    # class seed: dates 4 years

words lists words that don't matter to the answer, such as names. Each gets a replacement, the same
in all test cells of the exercise, and in the same alphabetical order. "ada" is also replaced in
"p-ada" and "Ada", and "r" in "r-17".

dates says how far this cell's dates may move, if they are written out like "2023-08-31": by "days",
by "4 years" if months matter, or by "28 years" if weekdays matter too. The year options also move
months and years, such as "2019-02" and "2023".

Both change strings, and words also change keyword argument names, in the whole cell, because hidden
checks use what the public part defines. What a learner sees comes from another run (session.py).
"""

import ast
import hashlib
import io
import random
import re
import tokenize
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from privacylab.catalog.exercises import BEGIN_HIDDEN, check_calls
from privacylab.catalog.python_source import parse

Move = Callable[[re.Match[str]], str]  # from a found date to the moved one

MARK = "# class seed:"
_SAID = re.compile(rf"^{MARK} *(\w+) +(.*?) *$", re.MULTILINE)
_DATE = re.compile(r"(?<![\w-])((?:19|20)\d\d)(-\d\d)?(-\d\d)?(?!\d|-\d)")
_OPENING = re.compile(r"\w*")  # a string's prefix
_FIELD = re.compile(r"(\{[^{}]*\})")  # in an f-string, which is one token before Python 3.12
_TEXTS = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
_DAYS = [n for n in range(-1200, 1201) if abs(n) > 7]
# From 1901 to 2099, the calendar repeats every 4 years, and with its weekdays every 28.
_YEARS = {
    "4 years": [n for n in range(-16, 61, 4) if n],
    "28 years": [n for n in range(-112, 57, 28) if n],
}


def vary(tests: Sequence[str], exercise: str, seed: str) -> tuple[str, ...]:
    """Return the test cells of one exercise, in order, as varied by a class's seed.

    Without a seed, they are unchanged.
    """
    return _vary(tuple(tests), exercise, seed) if seed else tuple(tests)


def wrong_marks(test: str) -> str:
    """Return what is wrong with a test cell's class seed lines, as a sentence, or ""."""
    said = _SAID.findall(test.partition(BEGIN_HIDDEN)[2])
    known = all(kind == "words" or (kind == "dates" and by in _MOVES) for kind, by in said)
    if len(said) == test.count(MARK) and known:
        return ""
    return (
        f"write {MARK} words …, or {MARK} dates {', '.join(_MOVES)} (one of these), each in a line "
        "of the hidden part."
    )


@lru_cache(maxsize=200)
def _vary(tests: tuple[str, ...], exercise: str, seed: str) -> tuple[str, ...]:
    own = hashlib.sha256(f"{seed}\0{exercise}".encode()).hexdigest()
    rng = random.Random(own)
    moves = {by: move(rng) for by, move in _MOVES.items()}
    said = [dict(_SAID.findall(test)) for test in tests]
    words = sorted({word for one in said for word in one.get("words", "").split()})
    other = _other_words(words, " ".join(tests), rng)
    made = []
    for test, one in zip(tests, said, strict=True):
        changed = _rewritten(test, other, moves.get(one.get("dates", "")))
        # only in the hidden part, so that no learner's process ever sees it
        seeded = f'{BEGIN_HIDDEN}\nchecks.draw_from("{own}")'
        made.append(changed.replace(BEGIN_HIDDEN, seeded, 1))
    return tuple(made)


def _by_days(rng: random.Random) -> Move:
    days = timedelta(days=rng.choice(_DAYS))

    def moved(found: re.Match[str]) -> str:
        try:
            return (date.fromisoformat(found[0]) + days).isoformat()
        except ValueError:  # not a full, valid date
            return found[0]

    return moved


def _by_years(every: str) -> Callable[[random.Random], Move]:
    def chosen(rng: random.Random) -> Move:
        years = rng.choice(_YEARS[every])
        return lambda found: f"{int(found[1]) + years}{found[0][4:]}"

    return chosen


_MOVES = {"days": _by_days, **{every: _by_years(every) for every in _YEARS}}


def _other_words(words: Sequence[str], taken: str, rng: random.Random) -> dict[str, str]:
    """Return a new word for each word, in the same sort order; none of them occurs in `taken`."""
    known, made = set(re.findall(r"\w+", taken.lower())), set[str]()
    while len(made) < len(words):
        word = "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(3))
        if word not in known:
            made.add(word)
    return dict(zip(words, sorted(made), strict=True))


def _rewritten(test: str, words: Mapping[str, str], move: Move | None) -> str:
    """Return a test cell with its words and dates replaced."""
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    any_word = re.compile(rf"\b(?:{'|'.join(longest_first) or '(?!)'})\b", re.IGNORECASE)

    def other(found: re.Match[str]) -> str:
        old = found[0]
        new = words.get(old) or words.get(old.lower(), "")
        if old.lower() in words and old != old.lower():
            new = new.upper() if old.isupper() and len(old) > 1 else new.capitalize()
        return new or old

    def text(part: str) -> str:
        part = any_word.sub(other, part)
        return _DATE.sub(move, part) if move else part

    starts = [0]
    for line in test.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found, kept = [], list(_sentences(test))
    tokens = list(tokenize.generate_tokens(io.StringIO(test).readline))
    depth = 0
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        new = token.string
        depth += (before.string in "([{") - (before.string in ")]}") if before.string else 0
        if token.type in _TEXTS and not any(a <= token.start < b for a, b in kept):
            new = _in_string(token, text)
        elif depth and after.string == "=" and before.string in ("(", ","):  # a keyword's name
            new = words.get(new, new)
        if new != token.string:
            start = starts[token.start[0] - 1] + token.start[1]
            found.append((start, start + len(token.string), new))
    for start, end, new in reversed(found):
        test = test[:start] + new + test[end:]
    return test


def _in_string(token: tokenize.TokenInfo, text: Callable[[str], str]) -> str:
    if token.type != tokenize.STRING:
        return text(token.string)
    opening = _OPENING.match(token.string)[0]  # type: ignore[index]
    rest = token.string[len(opening) :]
    if "f" not in opening.lower():
        return opening + text(rest)
    return opening + "".join(
        part if n % 2 else text(part) for n, part in enumerate(_FIELD.split(rest))
    )


def _sentences(test: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield the positions of check sentences, which must not change: they identify results."""
    nodes = list(ast.walk(parse(test)))
    calls = [*check_calls(nodes)]
    calls += [one for one in nodes if isinstance(one, ast.Call) and _is_needs(one.func)]
    for call in calls:
        yield (call.lineno, call.col_offset), (call.end_lineno or 0, call.end_col_offset or 0)


def _is_needs(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr == "needs"
