# %% [markdown]
# ## Why
#
# The Ring order requires destroying models that are "reasonably identifiable" as developed in whole or in part from
# reviewing and annotating recordings.{fact}`O-R4` What you can identify depends on what your pipeline wrote down. OpenLineage is a
# common format for that: each run of a job reports what it read and wrote. If you lose an edge, a model made from a
# child's voice looks clean. If you invent one, you destroy a model that has nothing to do with it.

# %% given="setup"
import json

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Look
#
# The jobs of Murmur, an invented company, reported these events in June. This cell shows the event that renamed a
# model. The next one shows all events, in the order in which they arrived.

# %% look
import json

from privacylab.lab import murmur_runs

lines = murmur_runs()
renamed = next(line for line in lines if '"RENAME"' in line)
print(json.dumps(json.loads(renamed), indent=2))

# %% [markdown]
# **By eye:** the data of a child who spoke on 2 June is deleted.
#
# - Which models were made from that day's recordings? Which of them came from a failed run?
# - After the `DROP`, was wake-word-7 still made from the recordings of 1 June?

# %% look
import json

import pandas as pd

from privacylab.lab import murmur_runs


def change(output):
    facet = output["facets"].get("lifecycleStateChange", {})
    old = facet.get("previousIdentifier")
    return facet.get("lifecycleStateChange", "") + (f" from {old['name']}" if old else "")


pd.DataFrame(
    {
        "time": event["eventTime"][5:16],
        "type": event["eventType"],
        "job": event["job"]["name"],
        "run": event["run"]["runId"][:4],
        "inputs": ", ".join(one["name"] for one in event["inputs"]),
        "outputs": ", ".join(one["name"] for one in event["outputs"]),
        "change": ", ".join(map(change, event["outputs"])),
    }
    for event in map(json.loads, murmur_runs())
)

# %% [markdown]
# ## Step 1 · From events to edges
#
# Complete `edges(lines)`. Each line is an OpenLineage run event as JSON. Return a list of dicts with `artifact` and
# `made_from`, each pair once, sorted by `artifact`, then `made_from`. A dataset's name here is its `namespace`, `/`, and
# its `name`.
#
# - What a run wrote was made from everything it read. `run.runId` names the run. Its events may come in any order,
#   some twice; one may have only `inputs`, another only `outputs`.
# - The `eventType` doesn't matter: a run that failed may have written a checkpoint.
# - If a run reads and writes the same dataset, the dataset has an edge to itself.
# - Skip an output marked `DROP`. Edges from other events stay, also in the same run.
#
# | `facets.lifecycleStateChange` of an output | edges |
# |---|---|
# | `{"lifecycleStateChange": "RENAME", "previousIdentifier": {"namespace": …, "name": …}}` | output ← previous, and output ← every input of the run |
# | `{"lifecycleStateChange": "DROP"}` | none |
# | anything else | treat it as if there were no facet |

# %% step="edges"
def edges(lines: list[str]) -> list[dict[str, str]]:
    """Return which dataset was made from which, according to these OpenLineage run events.

    Each line is one event, a JSON object.

    An event has eventType, job, and run, a dict with runId (str). It may have inputs and outputs,
    lists of datasets. A dataset has namespace and name, and may have facets, a dict. Ignore all
    other fields.

    A run that reads clips in the namespace s3://a and writes model in s3://b makes one edge:
    {"artifact": "s3://b/model", "made_from": "s3://a/clips"}.

    Raises ValueError if an event has no run, or its run has no runId.
    """
    ### BEGIN SOLUTION
    reads, writes, found = {}, {}, set()
    for event in map(json.loads, lines):
        run = event.get("run", {}).get("runId")
        if run is None:
            raise ValueError(f"An event of job {event.get('job')} has no run.")
        reads.setdefault(run, set()).update(map(full_name, event.get("inputs", [])))
        for output in event.get("outputs", []):
            change = output.get("facets", {}).get("lifecycleStateChange", {})
            if change.get("lifecycleStateChange") == "DROP":
                continue
            writes.setdefault(run, set()).add(full_name(output))
            if change.get("lifecycleStateChange") == "RENAME":
                found.add((full_name(output), full_name(change["previousIdentifier"])))
    for run, outputs in writes.items():
        found |= {(output, source) for output in outputs for source in reads[run]}
    return [{"artifact": artifact, "made_from": source} for artifact, source in sorted(found)]


