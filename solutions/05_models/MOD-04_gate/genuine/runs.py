"""A list of runs, each with its reads and outputs; quarantine is worked out from the runs."""

class Gate:
    def __init__(self, erased):
        self.erased = erased
        self.runs = []

    def _why(self, reads):
        try:
            gone = self.erased()
        except Exception:
            return ["register unavailable"]
        reasons = []
        for one in reads:
            for run in self.runs:
                if run["state"] == "quarantined" and one["name"] in run["outputs"]:
                    reasons.append("quarantined: " + one["name"])
            if one["items"] is None:
                reasons.append("unknown: " + one["name"])
                continue
            for item in one["items"]:
                if item in gone:
                    reasons.append("deleted: " + item)
        return sorted(set(reasons))

    def admit(self, job):
        reasons = self._why(job["reads"])
        if reasons:
            return {"ticket": None, "reasons": reasons}
        run = {"ticket": str(len(self.runs)), "reads": job["reads"], "outputs": [], "state": "running"}
        self.runs.append(run)
        return {"ticket": run["ticket"], "reasons": []}

    def finish(self, ticket, outputs):
        for run in self.runs:
            if run["ticket"] == ticket and run["state"] != "published":
                break
        else:
            raise ValueError(f"unknown ticket {ticket}")
        reasons = self._why(run["reads"])
        run["outputs"] = list(outputs)
        run["state"] = "quarantined" if reasons else "published"
        return {"state": run["state"], "reasons": reasons}
