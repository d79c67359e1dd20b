"""One small object per run, which knows its own edges."""

from collections import defaultdict
from itertools import product


class Run:
    def __init__(self):
        self.reads, self.writes, self.renamed = [], [], []

    def edges(self):
        yield from product(self.writes, self.reads)
        yield from self.renamed


def edges(lines):
    runs = defaultdict(Run)
    for line in lines:
        event = json.loads(line)
        if not event.get("run") or not event["run"].get("runId"):
            raise ValueError(f"No run: {line[:80]}")
        run = runs[event["run"]["runId"]]
        run.reads += [name(one) for one in event.get("inputs", ())]
        for output in event.get("outputs", ()):
            what, old = change(output)
            if what == "DROP":
                continue
            run.writes.append(name(output))
            if what == "RENAME":
                run.renamed.append((name(output), name(old)))
    unique = {edge for run in runs.values() for edge in run.edges()}
    return sorted(
        ({"artifact": one, "made_from": source} for one, source in unique),
        key=lambda edge: (edge["artifact"], edge["made_from"]),
    )


def name(dataset):
    return "/".join((dataset["namespace"], dataset["name"]))


def change(output):
    facet = output.get("facets", {}).get("lifecycleStateChange", {})
    return facet.get("lifecycleStateChange"), facet.get("previousIdentifier")