def full_name(dataset):
    return f"{dataset['namespace']}/{dataset['name']}"
    ### END SOLUTION

# %% test="edges"
from datetime import datetime, timedelta
from itertools import count

def dataset(text):
    """A dataset in s3://murmur, or in "space name"; "-name" is dropped, "!name" overwritten, "new<old" renamed."""
    text, _, old = text.partition("<")
    space, _, name = text.lstrip("-!").rpartition(" ")
    space = space or "s3://murmur"
    facets = {"dataSource": {"name": space, "uri": space}}
    if text[0] in "-!":
        facets["lifecycleStateChange"] = {"lifecycleStateChange": "DROP" if text[0] == "-" else "OVERWRITE"}
    if old:
        previous = {"namespace": space, "name": old}
        facets["lifecycleStateChange"] = {"lifecycleStateChange": "RENAME", "previousIdentifier": previous}
    return {"namespace": space, "name": name, "facets": facets}

SECONDS = count()

def event(run, kind="COMPLETE", reads="", writes="", job="train"):
    """A run event as a line of JSON; datasets are separated by commas. No two have the same time."""
    time = datetime(2023, 6, 1, 2) + timedelta(seconds=next(SECONDS))
    return json.dumps({
        "eventTime": f"{time.isoformat()}Z", "eventType": kind, "run": {"runId": run}, "job": {"namespace": "murmur", "name": job},
        "inputs": [dataset(text) for text in reads.split(", ") if text],
        "outputs": [dataset(text) for text in writes.split(", ") if text],
    })  # fmt: skip

def pairs(*lines):
    """The edges of these events as "artifact < made_from", without s3://murmur."""
    found = [f"{edge['artifact']} < {edge['made_from']}" for edge in edges(list(lines))]
    return [text.replace("s3://murmur/", "") for text in found]

with checks("what a run wrote was made from what it read, also where two events say so"):
    assert edges([event("r-1", "START", "clips"), event("r-1", "COMPLETE", "", "model")]) == [
        {"artifact": "s3://murmur/model", "made_from": "s3://murmur/clips"},
    ]
    assert pairs(event("r-1", "COMPLETE", "clips, labels", "model")) == ["model < clips", "model < labels"]

with checks("a renamed dataset was made from the one with its old name, and from what the run read"):
    assert pairs(event("r-1", "COMPLETE", "labels", "model<tiny")) == ["model < labels", "model < tiny"]
    assert pairs(event("r-1", "COMPLETE", "labels", "model")) == ["model < labels"]

### BEGIN HIDDEN TESTS
# class seed: words clips labels model ada ben may june tiny step base r train
from privacylab.checks import call_each

with checks("two runs of one job do not mix", hint=1):
    lines = [
        event("r-1", "START", "may"), event("r-2", "START", "june"), event("r-2", "COMPLETE", "", "model-2"),
        event("r-1", "COMPLETE", "", "model-1"), event("r-3", "COMPLETE", "model-1", "model-3", job="train"),
    ]  # fmt: skip
    assert pairs(*lines) == ["model-1 < may", "model-2 < june", "model-3 < model-1"]
    assert pairs(event("r-1", "START", "may"), event("r-2", "COMPLETE", "", "model-1")) == []

with checks("repeated and reordered events say the same, and each edge is there once", hint=1):
    lines = [
        event("r-1", "START", "ada, ben"), event("r-1", "RUNNING", "base", "step-1"), event("r-1", "COMPLETE", "", "model"),
        event("r-2", "COMPLETE", "ada", "model"),
    ]  # fmt: skip
    wanted = [f"{made} < {source}" for made in sorted(["model", "step-1"]) for source in sorted(["ada", "ben", "base"])]
    assert pairs(*lines) == pairs(*lines[::-1]) == pairs(*lines, *lines[::-1], lines[0]) == wanted

with checks("a run that failed, was aborted, or never ended has made what it wrote", hint=2):
    assert pairs(event("r-1", "START", "may"), event("r-1", "RUNNING", "", "step-1"), event("r-1", "FAIL")) == ["step-1 < may"]
    assert pairs(event("r-1", "FAIL", "may", "step-1")) == ["step-1 < may"]
    assert pairs(event("r-1", "ABORT", "may", "step-1"), event("r-2", "COMPLETE", "step-1", "tiny")) == ["step-1 < may", "tiny < step-1"]
    assert pairs(event("r-1", "START", "may", "model"), event("r-2", "OTHER", "june", "tiny")) == sorted(["model < may", "tiny < june"])

