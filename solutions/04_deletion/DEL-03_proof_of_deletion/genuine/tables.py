"""The verifications as a table with one row for each store and look."""

def looks(entries):
    rows = [
        (number, entry["request_id"], entry["on"], name, word)
        for number, entry in enumerate(entries)
        if entry["event"] == "verified"
        for name, word in entry["stores"].items()
    ]
    return pd.DataFrame(rows, columns=["look", "request_id", "on", "store", "word"])


def latest(entries, request_id):
    frame = looks(entries)
    frame = frame[frame["request_id"] == request_id]
    return frame[frame["look"] == frame["look"].max()]


def read_back(company, request_id):
    own = [one for one in company.journal.entries() if one.get("request_id") == request_id]
    keys = sum((one["keys"] for one in own if one["event"] == "blocked"), [])
    ids = sum((one["item_ids"] for one in own if one["event"] == "found"), [])

    def word(store):
        if not keys:
            return "unknown"
        try:
            return ["gone", "left"][len(store.derived(ids)) + len(store.inspect(keys)) > 0]
        except StoreUnavailable:
            return "unknown"

    return {name: word(store) for name, store in company.stores.items()}


def process(company, child, request_id, erase, replay):
    erase(company, child, request_id)
    replay(company, sorted(company.stores.keys()))
    entry = {
        "event": "verified",
        "request_id": request_id,
        "on": company.clock.today.date().isoformat(),
        "stores": read_back(company, request_id),
    }
    company.journal.append(entry)
    return "complete" if set(entry["stores"].values()) == {"gone"} else "partial"


def state_of(entries, request_id):
    last = latest(entries, request_id)
    if last.empty:
        ours = [one for one in entries if one["event"] in ("blocked", "found")]
        mine = any(entry["request_id"] == request_id for entry in ours)
        return {True: "in_processing", False: "pending"}[mine]
    return "complete" if last["word"].eq("gone").all() else "partial"
