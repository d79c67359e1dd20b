"""The deletion that a busy engineer might write, to compare yours with. It is wrong."""

from privacylab.companies.simulation.company import Company


def murmur_deletes(company: Company, child: str) -> str:
    """Delete the profile and the recordings, which the app shows: what Murmur runs today."""
    for name, category in (("main", "profile"), ("main", "recording"), ("audio", "recording")):
        store = company.stores[name]
        shown = [item for item in store.lookup([child]) if item["category"] == category]
        store.delete([item["item_id"] for item in shown])
    return "complete"
