"""Each rule is a generator of claims and the calls they rest on; findings are written without the helpers."""

import hashlib as h


def assess_log(system):
    findings = []
    for requirement, claims in (
        ("AUD-07", proof_claims),
        ("AUD-06", lambda call: root_claims(call, range(3, 10))),
        ("AUD-05", lambda call: root_claims(call, range(3))),
        ("AUD-10", entry_claims),
    ):
        wrong, seen = set(), set()
        for holds, numbers in claims(lambda name, *given: called(system, name, given)):
            seen |= set(numbers)
            if not holds:
                wrong |= set(numbers)
        verdict = "gap" if wrong else "met"
        findings.append({"requirement": requirement, "verdict": verdict, "evidence": sorted(wrong or seen)})
    return findings


def called(system, name, given):
    try:
        value = ("said", system.call(name, *given))
    except Exception as error:
        value = ("raised", type(error).__name__)
    return value, system.count()


def entry_claims(call):
    moment = datetime(2020, 2, 29, 23, 59, 59, 123456, tzinfo=UTC)
    one = entry(time=moment, actor="Nguy\u1ec5n", ground=None)
    data, number = call("encode", one)
    same = [one, {name: one[name] for name in sorted(one, reverse=True)}]
    same += [one | {"actor": unicodedata.normalize("NFD", one["actor"])}]
    same += [one | {"time": moment.astimezone(timezone(timedelta(hours=hours)))} for hours in (5, -5)]
    for other in same:
        again, place = call("encode", other)
        yield again == data, (number, place)
    changes = [
        {"actor": "nguy\u1ec5n"}, {"actor": "Nguyen"}, {"actor": "Nguyn"}, {"ground": "None"}, {"ground": "null"},
        {"mfa": False}, {"time": moment.replace(microsecond=123457)}, {"time": moment.replace(microsecond=0)},
        {"time": moment.replace(tzinfo=timezone(timedelta(hours=5)))},
    ]  # fmt: skip
    pairs = [(one, one | change) for change in changes]
    texts = [("a", "bc", "ab", "c"), ("a|b", "c", "a", "b|c"), ("m\u00b2", "x", "m2", "x")]
    pairs += [(one | {"actor": a, "employer": b}, one | {"actor": c, "employer": d}) for a, b, c, d in texts]
    for left, right in pairs:
        (first, a), (second, b) = call("encode", left), call("encode", right)
        yield first != second, (a, b)
        for told, place, wanted in ((first, a, left), (second, b, right)):
            back, c = call("decode", told[1])
            yield back == ("said", wanted), (place, c)


def root_claims(call, sizes):
    for size in sizes:
        answer, number = call("root", [str(one).encode() for one in range(size)])
        yield answer == ("said", top_of([str(one).encode() for one in range(size)])), (number,)


def top_of(entries):
    if not entries:
        return h.sha256().digest()
    if len(entries) == 1:
        return h.sha256(b"\0" + entries[0]).digest()
    k = 2 ** ((len(entries) - 1).bit_length() - 1)
    return h.sha256(b"\1" + top_of(entries[:k]) + top_of(entries[k:])).digest()


def path_of(entries, index):
    if len(entries) == 1:
        return []
    k = 2 ** ((len(entries) - 1).bit_length() - 1)
    if index < k:
        return [*path_of(entries[:k], index), top_of(entries[k:])]
    return [*path_of(entries[k:], index - k), top_of(entries[:k])]


def proof_claims(call):
    for size in (1, 3, 7):
        entries = [b"%d of many" % one for one in range(size)]
        for absent in (-1, size, size + 3):
            answer, number = call("inclusion_proof", entries, absent)
            yield answer[0] == "raised", (number,)
        for index in range(size):
            path, top = path_of(entries, index), top_of(entries)
            answer, number = call("inclusion_proof", entries, index)
            yield answer == ("said", path), (number,)
            answer, number = call("verify_inclusion", entries[index], index, size, path, top)
            yield answer == ("said", True), (number,)
            for place in {index - 1, index + 1, index - 2, size, index + 2} - {index}:
                answer, number = call("verify_inclusion", entries[index], place, size, path, top)
                yield answer == ("said", False), (number,)
            for bad in ([*path, b"x" * 32], path[:-1], [one[::-1] for one in path]):
                if bad != path:
                    answer, number = call("verify_inclusion", entries[index], index, size, bad, top)
                    yield answer == ("said", False), (number,)
