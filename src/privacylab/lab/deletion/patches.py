"""Four patches that Murmur's engineers proposed for its deletion.

Each is a function of the company and of the child's profile_id, and returns the state that the
family is told. It is called once a night until it says "complete", and again after each restart.
"""

from contextlib import suppress

from privacylab.companies.simulation.company import Company
from privacylab.companies.stores import StoreUnavailable


def a(company: Company, child: str) -> str:
    """Patch A: Delete from every registered store, not only two."""
    for entry in company.registry.entries():
        if entry["handler"] == "delete":
            store = company.stores[entry["store"]]
            store.purge([item["item_id"] for item in store.inspect([child])])
    return "complete"


def b(company: Company, child: str) -> str:
    """Patch B: Use all keys, and check what is left.

    For a month, support can undo a deletion that was a mistake.
    """
    known = company.identity.keys_of(child)
    keys = [key for some in known.values() for key in some]
    left = []
    for entry in company.registry.entries():
        if entry["handler"] == "delete":
            store = company.stores[entry["store"]]
            company.faults.set(store.name, "hides")  # it only marks rows
            store.delete([item["item_id"] for item in store.lookup(keys)])
            left += store.lookup(keys)
    return "partial" if left else "complete"


def c(company: Company, child: str) -> str:
    """Patch C: Unlink the child first, then delete.

    From then on, no one can tell whose data it was.
    """
    known = company.identity.keys_of(child)
    keys = [key for some in known.values() for key in some]
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
    """Patch D: Block the keys, find, purge, and read back.

    The mapping from child to keys is destroyed last.
    """
    known = company.identity.keys_of(child)
    journal = company.journal
    blocked = [one for one in journal.entries() if one["child"] == child]
    keys = [key for some in known.values() for key in some]
    keys = keys or blocked[-1]["keys"]
    journal.append({"event": "blocked", "child": child, "keys": keys})
    for store in company.stores.values():
        with suppress(StoreUnavailable):  # the read-back shows it
            found = store.inspect(keys)
            found += store.derived([item["item_id"] for item in found])
            store.purge([item["item_id"] for item in found])
    for key_id in known.get("key_id", []):
        objects = company.keys.describe(key_id)["objects"]
        if {one["key"] for one in objects} == {child}:
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
    """Patch D, late messages: Refuse a message for a blocked key."""
    return message["item"]["key"] not in company.journal.blocked()


def d_replay(company: Company, names: list[str]) -> None:
    """Patch D, restores: Purge blocked keys before a store serves."""
    blocked = sorted(company.journal.blocked())
    for name in names:
        store = company.stores[name]
        store.purge([item["item_id"] for item in store.inspect(blocked)])
