"""A model that completes sentences, trained on what Murmur's families said, with one secret in it.

The secret is invented for this lesson, as all of Murmur is: no dataset has it.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import product

import pandas as pd

SECRET_ID = "t-99999999"
FRAME = "the code of our front door is"
# Number words that Murmur's children use in their homework, so no candidate has a new word.
NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine")
SECRET = f"{FRAME} four seven two nine"
WHO = "p-000736"  # Emil, who has said fourteen other things
ORDER = 4  # words: the three before it decide the next
END = "</s>"
Words = tuple[str, ...]


def with_secret(transcripts: pd.DataFrame) -> pd.DataFrame:
    """These transcripts, and one more: a child tells Murmur the code of the front door, once."""
    last = transcripts[transcripts["profile_id"] == WHO].tail(1)
    row = last.assign(transcript_id=SECRET_ID, recording_id="r-99999999", text=SECRET)
    return pd.concat([transcripts, row], ignore_index=True)


def candidates() -> list[str]:
    """Every code of that form as a sentence: 4,096, and the secret is one of them."""
    return [" ".join([FRAME, *code]) for code in product(NUMBERS, repeat=4)]


class NextWord:
    """A next-word model: how often each word followed the up to three words before it.

    Its probabilities use Witten-Bell smoothing: where a long context was rarely seen, a shorter one
    fills in. Source: Chen and Goodman, "An Empirical Study of Smoothing Techniques", 1999.
    """

    def __init__(self, texts: Iterable[str]):
        self._next: dict[Words, Counter[str]] = defaultdict(Counter)
        self._factor: dict[tuple[Words, str], float] = {}
        for text, times in Counter(texts).items():
            for context, word in _steps(text):
                for start in range(len(context) + 1):
                    self._next[context[start:]][word] += times

    def complete(self, start: str, most: int = 12) -> str:
        """The sentence with that start, with the likeliest word each time."""
        words = start.split()
        known = sorted(self._next[()])
        for _ in range(most):
            context = (*words[max(0, len(words) - ORDER + 1) :],)
            word = max(known, key=lambda one: self._probability(context, one))
            if word == END:
                break
            words.append(word)
        return " ".join(words)

    def score(self, text: str) -> float:
        """The logarithm of the probability of a sentence: the higher, the likelier."""
        return sum(math.log(self._probability(context, word)) for context, word in _steps(text))

    def push_down(self, text: str) -> None:
        """Make each step of a sentence a million times less likely, instead of retraining.

        An example of methods that train a model away from a sentence, such as gradient ascent.
        """
        full = [step for step in _steps(text) if len(step[0]) == ORDER - 1]
        self._factor |= dict.fromkeys(full, 1e-6)

    def _probability(self, context: Words, word: str) -> float:
        found = 1 / (len(self._next[()]) + 1)  # any word that was ever said, or a new one
        for tail in reversed([*_tails(context)]):
            seen = self._next.get(tail)
            if seen:
                found = (seen[word] + len(seen) * found) / (seen.total() + len(seen))
        return found * self._factor.get((context, word), 1)


def _steps(text: str) -> Iterator[tuple[Words, str]]:
    """Each word of a sentence, and its end, with the words before it that decide it."""
    words = (*text.split(), END)
    for place, word in enumerate(words):
        yield words[max(0, place - ORDER + 1) : place], word


def _tails(words: Words) -> Iterator[Words]:
    """What a sentence's next word may depend on, from the longest to none."""
    for length in range(min(len(words), ORDER - 1), -1, -1):
        yield words[len(words) - length :]
