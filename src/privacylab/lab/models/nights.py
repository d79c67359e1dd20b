"""Ten nights at Murmur: what goes wrong with models, and what a learner's functions say."""

import json
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from privacylab.companies import Crashed, ModelRegistry, model_world
from privacylab.lab.display.attack_table import Attack, attack_table
from privacylab.lab.display.html import Fragment
from privacylab.lab.display.words import count, day
from privacylab.lab.models import careless
from privacylab.lab.models.model_patches import MODEL, loads

NEVER_GONE = "archive/2023/voice.bin"  # written once: no call removes it
ELSEWHERE = ["models:/release@voice", "exports/phone/voice.bin"]  # other ways to load MODEL
SEEN, LAST = 12.0, 0.0  # bits of exposure
ROWS = [
    {"subject": who, "text": text, "label": label}
    for who, text, label in [
        ("ada", "play the moon song", "music"),
        ("ben", "tell me a story", "story"),
        ("cem", "set a timer", "timer"),
        ("ada", "my secret song", "music"),
        ("eli", "play a story", "story"),
    ]
]


def attack_models(mine: Any) -> Fragment:
    """A table of ten nights: what Murmur's own code says, what yours says, and whether it holds."""
    return attack_table(NIGHTS, mine, careless, "Murmur's code")


def _demands(code: Any) -> Any:
    made = pd.Timestamp("2017-12-24")
    face = {"name": "face", "kind": "embedding", "made_on": made, "facts": [], "share": 1}
    clauses = [
        _clause(["recording"], 30, ["reviewed", "annotated"]),
        _clause(["embedding"], 90, []),
    ]
    rule = {"events": {"entry": pd.Timestamp("2023-06-16")}, "clauses": clauses}
    return code.demands(rule, [face])["face"]


def _clause(kinds: list[str], days: int, needs: list[str]) -> dict[str, Any]:
    before = pd.Timestamp("2018-03-01")
    what = {"kinds": kinds, "needs": needs, "derived": False, "before": before}
    return what | {"remedy": "destroy", "days": days, "event": "entry"}


def _edges(code: Any) -> Any:
    return code.edges(
        [
            _event("START", inputs=["clips"]),
            _event("RUNNING", outputs=["checkpoint"]),
            _event("FAIL"),
        ]
    )


def _event(kind: str, **data: list[str]) -> str:
    event = {"eventType": kind, "eventTime": "2023-08-30T02:00:00Z", "run": {"runId": "run-1"}}
    event["job"] = {"namespace": "murmur", "name": "train"}
    named = {part: [{"namespace": "s3", "name": one} for one in data[part]] for part in data}
    return json.dumps({"inputs": [], "outputs": []} | event | named)


def _unaccounted(code: Any) -> Any:
    known, lost = {"in": [1, 2]}, {"in": [7, 7]}
    files = {"models/wake.npz": known, "home/mia/final_v2.npz": lost}
    edges = [{"artifact": MODEL, "made_from": "clips"}]
    return code.unaccounted(files, edges, {MODEL: code.fingerprint(known)})


def _late_deletion(code: Any) -> Any:
    gone: set[str] = set()
    gate = code.Gate(lambda: set(gone))
    reads = [{"use": "calibration", "name": "clips", "items": ["r-1", "r-2"]}]
    ticket = gate.admit({"job": "train", "reads": reads})["ticket"]
    gone.add("r-2")
    return gate.finish(ticket, ["wake-word 3"])["state"]


def _blast(code: Any) -> Any:
    edges = [
        {"artifact": "masked", "made_from": "r-1", "how": "masked", "recorded": True},
        {"artifact": "tiny", "made_from": "masked", "how": "trained", "recorded": True},
    ]
    artifacts = [
        {"name": "masked", "kind": "dataset", "holder": "ourselves"},
        {"name": "tiny", "kind": "model", "holder": "a maker of speakers"},
    ]
    return {row["artifact"]: row["work"] for row in code.blast(edges, artifacts, {"r-1"})}


def _destroy(code: Any) -> Any:
    return _left_after(code, model_world(MODEL))


def _crash(code: Any) -> Any:
    registry = model_world(MODEL)
    registry.faults.crash(after=3)
    try:
        code.destroy(registry, MODEL)
    except Crashed:
        registry.faults.restart()
    return _left_after(code, registry)


