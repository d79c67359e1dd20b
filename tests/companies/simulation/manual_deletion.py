"""A right deletion, written for these tests alone, without a workflow around it."""

from privacylab.companies import Company


def keys_of(company: Company, person: str) -> list[str]:
    """All of a person's keys."""
    return [key for keys in company.identity.keys_of(person).values() for key in keys]


def erase(company: Company, person: str) -> None:
    """Delete all of a person that the company itself can delete, and let two nights go by."""
    known = company.identity.keys_of(person)
    for entry in company.registry.entries():
        keys, name = known.get(entry["keyed_by"], []), entry["store"]
        if entry["handler"] == "delete":
            store = company.stores[name]
            store.delete([item["item_id"] for item in store.inspect(keys)])
        elif entry["handler"] == "destroy_key":
            for key_id in known.get("key_id", []):
                company.keys.destroy(key_id)
                company.keys.destroy_escrow(key_id)
        elif entry["handler"] == "notify":
            company.processors[name].notify(f"erase {person}", keys)
    for _ in range(2):
        company.night(accept=lambda message: message["item"]["key"] != person)
    for backup in company.backups.kept():
        company.backups.expire(backup["backup_id"])
    company.identity.forget(person)
