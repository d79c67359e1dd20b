"""The values are in a list, in the order of FIELDS, and the time is in microseconds since 1970."""

START = datetime(1970, 1, 1, tzinfo=UTC)


def entry_of(request):
    try:
        entry = {name: request[name] for name in FIELDS}
    except KeyError as missing:
        raise ValueError(str(missing)) from None
    if "" in entry.values() or None in [entry[name] for name in FIELDS if name not in MAY_BE_NONE]:
        raise ValueError("a field is empty")
    if not entry["time"].tzinfo:
        raise ValueError("no time zone")
    return entry


def entries_of(requests):
    accesses = filter(lambda request: request["action"] in ACTIONS, requests)
    return [entry_of(one) for one in accesses if one["actor_kind"] != "customer"]


def encode(entry):
    values = {
        name: unicodedata.normalize("NFC", value) if isinstance(value, str) else value
        for name, value in entry.items()
    }
    values["time"] = (values["time"] - START) // timedelta(microseconds=1)
    return json.dumps([values[name] for name in FIELDS], ensure_ascii=False).encode()


def decode(data):
    entry = dict(zip(FIELDS, json.loads(data)))
    entry["time"] = START + timedelta(microseconds=entry["time"])
    return entry
