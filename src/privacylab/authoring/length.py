"""Limits the length of an exercise's prose, and estimates how long a lesson takes."""

import re
from collections.abc import Iterable

from nbformat import NotebookNode

from privacylab.authoring.errors import AuthorError

MOST_IN_PROMPT = 150  # words of a step's prompt
MOST_BEFORE_ANSWER = 190  # words, tables included, since the cell of code before it
MOST_IN_WHY = 80
MOST_STEPS = 4
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
QUESTION = re.compile(r"\b(?:Question|Claim)\(")
WORDS_A_MINUTE = 200
MINUTES_A_CELL = 1.5  # to run it and look at its output


def words(markdown: str) -> int:
    """Return the number of words in a text's prose, without tables, code and headings."""
    lines = FENCE.sub("", markdown).splitlines()
    return len(" ".join(one for one in lines if not one.lstrip().startswith(("|", "#"))).split())


def lesson_minutes(cells: Iterable[NotebookNode]) -> int:
    """Return the minutes that a lesson takes, to the nearest 5: to read, answer, and run cells.

    Folded text isn't counted. A question takes a minute, including its explanation.
    """
    minutes = 0.0
    for cell in cells:
        if cell.cell_type == "markdown":
            minutes += len(FOLDED.sub("", cell.source).split()) / WORDS_A_MINUTE
        else:
            minutes += len(QUESTION.findall(cell.source)) or MINUTES_A_CELL
    return 5 * round(minutes / 5)


def check_length(cells: Iterable[NotebookNode], where: str) -> None:
    """Check an exercise's prose against the limits. Raises AuthorError at the first one exceeded.

    A step's prompt is the prose above it, starting at the last second-level heading.
    """
    for breach in breaches(cells):
        raise AuthorError(f"{where}{breach}")


def breaches(cells: Iterable[NotebookNode]) -> Iterable[str]:
    """Yield a sentence for each text that is too long, with what to do."""
    prompt: list[str] = []
    steps = before = 0
    for cell in cells:
        if cell.cell_type == "markdown":
            before += len(cell.source.split())
            if re.search("^## Why", cell.source, re.MULTILINE) and words(cell.source) > MOST_IN_WHY:
                yield (
                    f": Why has {words(cell.source)} words: cut it to {MOST_IN_WHY}: what is "
                    "alleged or required, and whom the mistake hurts."
                )
            if re.search("^## ", cell.source, re.MULTILINE):
                prompt = []
            prompt.append(cell.source)
        elif "step" in cell.metadata:
            steps += 1
            count = words("\n".join(prompt))
            if count > MOST_IN_PROMPT:
                yield (
                    f", step {cell.metadata['step']}: its prompt has {count} words: cut it to "
                    f"{MOST_IN_PROMPT} (tables, code and headings are free), or split the step."
                )
            if before > MOST_BEFORE_ANSWER:
                yield (
                    f", step {cell.metadata['step']}: {before} words come before its answer, "
                    f"tables included: cut them to {MOST_BEFORE_ANSWER}, or show data in a cell."
                )
            prompt = []
        if cell.cell_type == "code":
            before = 0
    if steps > MOST_STEPS:
        yield f": it has {steps} steps: split it into exercises of at most {MOST_STEPS}."
