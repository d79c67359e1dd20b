"""Each value is written with its kind and its length before it, in the order of FIELDS."""

def entry_of(request):
    entry = {}
    for name in FIELDS:
        if name not in request:
            raise ValueError(name)
        entry[name] = request[name]
        if entry[name] is None and name in MAY_BE_NONE:
            continue
        kind = {"time": datetime, "mfa": bool}.get(name, str)
        if not isinstance(entry[name], kind) or entry[name] == "":
            raise ValueError(name)
    if entry["time"].utcoffset() is None:
        raise ValueError("time")
    return entry


def entries_of(requests):
    entries = []
    for request in requests:
        if request["actor_kind"] == "customer":
            continue
        if request["action"] in ACTIONS:
            entries.append(entry_of(request))
    return entries


def encode(entry):
    parts = []
    for name in FIELDS:
        value = entry[name]
        if value is None:
            kind, text = b"n", b""
        elif isinstance(value, bool):
            kind, text = b"b", b"1" if value else b""
        elif isinstance(value, datetime):
            kind = b"t"
            text = value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f").encode()
        else:
            kind, text = b"s", unicodedata.normalize("NFC", value).encode()
        parts.append(kind + len(text).to_bytes(4, "big") + text)
    return b"".join(parts)


def decode(data):
    entry = {}
    for name in FIELDS:
        kind, length = data[:1], int.from_bytes(data[1:5], "big")
        text, data = data[5 : 5 + length], data[5 + length :]
        if kind == b"s":
            entry[name] = text.decode()
        elif kind == b"t":
            entry[name] = datetime.fromisoformat(text.decode()).replace(tzinfo=UTC)
        else:
            entry[name] = text == b"1" if kind == b"b" else None
    return entry
