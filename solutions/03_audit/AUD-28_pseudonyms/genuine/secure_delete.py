"""The salt goes through hashing by hand, and deleted rows are overwritten, too."""

class Pseudonyms:
    def __init__(self, path: str):
        self.database = sqlite3.connect(path)
        self.database.execute("PRAGMA secure_delete = ON")
        self.database.execute(
            "CREATE TABLE IF NOT EXISTS salts (customer TEXT PRIMARY KEY, salt BLOB NOT NULL)"
        )

    def of(self, customer: str) -> str:
        with self.database:
            self.database.execute(
                "INSERT OR IGNORE INTO salts VALUES (?, randomblob(32))", (customer,)
            )
        find = "SELECT salt FROM salts WHERE customer = ?"
        ((salt,),) = self.database.execute(find, (customer,))
        return hashlib.sha256(salt + hashlib.sha256(salt + customer.encode()).digest()).hexdigest()

    def forget(self, customer: str) -> None:
        with self.database:
            self.database.execute("DELETE FROM salts WHERE customer = ?", (customer,))
        self.database.execute("VACUUM")
