"""Two tables, of reads and of writes, merged on the run."""

import pandas as pd


def edges(lines):
    reads, writes, renamed = [], [], []
    for line in lines:
        event = json.loads(line)
        try:
            run = event["run"]["runId"]
        except KeyError:
            raise ValueError("an event without a run") from None
        for one in event.get("inputs") or []:
            reads.append((run, one["namespace"] + "/" + one["name"]))
        for one in event.get("outputs") or []:
            name = one["namespace"] + "/" + one["name"]
            facet = (one.get("facets") or {}).get("lifecycleStateChange") or {}
            match facet:
                case {"lifecycleStateChange": "DROP"}:
                    pass
                case {"lifecycleStateChange": "RENAME", "previousIdentifier": old}:
                    writes.append((run, name))
                    renamed.append((name, old["namespace"] + "/" + old["name"]))
                case _:
                    writes.append((run, name))
    read = pd.DataFrame(reads, columns=["run", "made_from"], dtype="str")
    written = pd.DataFrame(writes, columns=["run", "artifact"], dtype="str")
    both = written.merge(read, on="run")[["artifact", "made_from"]]
    old = pd.DataFrame(renamed, columns=["artifact", "made_from"], dtype="str")
    table = pd.concat([both, old]).drop_duplicates().sort_values(["artifact", "made_from"])
    return table.to_dict("records")
