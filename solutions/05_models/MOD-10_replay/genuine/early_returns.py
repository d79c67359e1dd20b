"""Early returns, and a helper that replays."""


def audit(claim, rows, train):
    manifest = claim["manifest"]
    if manifest == []:
        return ["no manifest"]
    owner = {row["row_id"]: row["subject"] for row in rows}
    start = ["person in manifest"] if claim["subject"] in [owner.get(one) for one in manifest] else []
    if set(manifest) - set(owner):
        return start + ["unknown rows"]

    def replay(more=()):
        picked = [next(row for row in rows if row["row_id"] == one) for one in manifest]
        return digest(train(picked + list(more)))

    found = replay()
    if replay() != found:
        return start + ["not repeatable"]
    if found != claim["digest"]:
        return start + ["digest differs"]
    if start:
        return start
    own = [row for row in rows if row["subject"] == claim["subject"]]
    return ["digest cannot tell"] if own and replay(own) == found else []
