"""Everything is read from a small history, which one pass over the entries makes."""

class History:
    def __init__(self, entries, request_id):
        self.touched = False
        self.stores, self.last, self.complete_since = None, None, None
        for entry in entries:
            if entry["event"] not in ("blocked", "found", "verified"):
                continue
            if entry["request_id"] != request_id:
                continue
            self.touched = True
            if entry["event"] == "verified":
                self.stores, self.last = entry["stores"], pd.Timestamp(entry["on"])
                if any(word != "gone" for word in self.stores.values()):
                    self.complete_since = None
                elif self.complete_since is None:
                    self.complete_since = self.last

    @property
    def state(self):
        if self.stores is None:
            return "in_processing" if self.touched else "pending"
        return "partial" if self.complete_since is None else "complete"


def is_due(entries, request_id, today):
    history = History(entries, request_id)
    if history.state == "partial":
        return history.last != today
    if history.state != "complete":
        return True
    checks_on = [history.complete_since + pd.DateOffset(days=days) for days in CHECK_AFTER]
    missed = [day for day in checks_on if day > history.last]
    return len(missed) > 0 and missed[0] <= today


def tell(entries, request_id):
    history = History(entries, request_id)
    told = {"state": history.state, "sentence": SENTENCES[history.state], "left": [], "unknown": []}
    for name in sorted(history.stores or {}):
        if history.stores[name] != "gone":
            told[history.stores[name]].append(name)
    return told


def escalations(entries):
    failing, count = set(), {}
    for entry in entries:
        if entry["event"] != "verified":
            continue
        for name, word in entry["stores"].items():
            place = (name, entry["request_id"])
            if word == "left" and place not in failing:
                failing.add(place)
                count.setdefault(name, []).append(entry["on"])
            elif word == "gone":
                failing.discard(place)
    return {name: len(days) for name, days in count.items() if len(days) >= 2}
