"""Checks a text against the record: judge each claim, then read what the catalog says."""

from dataclasses import dataclass

from privacylab.catalog import load_catalog, look_up
from privacylab.lab.display.prediction import Predictions, Question, predict

VERDICTS = ("alleged", "required", "found by no one", "contradicted")


@dataclass(frozen=True)
class Claim:
    """A claim in a text, with its verdict and the reason.

    verdict one of VERDICTS
    record  ids of the facts and provisions that decide it; their text is shown with the reason
    """

    text: str
    verdict: str
    record: tuple[str, ...]
    because: str


def against_record(*claims: Claim) -> Predictions:
    """Ask for a verdict on each claim; Jupyter shows them when the call ends a cell.

    Raises ValueError for an unknown verdict, and CatalogError for a fact that is not in the catalog
    or rests on memory alone.
    """
    catalog = load_catalog()

    def question(claim: Claim) -> Question:
        record = " ".join(f"{one}: {look_up(one, catalog).text}" for one in claim.record)
        return Question(claim.text, VERDICTS, claim.verdict, f"{claim.because} {record}")

    return predict(*map(question, claims))
