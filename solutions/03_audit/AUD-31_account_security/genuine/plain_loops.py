"""Sets and loops; a window that moves; a gate that asks each wrong attempt."""

def password_problems(password: str, email: str, common: set[str]) -> list[str]:
    found = ["short"] * (len(password) < 12) + ["common"] * (password.lower() in common)
    for part in (email[: email.index("@")].lower(), "porchlight"):
        if part in password.lower() and "personal" not in found:
            found.append("personal")
    return found


def after_password(kind: str, methods: list[str], verified: str | None) -> str:
    if not methods and kind == "customer":
        return "enter and offer"
    if not methods:
        return "refuse"
    for method in methods:
        if method == verified:
            return "enter"
    return "ask"


class LoginGate:
    def __init__(self, per_customer: int, per_address: int):
        self.per_customer = per_customer
        self.per_address = per_address
        self.log = []

    def attempt(self, at, portal, customer_id, ip, correct):
        by_customer = by_address = 0
        for when, who, where, result in self.log:
            if result == "wrong" and at - when < timedelta(hours=1):
                by_customer += who == customer_id
                by_address += where == ip
        if by_customer >= self.per_customer or by_address >= self.per_address:
            result = "blocked"
        else:
            result = "in" if correct else "wrong"
        self.log.append((at, customer_id, ip, result))
        return result


def alarm_at(attempts: pd.DataFrame, rules: dict) -> pd.Timestamp | None:
    rows = sorted(attempts.to_dict("records"), key=lambda row: row["occurred_at"])
    first = 0
    for last, row in enumerate(rows):
        if last + 1 < len(rows) and rows[last + 1]["occurred_at"] == row["occurred_at"]:
            continue
        while rows[first]["occurred_at"] <= row["occurred_at"] - timedelta(hours=1):
            first += 1
        window = rows[first : last + 1]
        failed = [one for one in window if not one["success"]]
        customers = {one["customer_id"] for one in failed}
        if len(customers) > rules["customers"] and len(failed) / len(window) > rules["share"]:
            return row["occurred_at"]
    return None
