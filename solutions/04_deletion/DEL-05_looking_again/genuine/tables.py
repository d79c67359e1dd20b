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


def is_due(entries, request_id, today):
    state = state_of(entries, request_id)
    if state in ("pending", "in_processing"):
        return True
    last_on = pd.Timestamp(latest(entries, request_id)["on"].iloc[0])
    if state == "partial":
        return last_on < today
    frame = looks(entries)
    frame = frame[frame["request_id"] == request_id]
    good = frame["word"].eq("gone").groupby(frame["look"]).all()
    bad_until = good[~good].index.max() if not good.all() else -1
    since = pd.Timestamp(frame.loc[frame["look"] > bad_until, "on"].iloc[0])
    days = since + pd.to_timedelta(list(CHECK_AFTER), unit="D")
    return bool(((days > last_on) & (days <= today)).any())


def tell(entries, request_id):
    state, last = state_of(entries, request_id), latest(entries, request_id)
    return {
        "state": state,
        "sentence": SENTENCES[state],
        "left": sorted(last.loc[last["word"] == "left", "store"]),
        "unknown": sorted(last.loc[last["word"] == "unknown", "store"]),
    }


def escalations(entries):
    frame = looks(entries)
    frame = frame[frame["word"] != "unknown"]
    before = frame.groupby(["request_id", "store"])["word"].shift()
    begun = frame[frame["word"].eq("left") & before.ne("left")]
    number = begun["store"].value_counts()
    return {name: int(n) for name, n in number.items() if n > 1}
