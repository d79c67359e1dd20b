"""The rules that the catalog keeps. Each raises CatalogError at the first breach."""

import re
from typing import Any

from privacylab.catalog.cite import look_up
from privacylab.catalog.model import (
    CASES,
    CONFIDENCE,
    IN_CASES,
    IN_REQUIREMENTS,
    MANIFEST,
    POINTS,
    Catalog,
    CatalogError,
    Exercise,
    Fact,
    Module,
    Provision,
)

RUNGS = 3


def check(catalog: Catalog) -> None:
    """Hold the files to every rule but that of use."""
    for fact in catalog.facts.values():
        _check_case_row(fact, "F", catalog)
    for provision in catalog.provisions.values():
        _check_case_row(provision, "O", catalog)
    _check_requirements(catalog)
    for module in catalog.modules.values():
        _check_module(module, catalog)
    _check_coverage(catalog)
    _check_hints(catalog)


def check_use(catalog: Catalog, cited: set[str]) -> None:
    """Hold every fact and provision to being used; cited holds the ids that lessons cite."""
    for requirement in catalog.requirements.values():
        cited = cited.union(requirement.cites)
    planned = {module.id for module in catalog.modules.values() if module.planned}
    rows: list[Fact | Provision] = [*catalog.facts.values(), *catalog.provisions.values()]
    for row in rows:
        if row.id not in cited and not planned.intersection(row.taught_in):
            raise CatalogError(
                f"{IN_CASES}: {row.id} is used nowhere: cite it in a lesson or a requirement, name "
                "a planned module in its taught_in, or remove it."
            )


def check_ladder(requirement: str, rungs: Any, file: str) -> None:
    """Hold one ladder of hints to its three rungs."""
    texts = isinstance(rungs, list) and all(isinstance(rung, str) and rung for rung in rungs)
    if not texts or len(rungs) != RUNGS:
        raise CatalogError(
            f"{file}: {requirement} is not a ladder of {RUNGS} hints: write the idea, the clause "
            "and the shape of the code."
        )


def _check_case_row(row: Fact | Provision, letter: str, catalog: Catalog) -> None:
    where = f"{IN_CASES}: {row.id}"
    if row.case not in CASES:
        raise CatalogError(f"{where}: there is no case {row.case!r}: write {_or(CASES)}.")
    if not re.fullmatch(rf"{letter}-{CASES[row.case]}[1-9]\d*", row.id):
        raise CatalogError(f"{where} is no id here: write {letter}-{CASES[row.case]} and a number.")
    if row.confidence not in CONFIDENCE:
        raise CatalogError(
            f"{where}: there is no confidence {row.confidence!r}: write {_or(CONFIDENCE)}."
        )
    if not row.source and row.confidence != "MEMORY":
        raise CatalogError(f"{where} has no source: name one, or make its confidence MEMORY.")
    for source in row.source:
        if source.split(" ")[0] not in catalog.sources:
            raise CatalogError(
                f"{where}: {source!r} starts with no key of [sources]: correct it, or add the key."
            )
    if not row.taught_in:
        raise CatalogError(f"{where} is taught nowhere: name a module in its taught_in.")
    for module in row.taught_in:
        _known_module(module, where, catalog)


def _check_requirements(catalog: Catalog) -> None:
    for requirement in catalog.requirements.values():
        where = f"{IN_REQUIREMENTS}: {requirement.id}"
        _known_module(requirement.module, where, catalog)
        for cited in requirement.cites:
            _citable(cited, where, catalog)
        if not (requirement.cites or requirement.standards or requirement.inference):
            raise CatalogError(
                f"{where} rests on nothing: cite a fact, a provision or a standard, or write "
                "inference = true."
            )


def _check_module(module: Module, catalog: Catalog) -> None:
    for exercise in module.exercises:
        _check_exercise(exercise)
        for requirement in exercise.covers:
            _own_requirement(requirement, module, f"exercise {exercise.id}", catalog)
    for requirement in module.to_come:
        _own_requirement(requirement, module, "to_come", catalog)


def _check_exercise(exercise: Exercise) -> None:
    where = f"{MANIFEST}: exercise {exercise.id}"
    if exercise.id not in exercise.covers[:1]:
        raise CatalogError(
            f"{where} is not named after the first requirement that it covers: rename it, or put "
            f"{exercise.id} first in covers."
        )
    points = POINTS * len(exercise.covers)
    if exercise.points != points:
        raise CatalogError(
            f"{where} has points = {exercise.points}: write {points}, {POINTS} for each "
            "requirement that it covers."
        )


def _own_requirement(name: str, module: Module, part: str, catalog: Catalog) -> None:
    where = f"{MANIFEST}: {part} of {module.id}"
    if name not in catalog.requirements:
        raise CatalogError(
            f"{where} names {name}, which {IN_REQUIREMENTS} does not have: correct it, or add it "
            "there."
        )
    home = catalog.requirements[name].module
    if home != module.id:
        raise CatalogError(f"{where} names {name}, a requirement of {home}: move it there.")


def _check_coverage(catalog: Catalog) -> None:
    places: dict[str, list[str]] = {name: [] for name in catalog.requirements}
    for module in catalog.modules.values():
        for exercise in module.exercises:
            for name in exercise.covers:
                places[name].append(f"exercise {exercise.id}")
        for name in module.to_come:
            places[name].append("to_come")
    for name, found in places.items():
        if not found:
            home = catalog.requirements[name].module
            raise CatalogError(
                f"{MANIFEST}: {name} is used nowhere: cover it by an exercise, or add it to "
                f"to_come of {home}."
            )
        if len(found) > 1:
            raise CatalogError(
                f"{MANIFEST}: {name} stands in {' and in '.join(found)}: leave it in one."
            )


def _check_hints(catalog: Catalog) -> None:
    for name, rungs in catalog.hints.items():
        where = f"the hints for {name}"
        if name not in catalog.requirements:
            raise CatalogError(f"{where}: {IN_REQUIREMENTS} has no {name}: correct the id.")
        for cited in re.findall(r"\b[FO]-[AR]\d+\b", " ".join(rungs)):
            _citable(cited, where, catalog)
    for module in catalog.modules.values():
        for exercise in module.exercises:
            for name in exercise.covers:
                if name not in catalog.hints:
                    raise CatalogError(
                        f"course/{module.id}/hints.toml: {name} has no hints: write the three of "
                        f"them, for exercise {exercise.id} covers it."
                    )


def _known_module(name: str, where: str, catalog: Catalog) -> None:
    if name not in catalog.modules:
        raise CatalogError(f"{where}: there is no module {name!r}: write {_or(catalog.modules)}.")


def _citable(cited: str, where: str, catalog: Catalog) -> None:
    try:
        look_up(cited, catalog)
    except CatalogError as error:
        raise CatalogError(f"{where}: {error}") from None


def _or(names: dict[str, Any]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last