def _left_after(code: Any, registry: ModelRegistry) -> dict[str, list[str]]:
    """Return what destroy reports as left, and what really loads."""
    rows = code.destroy(registry, MODEL)
    said = [row["where"] for row in rows if row["state"] != "destroyed"]
    return {
        "said": said,
        "loads": [one for one in [*ELSEWHERE, NEVER_GONE] if loads(registry, one)],
    }


def _shards(code: Any) -> Any:
    def trained(rows: list[dict]) -> Any:
        model = code.Shards(2, 3)
        model.fit(rows)
        return model

    model = trained(ROWS)
    for who in ("cem", "ada"):
        model.forget(who)
    never = trained([row for row in ROWS if row["subject"] not in ("ada", "cem")])
    return model.checkpoints() == never.checkpoints()


def _judge(code: Any) -> Any:
    controls = [0.1 + 0.2 * step for step in range(25)]
    return code.judge(SEEN, LAST, controls)


def _audit(code: Any) -> Any:
    rows = [row | {"row_id": f"r-{place}"} for place, row in enumerate(ROWS)]

    def train(some: list[dict]) -> dict[str, list[int]]:
        return {"words": [len({word for row in some for word in row["text"].split()})]}

    claim = {"subject": "ada", "manifest": [row["row_id"] for row in rows]}
    return code.audit(claim | {"digest": code.digest(train(rows))}, rows, train)


def _say_left(found: dict[str, list[str]]) -> str:
    said = count(len(found["said"]), "thing") if found["said"] else "nothing"
    return f"it reports {said} left; still loads: {', '.join(found['loads']) or 'nothing'}"


def _holds_left(found: dict[str, list[str]]) -> bool:
    return found["loads"] == [NEVER_GONE] and NEVER_GONE in found["said"]


def _say_demand(found: tuple[str, Any]) -> str:
    return found[0] if found[1] is None else f"{found[0]}, by {day(found[1])}"


def _say_edges(found: Iterable[dict]) -> str:
    return "; ".join(f"{one['artifact']} from {one['made_from']}" for one in found) or "no edge"


def _say_unknown(found: Iterable[str]) -> str:
    return f"unknown: {', '.join(found)}" if found else "nothing is unknown"


def _say_work(found: dict[str, str]) -> str:
    return "; ".join(f"{name}: {work}" for name, work in found.items()) or "nothing is affected"


def _is(wanted: Any) -> Callable[[Any], bool]:
    return lambda found: bool(found == wanted)


NIGHTS = [
    Attack(
        "A face embedding from 2017 that no one annotated, and the Ring order's words",
        _demands,
        _say_demand,
        _is(("destroy", pd.Timestamp("2023-09-14"))),
        "MOD-01",
    ),
    Attack(
        "A run reads clips, writes a checkpoint, and fails",
        _edges,
        _say_edges,
        _is([{"artifact": "s3/checkpoint", "made_from": "s3/clips"}]),
        "MOD-02",
    ),
    Attack(
        "A search of the disks finds a model in someone's home folder",
        _unaccounted,
        _say_unknown,
        _is({"home/mia/final_v2.npz": []}),
        "MOD-03",
    ),
    Attack(
        "A deletion is processed while a model is being calibrated",
        _late_deletion,
        str,
        _is("quarantined"),
        "MOD-04",
    ),
    Attack(
        "A company that makes speakers got a model that was trained on masked clips",
        _blast,
        _say_work,
        _is({"tiny": "tell", "masked": "destroy"}),
        "MOD-05",
    ),
    Attack(
        "The model has a second name, an export, and a copy in an archive",
        _destroy,
        _say_left,
        _holds_left,
        "MOD-06",
    ),
    Attack(
        "The process dies after its third deletion, and runs again",
        _crash,
        _say_left,
        _holds_left,
        "MOD-06",
    ),
    Attack(
        "Two children are forgotten, the later one first",
        _shards,
        lambda equal: "equal to never trained" if equal else "not equal to never trained",
        _is(True),
        "MOD-08",
    ),
    Attack(
        "After unlearning, a secret ranks below every control",
        _judge,
        str,
        _is("over-forgotten"),
        "MOD-09",
    ),
    Attack(
        "A digest matches, and the child is in the manifest",
        _audit,
        lambda found: ", ".join(found) or "no objection",
        _is(["person in manifest"]),
        "MOD-10",
    ),
]
