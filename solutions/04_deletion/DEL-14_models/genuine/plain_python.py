"""Dicts, recursion with a memory, and a reader that pops from a copy."""

def batches(rows, size, erased):
    waiting = list(rows)
    while waiting:
        gone = erased()
        batch = []
        while waiting:
            row = waiting.pop(0)
            if any(subject in gone for subject in row["subjects"]):
                continue
            batch.append(row)
            if len(batch) == size:
                break
        if batch:
            yield batch


def affected(lineage, item_ids):
    children = {}
    for row in lineage.to_dict("records"):
        children.setdefault(row["made_from"], []).append(row["artifact"])
    stack = [child for item_id in item_ids for child in children.get(item_id, [])]
    seen = set()
    while stack:
        name = stack.pop()
        if name not in seen:
            seen.add(name)
            stack.extend(children.get(name, []))
    return seen


def remedies(mode, artifacts, lineage, item_ids, processed_on, infeasible):
    about = {row["name"]: row for row in artifacts.to_dict("records")}
    sources = {}
    for row in lineage.to_dict("records"):
        sources.setdefault(row["artifact"], set()).add(row["made_from"])
    touched = affected(lineage, item_ids)

    def before(name):
        return about[name]["made_on"] < processed_on

    def used(name, seen):
        if name in item_ids:
            return True
        if name in seen or name not in about:
            return False
        seen.add(name)
        return any(
            used(one, seen)
            for one in sources.get(name, ())
            if one not in about or not (before(one) and about[one]["kind"] == "model")
        )

    found = {}
    for name, row in about.items():
        if name not in touched:
            found[name] = "not affected"
        elif mode == "retroactive":
            found[name] = "explain" if name in infeasible else "destroy"
        elif before(name):
            found[name] = "filter" if row["kind"] == "dataset" else "keep"
        else:
            found[name] = "violation" if used(name, set()) else "keep"
    return found


def unexplained(remedies, statements, entered_on):
    rows = {row["artifact"]: row for row in statements.to_dict("records")}
    last, wrong = entered_on + pd.Timedelta(90, "D"), {}
    for name in remedies:
        if remedies[name] != "explain":
            continue
        if name not in rows:
            wrong[name] = ["missing"]
            continue
        row, problems = rows[name], []
        if not isinstance(row["explanation"], str) or row["explanation"].isspace() or row["explanation"] == "":
            problems.append("explanation")
        if row["officer"] != "CEO":
            problems.append("officer")
        if pd.isna(row["sworn_on"]) or row["sworn_on"] > last:
            problems.append("late")
        if problems:
            wrong[name] = problems
    return wrong
