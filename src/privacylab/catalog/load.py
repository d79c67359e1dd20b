"""Reads the catalog from course/*.toml, and checks it against the rules."""

import os
import re
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import MISSING, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_origin

from privacylab.cache import cached, digest_of_files
from privacylab.catalog import rules
from privacylab.catalog.cite import Citations
from privacylab.catalog.exercises import Covers, read_exercises
from privacylab.catalog.model import (
    IN_CASES,
    IN_GLOSSARY,
    IN_REQUIREMENTS,
    MANIFEST,
    MODULE_FILE,
    Catalog,
    CatalogError,
    Fact,
    Module,
    Provision,
    Requirement,
    Term,
)
from privacylab.catalog.tracks import read_tracks

COURSE, HOME = "PRIVACYLAB_COURSE", "PRIVACYLAB_HOME"
IN_PACKAGE = Path(__file__).resolve().parents[1] / "in_package"  # the course in an installed wheel
LAID_OUT = "course/.laid_out.json"  # in a home: which files of the course it got, and from which
CITED = re.compile(r"\b[FO]-[A-Z]+\d+\b")
Row = TypeVar("Row", Fact, Provision, Requirement, Module)
Entry = TypeVar("Entry", Fact, Provision, Requirement, Module, Term)
FORMS: dict[Any, str] = {
    str: "a string",
    str | None: "a string",
    int: "a whole number",
    bool: "true or false",
    tuple[str, ...]: "a list of strings",
}


def find_root(start: Path | None = None) -> Path:
    """Return the folder that contains course/course.toml.

    It is the first of these that exists:
    1. the folder in PRIVACYLAB_COURSE,
    2. start (by default, the working folder), or a folder above it,
    3. the course in the installed package, or a folder above it.

    Raises CatalogError if there is none, or if PRIVACYLAB_COURSE is wrong.
    """
    named = _setting(COURSE)
    if named and not (named / MANIFEST).is_file():
        raise CatalogError(f"{COURSE} is {str(named)!r}, which has no {MANIFEST}: correct it.")
    if named:
        return named
    for place in ((start or Path.cwd()).resolve(), IN_PACKAGE):
        for folder in (place, *place.parents):
            if (folder / MANIFEST).is_file():
                return folder
    raise CatalogError(f"no {MANIFEST} is here or above: run this inside the course's folder.")


def find_home(start: Path | None = None) -> Path:
    """Return the folder with a person's own work: PRIVACYLAB_HOME if set, otherwise find_root().

    The course in the installed package is read-only. With it, home is the folder where the course
    was laid out: start or a folder above it. Raises CatalogError if there is none.
    """
    named = _setting(HOME)
    if named:
        return named
    root = find_root(start)
    if root != IN_PACKAGE:
        return root
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / LAID_OUT).is_file():
            return folder
    raise CatalogError(
        f"{here} has no course: go to the folder where you started the lab, or start it in an "
        "empty folder with: privacylab lab"
    )


def home_of(root: Path) -> Path | None:
    """Return the home of a course, or None if there is none."""
    with suppress(CatalogError):
        home = find_home(root)
        return home if home.is_dir() else None
    return None


def settle_home(start: Path | None = None) -> None:
    """Set PRIVACYLAB_HOME to find_home(), for child processes that run in other folders."""
    with suppress(CatalogError):  # code that needs a home will report it
        if find_root(start) == IN_PACKAGE:
            os.environ[HOME] = str(find_home(start))


def _setting(name: str) -> Path | None:
    """Return the folder in an environment variable, or None. Raises CatalogError if relative."""
    folder = Path(os.environ.get(name, "")).expanduser()
    if folder == Path():
        return None
    if not folder.is_absolute():  # the lab's programs run in different folders
        raise CatalogError(f"{name} is {str(folder)!r}: write the absolute path, starting at /.")
    return folder.resolve()


def load_catalog(root: Path | None = None) -> Catalog:
    """Return the catalog of the course at root (by default find_root()), which is then cached.

    Raises CatalogError for the first rule that the files break.
    """
    return _load((root or find_root()).resolve())


def reload_catalog(root: Path) -> Catalog:
    """Return the catalog of the course at root, read again after its files have changed."""
    _load.cache_clear()
    return load_catalog(root)


@lru_cache
def _load(root: Path) -> Catalog:
    if not (root / "solutions").is_dir():
        return _read(root, {})
    checked: list[Catalog] = []

    def texts() -> str:
        files = [*root.glob("course/**/*.toml"), *root.glob("course/*/*.md")]
        return digest_of_files(root, [*files, *root.glob("solutions/*/*/exercise.*")])

    def check() -> Covers:
        checked.append(_checked(root))
        modules = checked[0].modules.values()
        return {one.name: one.covers for module in modules for one in module.exercises}

    covers = cached(home_of(root), "catalog", texts, check)
    return checked[0] if checked else _read(root, covers)


def _checked(root: Path) -> Catalog:
    """Return the catalog of an author's course, checked against the rules for authors."""
    catalog = _read(root, {})
    rules.check(catalog)
    cited = {module: _cited(root, module, catalog) for module in catalog.modules}
    rules.check_taught(catalog, cited)
    return catalog


