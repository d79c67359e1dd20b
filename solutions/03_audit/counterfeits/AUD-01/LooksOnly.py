# /// counterfeit
# story = "Access is what somebody watches; a query or an export shows no picture."
# covers = ["AUD-01"]
# caught_by = [
#     "each of the six actions is an access, and nothing else is",
# ]
# ///
FIELDS = (
    "actor", "employer", "action", "object", "subject", "ground", "ticket", "consent", "time",
    "ip", "mfa",
)  # fmt: skip
MAY_BE_NONE = ("ground", "ticket", "consent")
ACTIONS = {"view", "stream", "download", "export", "share", "query"}


def entry_of(request: dict) -> dict:
    """The log's entry for one request: the eleven FIELDS and nothing else.

    Raises ValueError where a field is missing, empty, None without being one of MAY_BE_NONE, or
    where time has no time zone. Order: III.E.5, and III.E.1 for what makes an access lawful.
    """
    for name in FIELDS:
        value = request.get(name, "")
        if value == "" or (value is None and name not in MAY_BE_NONE):
            raise ValueError(f"The request says nothing about its {name}.")
    if request["time"].tzinfo is None:
        raise ValueError("An instant without a time zone is not an instant.")
    return {name: request[name] for name in FIELDS}


def entries_of(requests: list[dict]) -> list[dict]:
    """An entry for each access that is not a customer's own, in the order of the requests.

    Raises what entry_of raises. Order: III.E.5, each instance.
    """
    return [
        entry_of(request)
        for request in requests
        if request["action"] in {"view", "stream", "download"}
        and request["actor_kind"] != "customer"
    ]


def encode(entry: dict) -> bytes:
    """The canonical bytes of an entry: the same for the same entry, different for different ones."""

    def plain(value):
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat()
        return unicodedata.normalize("NFC", value) if isinstance(value, str) else value

    return json.dumps(
        {name: plain(value) for name, value in entry.items()}, sort_keys=True
    ).encode()


def decode(data: bytes) -> dict:
    """The entry again, from its bytes."""
    entry = json.loads(data)
    return {**entry, "time": datetime.fromisoformat(entry["time"])}
