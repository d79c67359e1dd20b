"""The rules for the catalog. Each check raises CatalogError at the first violation."""

import re
from itertools import pairwise
from typing import Any

from privacylab.catalog.basis import ALLEGATION, BASES, ENGINEERING, REQUIRED, is_fact
from privacylab.catalog.cite import look_up
from privacylab.catalog.model import (
    CASES,
    CONFIDENCE,
    IN_CASES,
    IN_GLOSSARY,
    IN_REQUIREMENTS,
    MINUTES_PER_POINT,
    Catalog,
    CatalogError,
    Exercise,
    Fact,
    Module,
    Provision,
    Requirement,
)

RUNGS = 3


def check(catalog: Catalog) -> None:
    """Check the files against every rule except the one in check_taught()."""
    for fact in catalog.facts.values():
        _check_case_row(fact, "F", catalog)
    for provision in catalog.provisions.values():
        _check_case_row(provision, "O", catalog)
    _check_requirements(catalog)
    for module in catalog.modules.values():
        _check_module(module, catalog)
    _check_coverage(catalog)
    _check_glossary(catalog)
    _check_hints(catalog)


def check_taught(catalog: Catalog, cited: dict[str, set[str]]) -> None:
    """Check that each module cites what it teaches according to taught_in.

    cited has, by module, the ids that its lessons, exercises and hints cite.
    """
    for module, name in untaught(catalog, cited):
        raise CatalogError(
            f"{IN_CASES}: {name} is taught in {module}, which does not cite it: cite it there in "
            f"the lesson, an exercise or a hint, or take {module} out of its taught_in."
        )


def untaught(catalog: Catalog, cited: dict[str, set[str]]) -> list[tuple[str, str]]:
    """Return (module, id) for each fact or provision that a built module fails to cite."""
    rows: list[Fact | Provision] = [*catalog.facts.values(), *catalog.provisions.values()]
    return [
        (module, row.id)
        for row in rows
        for module in row.taught_in
        if not catalog.modules[module].planned and row.id not in cited[module]
    ]


def check_hints_of(
    exercise: Exercise, hints: dict[str, Any], others: dict[str, tuple[str, ...]]
) -> None:
    """Check the hints of one exercise: one ladder for each requirement that it covers."""
    where = f"{exercise.name}/exercise.toml"
    for name in exercise.covers:
        if name not in hints:
            raise CatalogError(
                f"{where}: {name} has no hints, though a check tests it: write its {RUNGS} hints."
            )
    for name, rungs in hints.items():
        if name not in exercise.covers:
            raise CatalogError(
                f"{where} has hints for {name}, which no check tests: write a check, or "
                "remove the hints."
            )
        texts = isinstance(rungs, tuple) and all(isinstance(one, str) and one for one in rungs)
        if not texts or len(rungs) != RUNGS:
            raise CatalogError(
                f"{where}: {name} is not a ladder of {RUNGS} hints: write the idea, the source "
                "and the shape of the code."
            )
        if name in others:
            raise CatalogError(f"{where}: another exercise has checks for {name}, too: move them.")


def _check_case_row(row: Fact | Provision, letter: str, catalog: Catalog) -> None:
    where = f"{IN_CASES}: {row.id}"
    if row.case not in CASES:
        raise CatalogError(f"{where}: there is no case {row.case!r}: write {_or(CASES)}.")
    if not re.fullmatch(rf"{letter}-{CASES[row.case]}[1-9]\d*", row.id):
        raise CatalogError(f"{where} is not an id: write {letter}-{CASES[row.case]} and a number.")
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
        _check_basis(requirement, where)


def _check_basis(requirement: Requirement, where: str) -> None:
    basis, facts = requirement.basis, [one for one in requirement.cites if is_fact(one)]
    if basis not in BASES:
        raise CatalogError(f"{where}: there is no basis {basis!r}: write {_or(BASES)}.")
    if basis == REQUIRED and not requirement.standards and len(facts) == len(requirement.cites):
        raise CatalogError(
            f"{where} says that it is required, but cites nothing that requires it: cite the "
            f"provision (O-…) or the standard, or make its basis {ALLEGATION} or {ENGINEERING}."
        )
    if basis == ALLEGATION and not facts:
        raise CatalogError(
            f"{where} says that it answers an allegation, but cites none: cite the fact (F-…), or "
            f"make its basis {REQUIRED} or {ENGINEERING}."
        )


def _check_module(module: Module, catalog: Catalog) -> None:
    earlier: set[str] = set()
    for exercise in module.exercises:
        where = f"{module.id}/{exercise.name}"
        if exercise.id in earlier:
            raise CatalogError(
                f"{where}: another exercise of the module has the id {exercise.id}: rename one "
                "folder."
            )
        _check_exercise(exercise, where)
        for requirement in exercise.covers:
            _own_requirement(requirement, module, f"{where}/exercise.py: a check", catalog)
        for name, _ in exercise.builds_on:
            if name not in earlier:
                raise CatalogError(
                    f"{where}/exercise.toml: it builds on {name}, which is not an earlier exercise "
                    f"of {module.id}: correct the id, or move the line in module.toml."
                )
        earlier.add(exercise.id)
    for requirement in module.to_come:
        where = f"course/{module.id}/module.toml: to_come"
        _own_requirement(requirement, module, where, catalog)


def _check_exercise(exercise: Exercise, where: str) -> None:
    if exercise.covers and exercise.id != exercise.covers[0]:
        raise CatalogError(
            f"{where} is named after {exercise.id}, which no check tests: write one, or "
            f"name the folder after {exercise.covers[0]}."
        )
    if exercise.minutes < MINUTES_PER_POINT or exercise.minutes % MINUTES_PER_POINT:
        raise CatalogError(
            f"{where}/exercise.toml: minutes = {exercise.minutes}: write a multiple of "
            f"{MINUTES_PER_POINT}, because {MINUTES_PER_POINT} minutes give one point."
        )


def _own_requirement(name: str, module: Module, where: str, catalog: Catalog) -> None:
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
                f"course/{home}/module.toml: {name} is used nowhere: write an exercise with a "
                "check for it, or add it to to_come."
            )
        if len(found) > 1:
            raise CatalogError(
                f"{IN_REQUIREMENTS}: {name} is in {' and in '.join(found)}: leave it in one."
            )


def _check_glossary(catalog: Catalog) -> None:
    """Check that each spelling leads to one term, and that the terms are in alphabetical order."""
    places: dict[str, str] = {}
    for row in catalog.glossary:
        where = f"{IN_GLOSSARY}: {row.term}"
        for spelling in (row.term, *row.also):
            other = places.setdefault(spelling.lower(), row.term)
            if other != row.term:
                raise CatalogError(f"{where}: {spelling!r} also leads to {other}: leave it in one.")
        for cited in row.cites:
            _citable(cited, where, catalog)
    terms = [row.term.lower() for row in catalog.glossary]
    for term, after in pairwise(terms):
        if term >= after:
            raise CatalogError(f"{IN_GLOSSARY}: {after} comes after {term}: sort the terms.")


def _check_hints(catalog: Catalog) -> None:
    for name, rungs in catalog.hints.items():
        where = f"the hints for {name}"
        if name not in catalog.requirements:
            raise CatalogError(f"{where}: {IN_REQUIREMENTS} has no {name}: correct the id.")
        for cited in re.findall(r"\b[FO]-[A-Z]+\d+\b", " ".join(rungs)):
            _citable(cited, where, catalog)


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
