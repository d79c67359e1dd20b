"""The key service: data keys, and what each one encrypts."""

import os
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacylab.companies.simulation.faults import Faults, KeyDestroyed
from privacylab.companies.simulation.operations import AdminService, Operations, answer

NONCE = 12  # bytes
WHERE_KEY = "WHERE key_id = :key_id"


class KeyService(AdminService):
    """Data keys for AES-256-GCM (NIST SP 800-38D), one per person or one per household.

    escrow  whether a separate copy of each key is kept, so that a lost key can be recovered
    """

    def __init__(self, operations: Operations, faults: Faults, escrow: bool):
        super().__init__("keys", operations, faults)
        self._escrow = escrow
        operations.table("data_keys", "key_id PRIMARY KEY, material, escrowed")
        operations.table("key_owners", "owner PRIMARY KEY, key_id")
        operations.table("encrypted", "key_id, store, item_id, owner")

    def make(self, key_id: str, owners: Sequence[str]) -> None:
        """Create a key with that id for these people's data."""
        material = AESGCM.generate_key(256)
        row = {"key_id": key_id, "material": material, "escrowed": None}
        if self._escrow:
            row["escrowed"] = material
        self._db.do("INSERT INTO data_keys VALUES (:key_id, :material, :escrowed)", row)
        for owner in owners:
            owned = {"owner": owner, "key_id": key_id}
            self._db.do("INSERT INTO key_owners VALUES (:owner, :key_id)", owned)

    def describe(self, key_id: str) -> dict:
        """Return what the service knows about a key.

        key_id; state, "enabled" or "destroyed"; escrowed, whether a separate copy exists; objects,
        a list of what it encrypts: store, item_id, key (whose it is). Raises KeyError for an
        unknown key, StoreUnavailable.
        """
        self._faults.asked(self.name)
        found = self._row(key_id)
        objects = self._db.rows(
            f"SELECT store, item_id, owner AS key FROM encrypted {WHERE_KEY} ORDER BY item_id",
            {"key_id": key_id},
        )
        state = "destroyed" if found["material"] is None else "enabled"
        escrowed = found["escrowed"] is not None
        return {"key_id": key_id, "state": state, "escrowed": escrowed, "objects": objects}

    def destroy(self, key_id: str) -> dict:
        """Destroy a key; an escrowed copy stays. Raises StoreUnavailable, Crashed."""
        return self._clear("material", key_id)

    def destroy_escrow(self, key_id: str) -> dict:
        """Destroy the escrowed copy of a key. Raises StoreUnavailable, Crashed."""
        return self._clear("escrowed", key_id)

    def recover(self, key_id: str) -> dict:
        """Restore a key from escrow; 404 if there is no copy. Raises StoreUnavailable."""
        with self._faults.effect(self.name, "recover", [key_id]):
            order = f"UPDATE data_keys SET material = escrowed {WHERE_KEY} AND escrowed IS NOT NULL"
            return answer(self._db.do(order, {"key_id": key_id}))

    def encrypt(self, store: str, item_id: str, owner: str, content: bytes) -> bytes:
        """Return the content encrypted under its owner's key: a nonce, then ciphertext and tag.

        The item_id is bound to both as associated data. Raises KeyDestroyed, StoreUnavailable.
        """
        self._faults.asked(self.name)
        values = {"owner": owner, "store": store, "item_id": item_id}
        self._db.do(
            "INSERT INTO encrypted SELECT key_id, :store, :item_id, owner FROM key_owners "
            "WHERE owner = :owner",
            values,
        )
        nonce = os.urandom(NONCE)
        return nonce + self._cipher(store, item_id).encrypt(nonce, content, item_id.encode())

    def decrypt(self, store: str, item_id: str, secret: bytes) -> bytes:
        """Return the decrypted content. Raises KeyDestroyed, StoreUnavailable."""
        self._faults.asked(self.name)
        nonce, secret = secret[:NONCE], secret[NONCE:]
        return self._cipher(store, item_id).decrypt(nonce, secret, item_id.encode())

    def readable(self, store: str) -> set[str]:
        """Return a store's item_ids whose key, or an escrowed copy of it, exists."""
        found = self._db.rows(
            "SELECT item_id FROM data_keys JOIN encrypted USING (key_id) "
            "WHERE store = :store AND (material IS NOT NULL OR escrowed IS NOT NULL)",
            {"store": store},
        )
        return {row["item_id"] for row in found}

    def _cipher(self, store: str, item_id: str) -> AESGCM:
        found = self._db.rows(
            "SELECT material FROM data_keys JOIN encrypted USING (key_id) "
            "WHERE store = :store AND item_id = :item_id",
            {"store": store, "item_id": item_id},
        )
        if not found or found[0]["material"] is None:
            raise KeyDestroyed(item_id)
        return AESGCM(found[0]["material"])

    def _row(self, key_id: str) -> dict:
        found = self._db.rows(f"SELECT * FROM data_keys {WHERE_KEY}", {"key_id": key_id})
        if not found:
            raise KeyError(key_id)
        return found[0]

    def _clear(self, column: str, key_id: str) -> dict:
        with self._faults.effect(self.name, "destroy", [key_id]):
            there = f"{WHERE_KEY} AND {column} IS NOT NULL"
            values = {"key_id": key_id}
            if self._faults.has(self.name, "keeps"):
                return answer(len(self._db.rows(f"SELECT 1 FROM data_keys {there}", values)))
            return answer(self._db.do(f"UPDATE data_keys SET {column} = NULL {there}", values))
