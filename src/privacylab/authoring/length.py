"""How long an exercise's prose may be: a page that nobody finishes teaches nothing."""

import re
from collections.abc import Iterable

from nbformat import NotebookNode

from privacylab.authoring.errors import AuthorError

MOST_IN_PROMPT = 150  # words of a step's prompt
MOST_IN_WHY = 80
MOST_STEPS = 4
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)

# Exercises that were longer when these rules came. A test says which ones no longer need this;
# delete each as soon as it is short enough, and this set with the last one.
STILL_TOO_LONG = frozenset(
    {
        "RET-13_scope",
        "AUD-01_log_entry",
        "AUD-03_log_store",
        "AUD-05_merkle_tree",
        "AUD-09_anchor",
        "AUD-19_independent_review",
        "AUD-20_access_gate",
        "AUD-26_incident",
        "AUD-R1_who_audits_the_auditors",
        "DEL-01_executing_the_deletion",
        "DEL-03_proof_of_deletion",
        "DEL-06_data_that_comes_back",
        "DEL-14_models",
        "DEL-18_deadlines",
        "DEL-19_certificate",
        "DEL-20_keys_and_processors",
        "DEL-21_legal_hold",
        "DEL-R1_backup_dilemma",
    }
)


def words(markdown: str) -> int:
    """The words of a text's prose: tables, code and headings are not counted."""
    lines = FENCE.sub("", markdown).splitlines()
    return len(" ".join(one for one in lines if not one.lstrip().startswith(("|", "#"))).split())


def check_length(cells: Iterable[NotebookNode], name: str, where: str) -> None:
    """Hold an exercise's prose to its limits. Raises AuthorError at the first breach.

    A step's prompt is the prose above it, from the last second-level heading on.
    """
    if name not in STILL_TOO_LONG:
        for breach in breaches(cells):
            raise AuthorError(f"{where}{breach}")


def breaches(cells: Iterable[NotebookNode]) -> Iterable[str]:
    """What is too long, each with what to do."""
    prompt: list[str] = []
    steps = 0
    for cell in cells:
        if cell.cell_type == "markdown":
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
            prompt = []
    if steps > MOST_STEPS:
        yield f": it has {steps} steps: split it into exercises of at most {MOST_STEPS}."
