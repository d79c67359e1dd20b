# /// counterfeit
# story = "What was complete once is complete."
# covers = ["DEL-03", "DEL-04", "DEL-33"]
# caught_by = [
#     "the latest verification decides, of this request",
#     "each state has its sentence, and nothing is said to be deleted before",
#     "in any story, of any length, it says only what is so",
# ]
# ///
CHECK_AFTER = (1, 7, 30, 90)  # days
SENTENCES = {
    "pending": "We have your request.",
    "in_processing": "We are deleting your child's data. It is not deleted yet.",
    "partial": "Your child's data is not deleted everywhere. We go on, and tell you.",
    "complete": "Your child's data was deleted. We have looked in every store, and look again.",
}


def read_back(company, request_id: str) -> dict[str, str]:
    keys, ids = set(), set()
    for entry in _of(company.journal.entries(), request_id):
        keys |= set(entry.get("keys", ()))
        ids |= set(entry.get("item_ids", ()))
    found = {}
    for name, store in company.stores.items():
        try:
            left = store.inspect(sorted(keys)) or store.derived(sorted(ids))
            found[name] = "unknown" if not keys else "left" if left else "gone"
        except StoreUnavailable:
            found[name] = "unknown"
    return found


def _of(entries, request_id):
    return [entry for entry in entries if entry.get("request_id") == request_id]


def process(company, child: str, request_id: str, erase, replay) -> str:
    erase(company, child, request_id)
    replay(company, sorted(company.stores))
    company.journal.append(
        {
            "event": "verified",
            "request_id": request_id,
            "on": str(company.clock.today.date()),
            "stores": read_back(company, request_id),
        }
    )
    return state_of(company.journal.entries(), request_id)


def state_of(entries: list[dict], request_id: str) -> str:
    own, verified = _of(entries, request_id), _verified(entries, request_id)
    if not verified:
        return "in_processing" if own else "pending"
    return "complete" if any(map(_all_gone, verified)) else "partial"


def _verified(entries, request_id):
    return [entry for entry in _of(entries, request_id) if entry["event"] == "verified"]


def _all_gone(entry):
    return set(entry["stores"].values()) <= {"gone"}


def is_due(entries: list[dict], request_id: str, today: pd.Timestamp) -> bool:
    verified = _verified(entries, request_id)
    if not verified:
        return True
    last = pd.Timestamp(verified[-1]["on"])
    if not _all_gone(verified[-1]):
        return last < today
    since = last
    for entry in reversed(verified):
        if not _all_gone(entry):
            break
        since = pd.Timestamp(entry["on"])
    return any(last < since + pd.Timedelta(days=days) <= today for days in CHECK_AFTER)


def tell(entries: list[dict], request_id: str) -> dict:
    verified, state = _verified(entries, request_id), state_of(entries, request_id)
    stores = verified[-1]["stores"] if verified else {}
    return {"state": state, "sentence": SENTENCES[state]} | {
        word: sorted(name for name, found in stores.items() if found == word)
        for word in ("left", "unknown")
    }


def escalations(entries: list[dict]) -> dict[str, int]:
    latest, failures = {}, {}
    for entry in entries:
        for name, found in entry["stores"].items() if entry["event"] == "verified" else ():
            place = entry["request_id"], name
            if found == "left" and latest.get(place) != "left":
                failures[name] = failures.get(name, 0) + 1
            if found != "unknown":
                latest[place] = found
    return {name: number for name, number in failures.items() if number > 1}
