"""Reads the tracks in course.toml: ways through the course, and how long each takes."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from privacylab.catalog.model import (
    MANIFEST,
    CatalogError,
    Exercise,
    Module,
    Track,
    TrackPart,
    TrackStep,
)

FIELDS = {
    "id": str,
    "title": str,
    "for_whom": str,
    "how": str,
    "parts": list,
    "most_minutes": int,
    "sitting": bool,
    "whole": bool,
}
OPTIONAL = {"most_minutes", "sitting", "whole"}
KINDS = (
    {"exercise"},
    {"module"},
    {"module", "until"},
    {"module", "after"},
    {"page", "section", "minutes"},
)


def read_tracks(
    root: Path, tables: list[dict[str, Any]], modules: Mapping[str, Module]
) -> dict[str, Track]:
    """Return the tracks by id, checked against their rules.

    If a learner's copy has lost an exercise's notebook, tracks leave out that exercise.
    """
    strict = (root / "solutions").is_dir()  # the rules are for authors
    tracks: dict[str, Track] = {}
    for table in tables:
        where = f"{MANIFEST}: track {table.get('id', 'without an id')}"
        _check_fields(table, where)
        parts = tuple(
            TrackPart(
                part["title"],
                tuple(
                    step
                    for one in part["steps"]
                    for step in _steps(root, one, modules, where, strict)
                ),
            )
            for part in table["parts"]
        )
        track = Track(table["id"], table["title"], table["for_whom"], table["how"], parts)
        if track.id in tracks:
            raise CatalogError(f"{where} appears twice: remove one.")
        if strict:
            _check(track, table, modules, where)
        tracks[track.id] = track
    return tracks


def _check_fields(table: dict[str, Any], where: str) -> None:
    for name, value in table.items():
        if name not in FIELDS or not isinstance(value, FIELDS[name]):
            raise CatalogError(f"{where}: {name} is {value!r}: correct or remove it.")
    for name in FIELDS:
        if name not in table and name not in OPTIONAL:
            raise CatalogError(f"{where} has no {name!r}: add it.")
    for part in table["parts"]:
        if set(part) != {"title", "steps"}:
            raise CatalogError(f"{where}: give each part a title and steps, and nothing else.")


def _steps(
    root: Path, table: dict[str, Any], modules: Mapping[str, Module], where: str, strict: bool
) -> list[TrackStep]:
    if set(table) not in KINDS:
        raise CatalogError(
            f"{where}: the step {table} is of an unknown kind: see the comment above "
            f"the tracks in {MANIFEST}."
        )
    if "page" in table:
        _check_section(root, table, where)
        link = f"{table['page']}.ipynb#{table['section'].replace(' ', '-')}"
        return [TrackStep(table["section"], link, table["minutes"])]
    if "exercise" in table:
        found = [
            (module, one)
            for module in modules.values()
            for one in module.exercises
            if one.id == table["exercise"]
        ]
        if not found and strict:
            raise CatalogError(
                f"{where}: there is no exercise {table['exercise']}: correct the id, or take the "
                "step out."
            )
        return [_exercise(*one) for one in found]
    if table["module"] not in modules:
        raise CatalogError(f"{where}: there is no module {table['module']!r}: correct the id.")
    module = modules[table["module"]]
    end = table.get("until", table.get("after"))
    ids = [one.id for one in module.exercises]
    if end and end not in ids and strict:
        raise CatalogError(f"{where}: {module.id} has no exercise {end}: correct the id.")
    cut = ids.index(end) + 1 if end in ids else 0
    lesson = TrackStep(f"Lesson: {module.title}", module.lesson, module.lesson_minutes)
    if "until" in table:
        return [lesson, *(_exercise(module, one) for one in module.exercises[:cut])]
    if "after" in table:
        return [_exercise(module, one) for one in module.exercises[cut:]]
    return [lesson, *(_exercise(module, one) for one in module.exercises)]


def _exercise(module: Module, one: Exercise) -> TrackStep:
    link = f"../assignments/{module.id}/{one.name}.ipynb"
    return TrackStep(f"{one.id} {one.title}", link, one.minutes, one)


def _check_section(root: Path, table: dict[str, Any], where: str) -> None:
    path = root / "course" / f"{table['page']}.md"
    if not path.exists():  # a learner's copy has only the notebook
        path = path.with_suffix(".ipynb")
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if not re.search(rf"(^|\")#+ {re.escape(table['section'])}", text, re.MULTILINE):
        raise CatalogError(
            f"{where}: course/{table['page']} has no section {table['section']!r}: correct its "
            "name, or write it."
        )


def _check(track: Track, table: dict[str, Any], modules: Mapping[str, Module], where: str) -> None:
    done: set[str] = set()
    for one in track.exercises:
        if one.id in done:
            raise CatalogError(f"{where} has {one.id} twice: leave it in one place.")
        done.add(one.id)
        if table.get("sitting") and one.essay:
            raise CatalogError(f"{where} has the essay {one.id}: a sitting can't, so take it out.")
        for needed, _ in one.builds_on:
            if needed not in done:
                raise CatalogError(
                    f"{where}: {one.id} builds on {needed}, which does not come before it: add it, "
                    f"or take {one.id} out."
                )
    most = table.get("most_minutes")
    if most is not None and track.minutes > most:
        raise CatalogError(
            f"{where} takes {track.minutes} minutes, but may take only {most}: take a step out."
        )
    everything = [one.id for module in modules.values() for one in module.exercises]
    missing = [name for name in everything if name not in done]
    if table.get("whole") and missing:
        raise CatalogError(f"{where} promises every exercise, but lacks {missing[0]}: add it.")
    total = sum(module.minutes for module in modules.values())
    if table.get("whole") and track.minutes != total:
        raise CatalogError(
            f"{where} takes {track.minutes} minutes, but all modules take {total}: name each "
            "module's lesson once, with the module or with until."
        )
