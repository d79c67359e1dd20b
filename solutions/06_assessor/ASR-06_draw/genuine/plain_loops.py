"""Loops and lists, each item looked up where it's needed."""


def reconcile(handed_over, independent):
    result = {"missing": [], "unconfirmed": [], "repeated": [], "without_id": []}
    ours, theirs = [], []
    for source, ids in ((handed_over, theirs), (independent, ours)):
        for row in source:
            if row["id"] is None or row["id"] == "":
                result["without_id"].append(row)
            else:
                ids.append(row["id"])
    for one in sorted(set(ours + theirs)):
        if one not in theirs:
            result["missing"].append(one)
        elif one not in ours:
            result["unconfirmed"].append(one)
        if theirs.count(one) > 1:
            result["repeated"].append(one)
    return result


def draw(population, sizes, seed):
    ranked = []
    for row in population:
        if not row["id"]:
            raise ValueError("no id")
        if row["stratum"] not in sizes:
            raise ValueError("no size")
        ranked.append((sha256(f"{seed}:{row['id']}".encode()).hexdigest(), row["id"], row["stratum"]))
    result = {stratum: [] for stratum in sizes}
    for _, one, stratum in sorted(ranked):
        if one not in result[stratum] and len(result[stratum]) < sizes[stratum]:
            result[stratum].append(one)
    return result


def deviations(drawn, files):
    result = []
    for one in drawn:
        about = [file for file in files if file["access_id"] == one]
        if not about:
            result.append({"id": one, "reason": "not produced"})
        elif about[0]["ground"] not in FIVE:
            result.append({"id": one, "reason": "no allowed ground"})
    return result
