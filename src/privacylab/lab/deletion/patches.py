"""Four patches that Murmur's engineers proposed for its deletion. One of them erases.

Each is a function of the company and of the child's profile_id, and returns the state that the
family is told. It is called once a night until it says "complete", and again after each restart.
"""

from contextlib import suppress

from privacylab.companies.simulation.company import Company
from privacylab.companies.stores import StoreUnavailable


def a(company: Company, child: str) -> str:
    """Patch A: all stores, not two. The list comes from the registry, so that none is forgotten."""
    for entry in company.registry.entries():
        if entry["handler"] == "delete":
            store = company.stores[entry["store"]]
            store.purge([item["item_id"] for item in store.inspect([child])])
    return "complete"


def b(company: Company, child: str) -> str:
    """Patch B: all keys, and a read-back. Support can undo it for a month, if it was a mistake."""
    keys = [key for keys in company.identity.keys_of(child).values() for key in keys]
    left = []
    for entry in company.registry.entries():
        if entry["handler"] == "delete":
            store = company.stores[entry["store"]]
            company.faults.set(store.name, "hides")  # a switch of these stores: mark, not delete
            store.delete([item["item_id"] for item in store.lookup(keys)])
            left += store.lookup(keys)
    return "partial" if left else "complete"


def c(company: Company, child: str) -> str:
    """Patch C: unlink first, so that from the first second on nobody can say whose data it is."""
    keys = [key for keys in company.identity.keys_of(child).values() for key in keys]
    company.identity.forget(child)
    for store in company.stores.values():
        with suppress(StoreUnavailable):
            store.purge([item["item_id"] for item in store.inspect(keys)])
    for key_id in [key for key in keys if key.startswith("key-")]:
        company.keys.destroy(key_id)
    for processor in company.processors.values():
        processor.notify(f"erase {child}", keys)
    return "complete"


def d(company: Company, child: str) -> str:
    """Patch D: block, find, write down, purge, read back; and what links it all goes last."""
    known = company.identity.keys_of(child)
    blocked = [entry for entry in company.journal.entries() if entry["child"] == child]
    keys = [key for some in known.values() for key in some] or blocked[-1]["keys"]
    company.journal.append({"event": "blocked", "child": child, "keys": keys})
    for store in company.stores.values():
        with suppress(StoreUnavailable):  # the read-back will say so
            found = store.inspect(keys)
            found += store.derived([item["item_id"] for item in found])
            store.purge([item["item_id"] for item in found])
    for key_id in known.get("key_id", []):
        if {one["key"] for one in company.keys.describe(key_id)["objects"]} == {child}:
            company.keys.destroy(key_id)
            company.keys.destroy_escrow(key_id)
    left = False
    for processor in company.processors.values():
        processor.notify(f"erase {child}", keys)
        left |= processor.audit(keys) != []
    for store in company.stores.values():
        try:
            left |= store.inspect(keys) != []
        except StoreUnavailable:
            left = True
    if left:
        return "partial"
    company.identity.forget(child)
    return "complete"


def d_accept(company: Company, message: dict) -> bool:
    """Patch D, at the door: what comes late for a blocked key does not enter."""
    return message["item"]["key"] not in company.journal.blocked()


def d_replay(company: Company, names: list[str]) -> None:
    """Patch D, after a restore: what is blocked is purged before the store serves."""
    for name in names:
        store = company.stores[name]
        store.purge([item["item_id"] for item in store.inspect(sorted(company.journal.blocked()))])
