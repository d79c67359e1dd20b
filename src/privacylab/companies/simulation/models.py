"""Data sets and models, and what each was made from."""

from collections.abc import Sequence

import pandas as pd

from privacylab.companies.simulation.faults import Faults
from privacylab.companies.simulation.operations import AdminService, Operations, answer

ARTIFACT = ["name", "kind", "made_on", "state"]


class Models(AdminService):
    """Data sets and models, and their lineage.

    artifacts  (name, "dataset" or "model", the day it was made)
    lineage    (artifact, what it was made from: another artifact or an item_id)
    """

    def __init__(
        self,
        operations: Operations,
        faults: Faults,
        artifacts: Sequence[tuple[str, str, pd.Timestamp]],
        lineage: Sequence[tuple[str, str]],
    ):
        super().__init__("models", operations, faults)
        rows = [
            {"name": name, "kind": kind, "made_on": f"{day:%Y-%m-%d}", "state": "kept"}
            for name, kind, day in artifacts
        ]
        operations.table("artifacts", ", ".join(ARTIFACT), rows)
        edges = [{"artifact": name, "made_from": source} for name, source in lineage]
        operations.table("lineage", "artifact, made_from", edges)

    def artifacts(self) -> pd.DataFrame:
        """Return name, kind ("dataset" or "model"), made_on, state ("kept" or "destroyed").

        Raises StoreUnavailable.
        """
        self._faults.asked(self.name)
        found = pd.DataFrame(self._db.rows("SELECT * FROM artifacts"), columns=ARTIFACT)
        return found.assign(made_on=pd.to_datetime(found["made_on"]))

    def lineage(self) -> pd.DataFrame:
        """Return the edges: artifact, made_from (an artifact or an item_id).

        Raises StoreUnavailable.
        """
        self._faults.asked(self.name)
        found = self._db.rows("SELECT * FROM lineage")
        return pd.DataFrame(found, columns=["artifact", "made_from"])

    def read(self, dataset: str) -> list[str]:
        """Return a data set's item_ids as of when it was cached, including those deleted since.

        Raises KeyError if no kept data set has that name, StoreUnavailable.
        """
        self._faults.asked(self.name)
        if not self._db.rows(
            "SELECT 1 FROM artifacts WHERE name = :name AND kind = 'dataset' AND state = 'kept'",
            {"name": dataset},
        ):
            raise KeyError(dataset)
        rows = self._db.rows(
            "SELECT made_from FROM lineage WHERE artifact = :name ORDER BY made_from",
            {"name": dataset},
        )
        return [row["made_from"] for row in rows]

    def destroy(self, name: str) -> dict:
        """Destroy a data set or a model; its name and its lineage stay. Raises StoreUnavailable."""
        with self._faults.effect(self.name, "destroy", [name]):
            there = "WHERE name = :name AND state = 'kept'"
            if self._faults.has(self.name, "keeps"):
                found = self._db.rows(f"SELECT 1 FROM artifacts {there}", {"name": name})
                return answer(len(found))
            return answer(
                self._db.do(f"UPDATE artifacts SET state = 'destroyed' {there}", {"name": name})
            )
