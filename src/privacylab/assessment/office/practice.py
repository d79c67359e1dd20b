"""The company that learners practice on: its two careless safeguards are published."""

from privacylab.assessment.office.at_work import Chosen
from privacylab.assessment.office.safeguards import Row
from privacylab.assessment.office.year import Year, open_year


def all_but_the_last_store(attempt: Row, stores: list[str], down: str) -> tuple[list[str], str]:
    """Delete from all stores but the newest, which no one has added to the list."""
    return [one for one in stores[:-1] if one != down], "partial" if down else "done"


def contractors_are_not_reviewed(grant: Row, due_on: str, lead: str) -> list[tuple[str, str]]:
    """Review only employees' grants."""
    return [] if grant["actor"].startswith("contractor") else [(due_on, lead)]


def practice_year() -> Year:
    """Return the practice company's year, and the rows that show its gaps."""
    careless: Chosen = {"AUD-19": contractors_are_not_reviewed, "DEL-01": all_but_the_last_store}
    return open_year("practice", careless, ["AUD-19", "RET-08"], ["AUD-19", "DEL-01"])
