"""Codes are checked by sets of characters; the record is filled field by field."""

import string

LETTERS = set(string.ascii_letters + string.digits + "-_")


def must_be_code(text):
    if not 1 <= len(text) <= 40 or not set(text) <= LETTERS:
        raise ValueError(f"{len(text)} characters that may be content")


def certify(deletion, evidence):
    made = {}
    for name in ("item_id", "store", "executor", "verifier"):
        must_be_code(deletion[name])
        if deletion[name].find(deletion["profile_id"]) >= 0:
            raise ValueError("it says whose it was")
        made[name] = deletion[name]
    if made["executor"].casefold() == made["verifier"].casefold():
        raise ValueError("the same person")
    if deletion["method"] not in {"clear", "purge", "destroy"}:
        raise ValueError("unknown method")
    if deletion["verified_at"].utcoffset() is None:
        raise ValueError("no zone")
    if len(evidence) == 0:
        raise ValueError("no evidence")
    made["method"] = deletion["method"]
    made["verified_at"] = deletion["verified_at"]
    made["evidence_sha256"] = hashlib.new("sha256", evidence).hexdigest()
    return made


def record_of(case, regimes):
    made = {}
    for name in ("request_id", "channel", "state"):
        must_be_code(case[name])
    for store, word in case["stores"].items():
        must_be_code(store)
        must_be_code(word)
    for name in RECORD:
        if name != "keep_until":
            made[name] = case[name]
    ends = []
    if "CCPA" in regimes:
        ends.append(case["answered_on"] + pd.DateOffset(months=24))
    if "order" in regimes:
        ends.append(case["answered_on"] + pd.DateOffset(years=5))
    made["keep_until"] = max(ends)
    return made


def records_for(purpose, records, today):
    if purpose != "compliance":
        return []
    return [one for one in records if not one["keep_until"] < today]
