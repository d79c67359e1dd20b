"""Everything is read from a small history, which one pass over the entries makes."""

class History:
    def __init__(self, entries, request_id):
        self.touched, self.keys, self.ids = False, [], []
        self.stores, self.last, self.complete_since = None, None, None
        for entry in entries:
            if entry["event"] not in ("blocked", "found", "verified"):
                continue
            if entry["request_id"] != request_id:
                continue
            self.touched = True
            if entry["event"] == "blocked":
                self.keys += entry["keys"]
            elif entry["event"] == "found":
                self.ids += entry["item_ids"]
            elif entry["event"] == "verified":
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


def read_back(company, request_id):
    history = History(company.journal.entries(), request_id)
    stores = company.stores
    answer = {name: "unknown" for name in stores}
    if history.keys:
        for name in stores:
            try:
                under_keys = stores[name].inspect(history.keys)
                made_from = stores[name].derived(history.ids)
            except StoreUnavailable:
                continue
            answer[name] = "left" if under_keys or made_from else "gone"
    return answer


def process(company, child, request_id, erase, replay):
    erase(company, child, request_id)
    replay(company, sorted(company.stores))
    stores = read_back(company, request_id)
    today = company.clock.today.strftime("%Y-%m-%d")
    company.journal.append({"on": today, "stores": stores, "request_id": request_id, "event": "verified"})
    return History(company.journal.entries(), request_id).state


def state_of(entries, request_id):
    return History(entries, request_id).state
