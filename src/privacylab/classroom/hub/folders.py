"""Where the hub's service keeps its files: in the home of the instructor whose account runs it.

hub/handed-in/<learner>/<time>_<module>.zip   as it came
hub/receipts/<learner>/<time>_<module>.json   who, what and when, and its signature beside it
hub/feedback/<learner>/<module>/<page>.html   what `privacylab export --to hub` hands back
hub/key.pem, hub/key.pub                      what signs the receipts, and what checks them
"""

from datetime import UTC, datetime
from pathlib import Path

HUB = "hub"
HANDED_IN, RECEIPTS, FEEDBACK = f"{HUB}/handed-in", f"{HUB}/receipts", f"{HUB}/feedback"
BY_LEARNER = (HANDED_IN, RECEIPTS, FEEDBACK)  # each with a folder for each learner
_TIME = "%Y-%m-%dT%H-%M-%S.%f"


def entry_name(module_id: str, at: datetime) -> str:
    """Return a hand-in's name without its suffix: "2026-11-29T15-04-05.123Z_02_retention"."""
    return f"{at.strftime(_TIME)[:-3]}Z_{module_id}"


def entry_of(name: str) -> tuple[str, datetime]:
    """Return the module and the time (UTC) in a zip's name. Raises ValueError for another name."""
    time, _, module_id = name.removesuffix(".zip").partition("Z_")
    return module_id, datetime.strptime(time, _TIME).replace(tzinfo=UTC)


def is_handed_in(home: Path, folder: Path) -> bool:
    """Return whether this is the folder that only the service writes, with names to trust."""
    return folder.resolve() == (home / HANDED_IN).resolve()
