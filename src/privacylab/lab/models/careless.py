"""Murmur's own code for models. Each function makes one mistake that is easy to make."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import pandas as pd


def demands(rule: dict, artifacts: Iterable[dict]) -> dict[str, tuple[str, Any]]:
    """Asks of every artifact what the first clause asks of recordings."""
    first = rule["clauses"][0]
    due = rule["events"]["entry"] + pd.Timedelta(days=first["days"])
    return {
        one["name"]: ("destroy", due)
        if set(first["needs"]) <= set(one["facts"])
        else ("keep", None)
        for one in artifacts
    }


def edges(lines: Iterable[str]) -> list[dict[str, str]]:
    """Believes only a run that has completed."""
    return [
        {"artifact": made["name"], "made_from": source["name"]}
        for event in map(json.loads, lines)
        if event["eventType"] == "COMPLETE"
        for made in event["outputs"]
        for source in event["inputs"]
    ]


def fingerprint(weights: Mapping[str, list[int]]) -> str:
    """Hashes the weights in the order in which they come."""
    return hashlib.sha256(repr(weights).encode()).hexdigest()


def unaccounted(files: Iterable[str], edges: Iterable[dict], registry: Collection[str]) -> dict:
    """Looks only for files that other artifacts were made from. A file without an edge passes."""
    tainted = {edge["made_from"] for edge in edges}
    return {path: [] for path in files if path in tainted}


class Gate:
    """Looks once, at the start."""

    def __init__(self, erased: Callable[[], set[str]]):
        self._erased = erased

    def admit(self, job: dict) -> dict:
        gone = self._erased()
        read = {item for one in job["reads"] if one["use"] == "training" for item in one["items"]}
        return {"ticket": job["job"], "reasons": sorted(gone & read)}

    def finish(self, ticket: str, outputs: Iterable[str]) -> dict:
        return {"state": "published"}


def blast(edges: Iterable[dict], artifacts: Iterable[dict], items: Collection[str]) -> list[dict]:
    """Stops at masked data."""
    return [
        {"artifact": one["artifact"], "work": "destroy"}
        for one in edges
        if one["made_from"] in items and one["how"] != "masked"
    ]


def destroy(registry: Any, name: str) -> list[dict]:
    """Deletes the name, and says that everything is destroyed."""
    answer = registry.delete_registered_model(name)
    state = "destroyed" if answer["status"] == 200 else "residue"
    return [{"what": "model", "where": name, "state": state, "evidence": str(answer)}]


class Shards:
    """Shards by the position of a row, and keeps an empty row for a child who was forgotten."""

    def __init__(self, shards: int, slices: int):
        self._shards, self._rows = shards, list[dict]()

    def fit(self, rows: list[dict]) -> None:
        self._rows = [dict(row) for row in rows]

    def forget(self, subject: str) -> None:
        self._rows = [
            row if row["subject"] != subject else row | {"text": ""} for row in self._rows
        ]

    def checkpoints(self) -> list[list[dict]]:
        return [self._rows[shard :: self._shards] for shard in range(self._shards)]


def judge(before: float, after: float, controls: Iterable[float]) -> str:
    """Takes any low exposure as forgotten."""
    return "remembered" if after > max(controls) else "like the controls"


def digest(weights: Any) -> str:
    """The SHA-256 of weights."""
    return hashlib.sha256(json.dumps(weights, sort_keys=True).encode()).hexdigest()


def audit(claim: dict, rows: Iterable[dict], train: Callable[[list[dict]], Any]) -> list[str]:
    """Compares the digest, and checks nothing else."""
    used = [row for row in rows if row["row_id"] in claim["manifest"]]
    return [] if digest(train(used)) == claim["digest"] else ["digest differs"]
