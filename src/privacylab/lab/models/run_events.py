"""OpenLineage run events of Murmur's training jobs, as the lineage service received them."""

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

LAKE, MODELS = "s3://murmur-lake", "s3://murmur-models"
_SPEC = "https://openlineage.io/spec"
_PRODUCER = "https://github.com/OpenLineage/OpenLineage/tree/1.30.0/client/python"
_JOB_TYPE = {"processingType": "BATCH", "integration": "MURMUR"}
_START = datetime(2023, 6, 2, 2, tzinfo=UTC)

# Each run's job, what it read, what it wrote, and how it ended. "~" before a name: dropped.
# "new<old": renamed. A run that failed had written a checkpoint by then.
_RUNS: tuple[tuple[str, list[str], list[str], str], ...] = (
    ("collect_said", ["raw/audio-06-01"], ["said/06-01"], "COMPLETE"),
    ("train_wake_word", ["said/06-01"], ["wake-word-7"], "COMPLETE"),
    ("collect_said", ["raw/audio-06-02"], ["said/06-02"], "COMPLETE"),
    ("train_wake_word", ["said/06-02"], ["wake-word-8-step-400"], "FAIL"),
    ("shrink_model", ["wake-word-8-step-400"], ["tiny-3"], "COMPLETE"),
    ("clean_up", [], ["~said/06-01"], "COMPLETE"),
    ("release", [], ["kids-voice<tiny-3"], "COMPLETE"),
)


def murmur_runs(seed: int = 5) -> list[str]:
    """Return the run events of a few nights at Murmur, as lines of JSON, about 1 KB each.

    A run reports what it reads when it starts and what it wrote later. Messages arrive out of
    order, and one arrives twice.
    """
    pick = random.Random(seed)
    events = []
    for number, (job, reads, writes, end) in enumerate(_RUNS):
        run = str(UUID(int=pick.getrandbits(128), version=4))
        begun = _START + timedelta(hours=15 * number)
        later = "RUNNING" if end == "FAIL" else end
        events.append(_event("START", begun, run, job, inputs=reads))
        events.append(_event(later, begun + timedelta(minutes=40), run, job, outputs=writes))
        if later != end:
            events.append(_event(end, begun + timedelta(minutes=55), run, job))
    events.insert(6, events[1])
    events[4], events[5] = events[5], events[4]
    return [json.dumps(event) for event in events]


def _event(
    kind: str,
    at: datetime,
    run: str,
    job: str,
    inputs: list[str] | None = None,
    outputs: list[str] | None = None,
) -> dict[str, Any]:
    nominal = at.replace(hour=2, minute=0).isoformat()
    return {
        "eventTime": at.isoformat(),
        "eventType": kind,
        "producer": _PRODUCER,
        "schemaURL": f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {
            "runId": run,
            "facets": {"nominalTime": _facet("NominalTimeRunFacet", nominalStartTime=nominal)},
        },
        "job": {
            "namespace": "murmur-training",
            "name": job,
            "facets": {"jobType": _facet("JobTypeJobFacet", **_JOB_TYPE)},
        },
        "inputs": [_dataset(name) for name in inputs or []],
        "outputs": [_dataset(name) for name in outputs or []],
    }


def _dataset(text: str) -> dict[str, Any]:
    name, _, old = text.removeprefix("~").partition("<")
    space = LAKE if "/" in name else MODELS
    facets = {"dataSource": _facet("DatasourceDatasetFacet", name=space, uri=space)}
    change: dict[str, Any] = {"lifecycleStateChange": "DROP"} if text.startswith("~") else {}
    if old:
        previous = {"namespace": space, "name": old}
        change = {"lifecycleStateChange": "RENAME", "previousIdentifier": previous}
    if change:
        facets["lifecycleStateChange"] = _facet("LifecycleStateChangeDatasetFacet", **change)
    return {"namespace": space, "name": name, "facets": facets}


def _facet(kind: str, **fields: Any) -> dict[str, Any]:
    url = f"{_SPEC}/facets/1-0-1/{kind}.json#/$defs/{kind}"
    return {"_producer": _PRODUCER, "_schemaURL": url, **fields}
