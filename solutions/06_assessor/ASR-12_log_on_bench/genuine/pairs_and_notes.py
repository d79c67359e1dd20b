"""One function keeps the notes; the tree is built level by level, and spellings are compared with the first."""


def assess_log(system):
    notes = {one: ([], []) for one in ("AUD-10", "AUD-05", "AUD-06", "AUD-07")}

    def note(requirement, is_right, *numbers):
        notes[requirement][1].extend(numbers)
        if not is_right:
            notes[requirement][0].extend(numbers)

    zones = [UTC, timezone(timedelta(hours=9)), timezone(timedelta(hours=-4, minutes=-30))]
    spellings = [entry(time=entry()["time"].astimezone(zone)) for zone in zones]
    spellings += [dict(sorted(entry().items())), dict(sorted(entry().items(), reverse=True))]
    written = [ask(system, "encode", one) for one in [entry(), *spellings]]
    for data, number in written[1:]:
        note("AUD-10", data == written[0][0] != RAISED, written[0][1], number)
    letters = [unicodedata.normalize(form, "Ångström é") for form in ("NFC", "NFD")]
    (composed, a), (apart, b) = [ask(system, "encode", entry(actor=one)) for one in letters]
    note("AUD-10", composed == apart, a, b)

    others = [
        entry(actor="x", employer="yz"), entry(actor="xy", employer="z"), entry(actor="x|y", employer="z"),
        entry(actor="x", employer="y|z"), entry(actor="X", employer="yz"), entry(actor="ﬁ"), entry(actor="fi"),
        entry(actor="é"), entry(actor="e"), entry(actor="None"), entry(ground=None), entry(ground="None"),
        entry(mfa=False), entry(mfa=False, ip="True"), entry(time=datetime(2017, 7, 3, 22, 30, tzinfo=zones[1])),
        entry(time=entry()["time"] + timedelta(microseconds=999)), entry(),
    ]  # fmt: skip
    first = {}
    for one in others:
        data, number = ask(system, "encode", one)
        back, after = ask(system, "decode", data)
        note("AUD-10", back == one, number, after)
        note("AUD-10", data not in first, first.get(data, number), number)
        first.setdefault(data, number)

    for size in range(12):
        entries = [bytes([65 + one]) * 3 for one in range(size)]
        levels = levels_of(entries)
        top = levels[-1][0] if levels else hashlib.sha256(b"").digest()
        answer, number = ask(system, "root", entries)
        note("AUD-05" if size <= 2 else "AUD-06", answer == top, number)
        if size not in (1, 5, 8):
            continue
        for absent in (size, -1, -size):
            answer, number = ask(system, "inclusion_proof", entries, absent)
            note("AUD-07", answer == RAISED, number)
        for index, one in enumerate(entries):
            path = path_of(levels, index)
            answer, number = ask(system, "inclusion_proof", entries, index)
            note("AUD-07", answer == path, number)
            tried = [(one, index, path, top, True), (b"no", index, path, top, False), (one, index, path, b"", False)]
            tried += [(one, index, [*path, top], top, False), (one, index, path[1:], top, size == 1)]
            tried += [(one, other, path, top, False) for other in (index - 1, size, size + 7) if other != index]
            for data, place, hashes, head, right in tried:
                answer, number = ask(system, "verify_inclusion", data, place, size, hashes, head)
                note("AUD-07", answer is right, number)
    return [finding(requirement, *both) for requirement, both in notes.items()]


def levels_of(entries):
    levels = [[hashlib.sha256(b"\x00" + one).digest() for one in entries]] if entries else []
    while levels and len(levels[-1]) > 1:
        level = levels[-1]
        pairs = [hashlib.sha256(b"\x01" + b"".join(level[at : at + 2])).digest() for at in range(0, len(level) - 1, 2)]
        levels.append(pairs + level[len(level) - len(level) % 2 :])
    return levels


def path_of(levels, index):
    path = []
    for level in levels[:-1]:
        if index ^ 1 < len(level):
            path.append(level[index ^ 1])
        index //= 2
    return path
