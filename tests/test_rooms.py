"""The package keeps the structure that its documentation promises."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import privacylab
from privacylab.sandbox.jail.offered import FILES_OFFERED, ROOMS_OFFERED

PACKAGE = Path(privacylab.__file__).parent
ROOMS = (
    "install",
    "text",
    "terminal",
    "errors",
    "files",
    "cache",
    "templates",
    "catalog",
    "authoring",
    "checks",
    "companies",
    "sandbox",
    "grading",
    "verification",
    "assessment",
    "lab",
    "classroom",
    "jupyter",
    "site",
    "cli",
)
MOST_FILES = 12  # Python files in one folder, not counting __init__.py


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the package: its path from the package, and its syntax tree."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE), ast.parse(path.read_text(encoding="utf-8"))


def room_of(path: Path) -> str:
    return path.parts[0].removesuffix(".py")


def imported_rooms(path: Path, tree: ast.Module) -> Iterator[str]:
    """The rooms that a module imports from, at its top or inside a function."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            # an import that names its module relatively would escape this test
            assert node.level == 0, f"{path}:{node.lineno} has a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            top, _, rest = name.partition(".")
            if top == PACKAGE.name and rest:
                yield rest.split(".")[0]


def test_a_room_imports_only_from_rooms_above_it():
    wrong = {
        (path.as_posix(), other)
        for path, tree in modules()
        for other in imported_rooms(path, tree)
        if room_of(path) != "__init__" and ROOMS.index(other) > ROOMS.index(room_of(path))
    }
    assert wrong == set()


def test_what_an_answer_may_import_needs_nothing_that_it_may_not():
    offered = {*ROOMS_OFFERED, *(one.removesuffix(".py") for one in FILES_OFFERED)}
    missing = {
        (path.as_posix(), other)
        for path, tree in modules()
        for other in imported_rooms(path, tree)
        if room_of(path) in offered and other not in offered
    }
    assert missing == set()


def test_every_folder_of_the_package_is_a_room():
    assert {room_of(path) for path, _ in modules()} <= {"__init__", *ROOMS}


def test_no_folder_has_more_files_than_fit_on_a_screen():
    sizes = Counter(path.parent.as_posix() for path, _ in modules() if path.name != "__init__.py")
    assert {folder for folder, size in sizes.items() if size > MOST_FILES} == set()


def test_one_class_name_has_one_meaning():
    names = Counter(
        node.name
        for _, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    )
    assert {name for name, times in names.items() if times > 1} == set()


def test_the_architectures_picture_and_its_table_have_every_room_in_order(root):
    folders = [room for room in ROOMS if (PACKAGE / room).is_dir()]
    picture = (root / "docs/architecture.svg").read_text(encoding="utf-8")
    drawn = re.findall(r'<text x="34"[^>]*><tspan[^>]*>(\w+)</tspan>', picture)
    described = re.search(r"the rooms from top to bottom: ([\w, ]+)\.", picture)
    assert drawn == folders and described and described[1].split(", ") == folders
    table = (root / "ARCHITECTURE.md").read_text(encoding="utf-8").split("| room |")[1]
    assert re.findall(r"^\| `(\w+)/` \|", table, re.MULTILINE) == folders
