"""Merges, masks and numpy's select; the reader is a comprehension over an iterator."""

import numpy as np


def batches(rows, size, erased):
    source = iter(rows)
    for first in source:
        gone, batch = frozenset(erased()), []
        row = first
        while row is not None:
            if not gone & set(row["subjects"]):
                batch.append(row)
            row = next(source, None) if len(batch) < size else None
        if batch:
            yield batch


def affected(lineage, item_ids):
    reached = pd.Index(sorted(item_ids), dtype="str")
    while True:
        fresh = lineage.loc[lineage["made_from"].isin(reached), "artifact"].unique()
        grown = reached.union(pd.Index(fresh, dtype="str"))
        if len(grown) == len(reached):
            return set(reached) - set(item_ids)
        reached = grown


def remedies(mode, artifacts, lineage, item_ids, processed_on, infeasible):
    frame = artifacts.set_index("name")
    old, model = frame["made_on"].lt(processed_on), frame["kind"].eq("model")
    touched = frame.index.isin(affected(lineage, item_ids))
    shut = lineage["made_from"].map(old & model).fillna(False).astype(bool)
    again = frame.index.isin(affected(lineage[~shut], item_ids))
    if mode == "retroactive":
        cases = [~touched, frame.index.isin(infeasible)]
        names, other = ["not affected", "explain"], "destroy"
    else:
        cases = [~touched, old & ~model, ~old & again]
        names, other = ["not affected", "filter", "violation"], "keep"
    return dict(zip(frame.index, np.select(cases, names, other).tolist()))


def unexplained(remedies, statements, entered_on):
    wanted = [name for name, remedy in remedies.items() if remedy == "explain"]
    rows = statements.set_index("artifact").reindex(wanted)
    there = rows.index.isin(statements["artifact"])
    checks_of = pd.DataFrame(
        {
            "missing": ~there,
            "explanation": there & rows["explanation"].fillna("").astype(str).str.strip().eq(""),
            "officer": there & rows["officer"].ne("CEO"),
            "late": there & ~(rows["sworn_on"] <= entered_on + pd.Timedelta(days=90)),
        },
        index=rows.index,
    )
    wrong = {name: [what for what in checks_of if checks_of.at[name, what]] for name in wanted}
    return {name: problems for name, problems in wrong.items() if problems}
