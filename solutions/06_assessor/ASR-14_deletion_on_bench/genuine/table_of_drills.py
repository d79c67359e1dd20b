"""The drills are data, and one function runs them. It tries every store, and finds an owner by walking up
to the recording.
"""

def differences(items, keys, said, seen):
    by_id = {}
    for row in items:
        by_id.setdefault(row["item_id"], []).append(row)

    def ancestors(row):
        while row["made_from"] in by_id:
            row = by_id[row["made_from"]][0]
            yield row["item_id"]

    wrong = []
    for row in items:
        place = (row["store"], row["item_id"])
        line = [*ancestors(row)]
        owners = {one["key"] for item_id in [row["item_id"], *line] for one in by_id[item_id]}
        if not owners & set(keys):
            if place not in seen:
                wrong.append(place)
        elif place in seen and row["store"] not in said:
            excused = any(one["store"] in said for item_id in line for one in by_id[item_id])
            wrong += [] if excused else [place]
    return sorted(set(wrong))


def assess_deletion(bench):
    start = bench.call("new")
    stores = sorted({row["store"] for row in start["items"]})
    ada, *rest = start["keys"]
    ben = rest[-1]
    mine, his = start["keys"][ada], start["keys"][ben]
    root = [row for row in start["items"] if row["key"] in mine]
    his_root = [row for row in start["items"] if row["key"] in his]
    drills = [[("delete", ada), "DEL-01", ("delete", ada), "DEL-01"]]
    drills += [[("order", "keeps", one), ("delete", ada), "DEL-13"] for one in stores]
    drills += [[("order", "hides", one) for one in stores] + [("delete", ada), "DEL-13"]]
    for one in stores:
        drills.append(
            [("order", "down", one), ("delete", ada), "DEL-23", ("order", "works", one)]
            + [("delete", ada), "DEL-23"]
        )
    for step in range(6):
        dies = [("order", "crash", step), ("delete", ada)]
        drills.append([*dies, ("delete", ada), "DEL-24"])
    messages = [("m-a", key, None) for key in mine + his]
    messages += [("m-b", "night", row["item_id"]) for row in root + his_root]
    both = [("delete", one) for one in (ada, ada, ben, ben)]
    late = both[:2]
    for number, (name, *parts) in enumerate(messages):
        item = dict(zip(("item_id", "key", "made_from"), (f"{name}{number}", *parts)))
        late.append(("late", stores[-1], item))
    drills.append([*late, "DEL-06"])
    drills.append([*both, ("restore",), "DEL-07"])
    drills.append([*both, *[("order", "keeps", one) for one in stores], ("restore",), "DEL-07"])
    return [finding for drill in drills for finding in run(bench, drill)]


def run(bench, drill):
    start = bench.call("new")
    items, said, speaks, deleted = list(start["items"]), [], bench.count(), []
    for step in drill:
        if isinstance(step, str):
            wrong = differences(items, deleted, said, bench.call("look"))
            verdict = "gap" if wrong else "met"
            evidence = [speaks, bench.count()]
            yield {"requirement": step, "verdict": verdict, "evidence": evidence}
            continue
        answer = bench.call(*step)
        if step[0] in ("delete", "restore"):
            said, speaks = answer, bench.count()
        if step[0] == "delete":
            deleted += start["keys"][step[1]]
        if step[0] == "late":
            items.append({"store": step[1], **step[2]})
