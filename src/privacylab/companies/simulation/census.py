"""The ground truth about a company: which data of which person can still be read.

A learner's workflow sees a company only through its public methods, which may lie. Tests need the
truth.
"""

from privacylab.companies.simulation.company import Company


def census(company: Company, backups: bool = False) -> set[tuple[str, str, str]]:
    """Return everything that can be read now, as (store, item_id, owner).

    The owner is the profile_id that the key belonged to when the company was created; for other
    keys, the key itself. Also included: items that are only marked as deleted, a processor's
    copies, and encrypted objects whose key, or an escrowed copy of it, still exists.

    backups  whether to include the backups; their store is named "backup b-2023-08-31 main"
    """
    found = set()
    for name, store in company._stores.items():
        for item_id, key, *_ in store._rows():
            found.add((name, item_id, company._owners.get(key, key)))
    for name, processor in company.processors.items():
        for item_id, key in processor._system.copies.items():
            found.add((name, item_id, company._owners.get(key, key)))
    return found | (_backed_up(company) if backups else set())


def _backed_up(company: Company) -> set[tuple[str, str, str]]:
    found: set[tuple[str, str, str]] = set()
    for backup in company.backups.kept():
        for item in company.backups._look(backup["backup_id"]):
            key: str = item["key"]
            place = f"backup {backup['backup_id']} {item['store']}"
            found.add((place, item["item_id"], company._owners.get(key, key)))
    return found
