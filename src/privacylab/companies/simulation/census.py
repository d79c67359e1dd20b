"""The ground truth of a company: which data of which person can still be read.

A learner's workflow sees a company only through its public methods, which may lie; a test needs
the truth behind them.
"""

from privacylab.companies.simulation.company import Company


def census(company: Company, backups: bool = False) -> set[tuple[str, str, str]]:
    """Everything that can be read now: (store, item_id, owner).

    The owner is the profile_id that the key belonged to when the company was made, or the key. An
    encrypted object counts while its key, or an escrowed copy of it, exists; what is only marked as
    deleted counts, and so does what a processor keeps.

    backups  whether the backups are looked into too, each as "backup b-2023-08-31 main"
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
