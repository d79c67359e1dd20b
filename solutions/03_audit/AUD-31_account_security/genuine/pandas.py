"""The alarm with pandas' rolling windows, the gate with one list for each count, the rest in one line."""

def password_problems(password, email, common):
    small, (own, _, _) = password.lower(), email.lower().partition("@")
    weak = {
        "short": len(password) <= 11,
        "common": small in common,
        "personal": any(part in small for part in ("porchlight", own)),
    }
    return [word for word, applies in weak.items() if applies]


def after_password(kind, methods, verified):
    if verified is not None and verified in methods:
        return "enter"
    if len(methods) > 0:
        return "ask"
    return {"customer": "enter and offer"}.get(kind, "refuse")


class LoginGate:
    def __init__(self, per_customer, per_address):
        self.most = {"customer": per_customer, "address": per_address}
        self.failures = {}

    def attempt(self, at, portal, customer_id, ip, correct):
        names = [("customer", customer_id), ("address", ip)]
        for name in names:
            self.failures[name] = [t for t in self.failures.get(name, []) if at - t < pd.Timedelta("1h")]
        if any(len(self.failures[name]) >= self.most[name[0]] for name in names):
            return "blocked"
        if not correct:
            for name in names:
                self.failures[name].append(at)
        return "in" if correct else "wrong"


def alarm_at(attempts, rules):
    if attempts.empty:
        return None
    rows = attempts.sort_values("occurred_at").reset_index(drop=True)
    rows["failed"] = (~rows["success"].astype(bool)).astype(float)
    rows["customer"] = pd.factorize(rows["customer_id"])[0].astype(float)
    rows["customer"] = rows["customer"].where(rows["failed"] == 1)
    windows = rows.set_index("occurred_at")[["failed", "customer"]].rolling("1h", min_periods=1)
    counted = pd.DataFrame(
        {
            "share": windows["failed"].mean(),
            "customers": windows["customer"].apply(lambda one: one.dropna().nunique()),
        }
    )
    counted = counted.groupby(level=0).last()  # of the attempts at one instant, the last has all
    loud = counted[(counted["share"] > rules["share"]) & (counted["customers"] > rules["customers"])]
    return None if loud.empty else loud.index[0]