def _read(root: Path, covers: Covers) -> Catalog:
    """Return the catalog; covers is what an earlier reading of the exercises' texts found."""
    words = dict.fromkeys(("upload", "retention"), "")
    manifest = words | _toml(root, MANIFEST, title=str, modules=list)
    for name in words:
        if not isinstance(manifest[name], str):
            raise CatalogError(f"{MANIFEST}: {name} is {manifest[name]!r}: make it a string.")
    cases = _toml(root, IN_CASES, sources=dict, traps=dict, facts=list, provisions=list)
    requirements = _toml(root, IN_REQUIREMENTS, requirements=list)["requirements"]
    modules: dict[str, Module] = {}
    hints: dict[str, tuple[str, ...]] = {}
    for name in manifest["modules"]:
        if name in modules:
            raise CatalogError(f"{MANIFEST} names the module {name!r} twice: remove one.")
        modules[name] = _module(root, name, hints, covers)
    return Catalog(
        title=manifest["title"],
        facts=_rows(Fact, cases["facts"], IN_CASES),
        provisions=_rows(Provision, cases["provisions"], IN_CASES),
        requirements=_rows(Requirement, requirements, IN_REQUIREMENTS),
        modules=modules,
        sources=cases["sources"],
        traps=cases["traps"],
        hints=hints,
        glossary=_glossary(root),
        tracks=read_tracks(root, manifest.get("tracks", []), modules),
        upload=manifest["upload"],
        retention=manifest["retention"],
    )


def _module(root: Path, name: Any, hints: dict[str, tuple[str, ...]], covers: Covers) -> Module:
    """Return a module with its exercises, and add their hints to hints."""
    if not isinstance(name, str):
        raise CatalogError(f"{MANIFEST}: modules is a list of module ids, and {name!r} is not one.")
    file = f"course/{name}/{MODULE_FILE}"
    table = _toml(root, file, exercises=list)
    names = table.pop("exercises")
    found = read_exercises(root, name, names, covers)
    for one in found:
        if (root / "solutions").is_dir():  # the rules are for authors
            rules.check_hints_of(one.exercise, one.hints, hints)
        hints |= one.hints
    exercises = tuple(one.exercise for one in found)
    there = {one.name for one in exercises}
    lost = tuple(f"assignments/{name}/{one}.ipynb" for one in names if one not in there)
    return _row(Module, {"id": name, **table, "exercises": exercises, "lost": lost}, file)


def _glossary(root: Path) -> tuple[Term, ...]:
    """Return the terms of the glossary; empty if a course has no glossary."""
    if not (root / IN_GLOSSARY).exists():
        return ()
    tables = _toml(root, IN_GLOSSARY, terms=list)["terms"]
    return tuple(_row(Term, table, f"{IN_GLOSSARY}: {table.get('term', '')}") for table in tables)


def _toml(root: Path, name: str, **parts: type) -> dict[str, Any]:
    try:
        table = tomllib.loads((root / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CatalogError(f"{name} is missing: restore it.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(f"{name} is not readable TOML ({error}): correct it there.") from None
    for part, form in parts.items():
        if not isinstance(table.get(part), form):
            raise CatalogError(f"{name}: {part} is missing or not a {form.__name__}: correct it.")
    return table


def _rows(kind: type[Row], tables: Iterable[dict[str, Any]], file: str) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for table in tables:
        row = _row(kind, table, file)
        if row.id in rows:
            raise CatalogError(f"{file}: {row.id} appears twice: remove one.")
        rows[row.id] = row
    return rows


def _row(kind: type[Entry], table: dict[str, Any], file: str) -> Entry:
    where = file
    if "id" in {field.name for field in fields(kind)}:
        where += f": {table.get('id', f'a {kind.__name__.lower()} without an id')}"
    known = {field.name: field for field in fields(kind)}
    for name, field in known.items():
        if name not in table and field.default is MISSING:
            raise CatalogError(f"{where} has no {name!r}: add it.")
    values: dict[str, Any] = {}
    for name, value in table.items():
        if name not in known:
            raise CatalogError(f"{where} has {name!r}, which is not a field: correct or remove it.")
        values[name] = tuple(value) if isinstance(value, list) else value
        form = known[name].type
        if not _fits(values[name], form):
            raise CatalogError(f"{where}: {name} is {value!r}: make it {FORMS[form]}.")
    return kind(**values)


def _fits(value: Any, form: Any) -> bool:
    if form == tuple[str, ...]:
        return isinstance(value, tuple) and all(isinstance(item, str) for item in value)
    return isinstance(value, get_origin(form) if get_origin(form) is tuple else form)


def _cited(root: Path, module: str, catalog: Catalog) -> set[str]:
    """Return the facts and provisions that a module's lessons, exercises and hints name."""
    cited: set[str] = set()
    lessons = sorted((root / "course" / module).glob("*.md"))
    exercises = sorted((root / "solutions" / module).glob("*/exercise.py"))
    for path in [*lessons, *exercises]:
        text = path.read_text(encoding="utf-8")
        cited.update(CITED.findall(text))  # code counts: an answer can be the id of a fact
        if path.suffix == ".py":  # its prose is in comments
            prose = (line for line in text.splitlines() if line.startswith("#"))
            text = "\n".join(line.removeprefix("#").removeprefix(" ") for line in prose)
        try:
            Citations(catalog).render(text)
        except CatalogError as error:
            raise CatalogError(f"{path.relative_to(root).as_posix()}: {error}") from None
    for exercise in catalog.modules[module].exercises:
        for name in exercise.covers:
            cited.update(CITED.findall(" ".join(catalog.hints[name])))
    return cited
