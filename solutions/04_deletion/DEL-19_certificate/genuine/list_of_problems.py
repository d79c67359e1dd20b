"""Everything is gathered in lists first; a list of problems decides at the end."""

CODE = re.compile(r"[-\w]{1,40}", re.ASCII)


def certify(deletion, evidence):
    kept = ["item_id", "store", "method", "executor", "verifier", "verified_at"]
    certificate = {name: deletion[name] for name in kept}
    certificate["evidence_sha256"] = hashlib.sha256(evidence).hexdigest()
    texts = [certificate[name] for name in ("item_id", "store", "executor", "verifier")]
    problems = [
        any(CODE.fullmatch(text) is None for text in texts),
        any(deletion["profile_id"] in text for text in texts),
        certificate["method"] not in METHODS,
        texts[2].upper() == texts[3].upper(),
        certificate["verified_at"].tz is None,
        evidence == b"",
    ]
    if any(problems):
        raise ValueError(f"problem number {problems.index(True)}")
    return certificate


def record_of(case, regimes):
    words = [case[name] for name in ("request_id", "channel", "state")]
    words += [word for pair in case["stores"].items() for word in pair]
    if any(CODE.fullmatch(word) is None for word in words):
        raise ValueError("no code")
    years = 5 if "order" in regimes else 2
    until = case["answered_on"] + pd.DateOffset(years=years)
    return {name: case.get(name, until) if name != "keep_until" else until for name in RECORD}


def records_for(purpose, records, today):
    return list(filter(lambda one: purpose == "compliance" and one["keep_until"] >= today, records))
