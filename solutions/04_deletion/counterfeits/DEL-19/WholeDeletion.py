# /// counterfeit
# story = "The certificate has all that is known, for completeness."
# covers = ["DEL-19"]
# caught_by = [
#     "a certificate says what, where, how, who, who else, when, and by which evidence",
#     "the seven fields, whatever else is there, and the digest of this evidence",
# ]
# ///
METHODS = ("clear", "purge", "destroy")
RECORD = ("request_id", "channel", "received_on", "state", "answered_on", "stores", "keep_until")


def chain(entries: list[bytes]) -> str:
    head = b""
    for entry in entries:
        head = hashlib.sha256(head + hashlib.sha256(entry).digest()).digest()
    return head.hex()


def certify(deletion: dict, evidence: bytes) -> dict:
    for name in ("item_id", "store", "executor", "verifier"):
        if not _is_code(deletion[name]) or deletion["profile_id"] in deletion[name]:
            raise ValueError(f"The field {name} may hold personal information.")
    if deletion["method"] not in METHODS:
        raise ValueError("That is not a method of SP 800-88.")
    if deletion["executor"].lower() == deletion["verifier"].lower():
        raise ValueError("Nobody verifies their own work.")
    if deletion["verified_at"].tzinfo is None or not evidence:
        raise ValueError("A certificate needs an instant and evidence.")
    digest = hashlib.sha256(evidence).hexdigest()
    return {**deletion, "evidence_sha256": digest}


def _is_code(text):
    return re.fullmatch("[A-Za-z0-9_-]{1,40}", text) is not None


def record_of(case: dict, regimes: list[str]) -> dict:
    texts = [case["request_id"], case["channel"], case["state"], *case["stores"], *case["stores"].values()]
    if not all(map(_is_code, texts)):
        raise ValueError("The record would hold content.")
    months = max({"CCPA": 24, "order": 60}[regime] for regime in regimes)
    until = case["answered_on"] + pd.DateOffset(months=months)
    return {name: case[name] for name in RECORD[:-1]} | {"keep_until": until}


def records_for(purpose: str, records: list[dict], today: pd.Timestamp) -> list[dict]:
    return [record for record in records if purpose == "compliance" and today <= record["keep_until"]]


class AccessLog:

    def __init__(self, new_salt):
        self._new_salt, self._salts, self._entries = new_salt, {}, []

    def append(self, actor: str, action: str, subject: str) -> int:
        if subject not in self._salts:
            self._salts[subject] = self._new_salt()
        entry = {"actor": actor, "action": action, "subject": self._pseudonym(subject)}
        self._entries.append(json.dumps(entry, ensure_ascii=False).encode())
        return len(self._entries) - 1

    def _pseudonym(self, subject):
        return hashlib.sha256(self._salts[subject] + subject.encode()).hexdigest()

    def entries(self) -> list[bytes]:
        return [*self._entries]

    def entries_of(self, subject: str) -> list[int]:
        if subject not in self._salts:
            return []
        name = self._pseudonym(subject)
        return [n for n, entry in enumerate(self._entries) if json.loads(entry)["subject"] == name]

    def forget(self, subject: str) -> None:
        self._salts.pop(subject, None)
