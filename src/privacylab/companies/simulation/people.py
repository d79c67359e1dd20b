"""The people a company knows: their accounts, and the keys of each person's data."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from privacylab.companies.simulation.faults import Faults
from privacylab.companies.simulation.operations import AdminService, Operations, answer

PEOPLE = ["profile_id", "household_id", "kind", "display_name", "birth_on", "country"]


class Accounts(AdminService):
    """The people in each household, and who is whose parent.

    people   one dict per person, with the keys PEOPLE; kind is "adult" or "child"
    parents  (parent_id, child_id), each a profile_id
    """

    def __init__(
        self,
        operations: Operations,
        faults: Faults,
        people: Sequence[Mapping[str, Any]],
        parents: Sequence[tuple[str, str]],
    ):
        super().__init__("accounts", operations, faults)
        rows = [{**one, "birth_on": f"{one['birth_on']:%Y-%m-%d}"} for one in people]
        operations.table("people", ", ".join(PEOPLE), rows)
        operations.table(
            "parents",
            "parent_id, child_id",
            [{"parent_id": parent, "child_id": child} for parent, child in parents],
        )

    def people(self) -> pd.DataFrame:
        """Return everyone: profile_id, household_id, kind, display_name, birth_on, country.

        Raises StoreUnavailable.
        """
        self._faults.asked(self.name)
        found = pd.DataFrame(
            self._db.rows("SELECT * FROM people ORDER BY profile_id"), columns=PEOPLE
        )
        return found.assign(birth_on=pd.to_datetime(found["birth_on"]))

    def guardians(self) -> pd.DataFrame:
        """Return who is whose parent: parent_id, child_id. Not every adult in a home is a parent.

        Raises StoreUnavailable.
        """
        self._faults.asked(self.name)
        found = self._db.rows("SELECT * FROM parents ORDER BY parent_id, child_id")
        return pd.DataFrame(found, columns=["parent_id", "child_id"])


class IdentityMap(AdminService):
    """The keys of each person's data. The map is personal data too, and must be deleted last.

    keys  profile_id → {kind of key: [keys]}
    """

    def __init__(
        self,
        operations: Operations,
        faults: Faults,
        keys: Mapping[str, Mapping[str, Sequence[str]]],
    ):
        super().__init__("identity", operations, faults)
        rows = [
            {"profile_id": profile, "kind": kind, "value": key}
            for profile, kinds in keys.items()
            for kind, values in kinds.items()
            for key in values
        ]
        operations.table("identities", "profile_id, kind, value", rows)

    def keys_of(self, profile_id: str) -> dict[str, list[str]]:
        """Return a person's keys by kind: profile_id, device_id, session_id, subject_hash,
        vendor_id, key_id. Empty for a person who isn't in the map. Raises StoreUnavailable.
        """
        self._faults.asked(self.name)
        found: dict[str, list[str]] = {}
        for row in self._db.rows(
            "SELECT kind, value FROM identities WHERE profile_id = :profile ORDER BY rowid",
            {"profile": profile_id},
        ):
            found.setdefault(row["kind"], []).append(row["value"])
        return found

    def owner_of(self, key: str) -> str | None:
        """Return whose key it is; None if the map doesn't know, or if several people have it.

        Raises StoreUnavailable.
        """
        self._faults.asked(self.name)
        found = self._db.rows(
            "SELECT DISTINCT profile_id FROM identities WHERE value = :key", {"key": key}
        )
        return found[0]["profile_id"] if len(found) == 1 else None

    def forget(self, profile_id: str) -> dict:
        """Delete a person's keys from the map. Raises StoreUnavailable, Crashed."""
        with self._faults.effect(self.name, "forget", [profile_id]):
            order = "DELETE FROM identities WHERE profile_id = :profile"
            if self._faults.has(self.name, "keeps"):
                return answer(len(self.keys_of(profile_id)))
            return answer(self._db.do(order, {"profile": profile_id}))
