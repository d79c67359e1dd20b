"""Sets of names and items are taken out of the job when it is admitted; tickets are counted."""

class Gate:
    def __init__(self, erased):
        self.register = erased
        self.tickets = {}
        self.states = {}
        self.count = 0

    def admit(self, job):
        needs = {
            "items": {item for one in job["reads"] for item in one["items"] or ()},
            "names": {one["name"] for one in job["reads"]},
            "unknown": {one["name"] for one in job["reads"] if one["items"] is None},
        }
        reasons = self.check(needs)
        if reasons:
            return {"ticket": None, "reasons": reasons}
        self.count += 1
        self.tickets[f"run {self.count}"] = needs
        return {"ticket": f"run {self.count}", "reasons": []}

    def finish(self, ticket, outputs):
        try:
            needs = self.tickets[ticket]
        except KeyError:
            raise ValueError("no such ticket") from None
        reasons = self.check(needs)
        state = "quarantined" if reasons else "published"
        self.states |= dict.fromkeys(outputs, state)
        if not reasons:
            self.tickets.pop(ticket)
        return {"state": state, "reasons": reasons}

    def check(self, needs):
        try:
            gone = frozenset(self.register())
        except BaseException:
            return ["register unavailable"]
        shut = {name for name, state in self.states.items() if state == "quarantined"}
        return sorted(
            [f"deleted: {item}" for item in needs["items"] & gone]
            + [f"unknown: {name}" for name in needs["unknown"]]
            + [f"quarantined: {name}" for name in needs["names"] & shut]
        )
