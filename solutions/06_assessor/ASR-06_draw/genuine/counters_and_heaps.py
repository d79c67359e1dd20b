"""A Counter for the lists, a heap for the lowest ranks, a loop with get for the files."""

from collections import Counter, defaultdict
from hashlib import sha256
from heapq import nsmallest


def reconcile(handed_over, independent):
    no_id = [row for rows in (handed_over, independent) for row in rows if row["id"] in (None, "")]
    company = Counter(row["id"] for row in handed_over if row["id"] not in (None, ""))
    gateway = Counter(row["id"] for row in independent if row["id"] not in (None, ""))
    return {
        "missing": sorted(one for one in gateway if one not in company),
        "unconfirmed": sorted(one for one in company if one not in gateway),
        "repeated": sorted(one for one, times in company.items() if times >= 2),
        "without_id": no_id,
    }


def draw(population, sizes, seed):
    if any(row["id"] in (None, "") for row in population):
        raise ValueError("row without id")
    if {row["stratum"] for row in population} - sizes.keys():
        raise ValueError("stratum without size")
    by_stratum = defaultdict(dict)
    for row in population:
        digest = sha256((seed + ":" + row["id"]).encode("utf-8")).digest()
        by_stratum[row["stratum"]][digest] = row["id"]
    return {
        stratum: [one for _, one in nsmallest(size, by_stratum[stratum].items())]
        for stratum, size in sizes.items()
    }


def deviations(drawn, files):
    by_access = {file["access_id"]: file for file in files}
    result = []
    for item in drawn:
        file = by_access.get(item)
        reason = None
        if file is None:
            reason = "not produced"
        elif file["ground"] is None or file["ground"] not in FIVE:
            reason = "no allowed ground"
        if reason:
            result.append({"id": item, "reason": reason})
    return result