with checks("a DROP adds no edge and cuts none, and an OVERWRITE adds its own", hint=2):
    made = [event("r-1", "COMPLETE", "ada", "clips"), event("r-2", "COMPLETE", "clips", "model")]
    dropped = event("r-3", "COMPLETE", "labels", "-clips")
    wanted = sorted(["clips < ada", "model < clips"])
    assert pairs(*made, dropped) == pairs(dropped, *made) == wanted
    assert pairs(*made, dropped, event("r-4", "COMPLETE", "ben", "!clips")) == sorted([*wanted, "clips < ben"])
    assert pairs(event("r-5", "COMPLETE", "labels", "-clips, model")) == ["model < labels"]
    again = [event("r-6", "RUNNING", "ada", "tiny"), event("r-6", "COMPLETE", "", "-tiny, model")]
    assert pairs(*again) == pairs(*again[::-1]) == sorted(["model < ada", "tiny < ada"])

with checks("only the renamed output of a run was made from the old name", hint=3):
    assert pairs(event("r-1", "COMPLETE", "", "tiny<model"), event("r-2", "COMPLETE", "ada", "model")) == sorted(
        ["model < ada", "tiny < model"]
    )
    assert pairs(event("r-1", "COMPLETE", "labels", "tiny<model, step-1")) == sorted(
        ["step-1 < labels", "tiny < labels", "tiny < model"]
    )

with checks("a run that reads and writes one dataset has an edge from it to itself", hint=3):
    assert pairs(event("r-1", "START", "clips, ada"), event("r-1", "COMPLETE", "", "clips")) == sorted(
        ["clips < clips", "clips < ada"]
    )
    assert pairs(event("r-1", "COMPLETE", "clips", "!clips, model")) == sorted(["clips < clips", "model < clips"])
    assert pairs(event("r-1", "COMPLETE", "ada", "clips")) == ["clips < ada"]

with checks("datasets are told apart by namespace and name", hint=3):
    lines = [event("r-1", "COMPLETE", "s3://may clips", "s3://lab model"), event("r-2", "COMPLETE", "s3://june clips", "s3://app model")]
    assert edges(lines) == sorted(
        [
            {"artifact": "s3://lab/model", "made_from": "s3://may/clips"},
            {"artifact": "s3://app/model", "made_from": "s3://june/clips"},
        ],
        key=lambda edge: edge["artifact"],
    )
    assert edges([event("r-1", "COMPLETE", "s3://may clips", "s3://june clips")]) == [
        {"artifact": "s3://june/clips", "made_from": "s3://may/clips"},
    ]

with checks("an event without a run is refused, and one without inputs or outputs is not", hint=3):
    good, accepted = event("r-1", "COMPLETE", "may", "model"), []
    for run in (None, {}):
        bad = json.loads(event("r-1", "COMPLETE", "may", "model")) | {"run": run}
        try:
            edges([good, json.dumps({key: bad[key] for key in bad if bad[key] is not None})])
            accepted.append(bad)
        except ValueError:
            pass
    assert accepted == []
    bare, plain = json.loads(event("r-1", "START")), json.loads(event("r-1", "RUNNING", "", "tiny"))
    del bare["inputs"], bare["outputs"], plain["inputs"], plain["outputs"][0]["facets"]
    assert pairs(json.dumps(bare), good, json.dumps(plain)) == sorted(["model < may", "tiny < may"])
    assert edges([]) == []

with checks("for any runs, in any order", hint=1):
    pick = checks.random
    cases, wanted = [], []
    for _ in range(40):
        lines, known = [], set()
        for number in range(pick.randrange(1, 5)):
            sources = pick.sample(["ada", "ben", "may", "june"], pick.randrange(3))
            made = pick.sample(["model", "tiny", "step-1"], pick.randrange(3))
            lines += [event(f"r-{number}", pick.choice(["START", "RUNNING"]), one) for one in sources]
            lines += [event(f"r-{number}", pick.choice(["COMPLETE", "FAIL", "ABORT"]), "", one) for one in made]
            known |= {(f"s3://murmur/{one}", f"s3://murmur/{source}") for one in made for source in sources}
        lines += pick.sample(lines, len(lines) // 3)
        pick.shuffle(lines)
        cases.append((lines,))
        wanted.append([{"artifact": one, "made_from": source} for one, source in sorted(known)])
    assert call_each(edges, cases) == wanted
### END HIDDEN TESTS
