"""One finding for each requirement, with all calls that support it. It repeats a deletion until the
system says that it's done.
"""

def differences(items, keys, said, seen):
    hers, unreachable, size = set(), set(), None
    while size != (len(hers), len(unreachable)):
        size = (len(hers), len(unreachable))
        for row in items:
            sources = [one for one in items if one["item_id"] == row["made_from"]]
            if row["key"] in keys or any(one["item_id"] in hers for one in sources):
                hers.add(row["item_id"])
            if any(one["store"] in said or one["item_id"] in unreachable for one in sources):
                unreachable.add(row["item_id"])
    left = [
        (row["store"], row["item_id"])
        for row in items
        if row["item_id"] in hers - unreachable and row["store"] not in said
    ]
    others = [(row["store"], row["item_id"]) for row in items if row["item_id"] not in hers]
    return sorted({one for one in left if one in seen} | {one for one in others if one not in seen})


def assess_deletion(bench):
    good, bad = {}, {}
    company = bench.call("new")
    children = sorted(company["keys"])
    stores = sorted({row["store"] for row in company["items"]})

    def judge(requirement, said, said_at, deleted, more=()):
        seen = bench.call("look")
        keys = [key for child in deleted for key in company["keys"][child]]
        wrong = differences(company["items"] + list(more), keys, said, seen)
        (bad if wrong else good).setdefault(requirement, []).extend([said_at, bench.count()])

    def delete(child, requirement=None):
        for _ in range(3):
            said = bench.call("delete", child)
            if said == "died":
                continue
            if requirement:
                judge(requirement, said, bench.count(), [child])
            if not said:
                break

    first, second, third = children[0], children[1], children[-1]
    key, other_key = company["keys"][first][0], company["keys"][third][0]
    made = [row for row in company["items"] if row["made_from"]]
    of_first = [row for row in company["items"] if row["key"] in company["keys"][first]]
    of_third = [row for row in company["items"] if row["key"] in company["keys"][third]]
    # one deletion, then everything that can come in afterwards
    delete(first, "DEL-01")
    more = []
    sources = [(made[0]["key"], row["item_id"]) for row in (of_first[0], of_third[0])]
    for n, (of, source) in enumerate([(key, None), (other_key, None), *sources]):
        item = {"item_id": f"n{n}", "key": of, "made_from": source}
        bench.call("late", stores[-1], item)
        more.append({"store": stores[-1], **item})
    judge("DEL-06", [], bench.count(), [first], more)
    delete(second)
    judge("DEL-07", bench.call("restore"), bench.count(), [first, second])
    # stores that say what isn't true
    for way in ("keeps", "hides"):
        bench.call("new")
        for store in stores:
            bench.call("order", way, store)
        judge("DEL-13", bench.call("delete", first), bench.count(), [first])
    # a store that is down
    for store in stores:
        bench.call("new")
        bench.call("order", "down", store)
        judge("DEL-23", bench.call("delete", first), bench.count(), [first])
        bench.call("order", "works", store)
        delete(first, "DEL-23")
    # a run that dies
    for steps in range(9):
        bench.call("new")
        bench.call("order", "crash", steps)
        bench.call("delete", first)
        delete(first, "DEL-24")
    findings = []
    for one in sorted(good.keys() | bad.keys()):
        verdict = "gap" if one in bad else "met"
        evidence = bad.get(one) or good[one]
        findings.append({"requirement": one, "verdict": verdict, "evidence": evidence})
    return findings
