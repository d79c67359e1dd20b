"""Packs what a track's learners get: the lab, its lessons, empty notebooks and data.

Everything is built from the course's current texts, so an instructor's own answers and the outputs
of lessons stay out. The same course gives the same bytes.
"""

import io
import re
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from privacylab.authoring import NoSolutions
from privacylab.authoring.build import build_all
from privacylab.catalog import Catalog, Module, Track, load_catalog
from privacylab.classroom.handing_out.leaks import find_leaks
from privacylab.classroom.handing_out.readme import readme
from privacylab.classroom.handing_out.wording import reworded
from privacylab.classroom.received import ClassroomError
from privacylab.errors import did_you_mean
from privacylab.files import write_whole
from privacylab.grading.class_file import NAME as CLASS_FILE
from privacylab.grading.class_file import ClassSettings

FOLDER = "privacy-engineering-lab"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip can hold
AS_THEY_ARE = (
    *("LICENSE", "LICENSE-text", "requirements.lock", "nbgrader_config.py"),
    *("Dockerfile", ".dockerignore", ".devcontainer/devcontainer.json"),
)
FACTS = ("cases.toml", "requirements.toml", "glossary.toml")
NO_SETTINGS = ClassSettings()
LEFT_BY_PROGRAMS = ("__pycache__", ".ipynb_checkpoints")
NOT_A_LEARNERS = (
    r"demo|lint|quick|test|verify|mutants|bench|site|cast|pictures|ui|release"
    r"|\.venv/(?:test|bench|site)"
)


@dataclass(frozen=True)
class Bundle:
    """What was written: the zip, its files by path with their sizes in bytes, and its modules."""

    zip: Path
    files: dict[str, int]
    modules: tuple[str, ...]


def write_bundle(
    root: Path, track_id: str, out: Path, settings: ClassSettings = NO_SETTINGS
) -> Bundle:
    """Write the bundle of a track; settings are those of the class.

    Raises ClassroomError, and LabError for a rule that a text breaks.
    """
    catalog = load_catalog(root)
    if track_id not in catalog.tracks:
        raise ClassroomError(
            f"There is no track {track_id!r}.{did_you_mean(track_id, catalog.tracks)} "
            f"Tracks: {', '.join(catalog.tracks)}."
        )
    if not (root / "solutions").is_dir():
        raise NoSolutions(
            "This copy of the course is a learner's, but a bundle is made from an instructor's."
        )
    track = catalog.tracks[track_id]
    modules = modules_of(track, catalog)
    try:
        kept = settings.retention.words if settings.retention else catalog.retention
        files = dict(_files(root, catalog, track, modules, kept))
        dates = settings.for_learners(one.id for one in modules)
        files |= {CLASS_FILE: dates.encode()} if dates else {}
        leaks = find_leaks(root, files)
        if leaks:
            raise ClassroomError(
                f"{leaks[0].file} would give away a line of {leaks[0].source}: "
                f"“{leaks[0].line}”. Change one of the two, and run the command again."
            )
        write_whole(out, _zipped(files))
    except OSError as error:
        raise ClassroomError(
            f"No bundle was written ({error.strerror}: {error.filename or out}): fix that, and "
            "run the command again."
        ) from None
    sizes = {name: len(content) for name, content in files.items()}
    return Bundle(out, sizes, tuple(one.id for one in modules))


def modules_of(track: Track, catalog: Catalog) -> list[Module]:
    """Return the modules with a lesson or an exercise of the track, in the course's order."""
    wanted = {one.name for one in track.exercises}
    links = {step.link for part in track.parts for step in part.steps}
    return [
        one
        for one in catalog.modules.values()
        if one.lesson in links or wanted & {exercise.name for exercise in one.exercises}
    ]


def _files(
    root: Path, catalog: Catalog, track: Track, modules: list[Module], kept: str
) -> Iterator[tuple[str, bytes]]:
    """Yield every file, with its path in the bundle."""
    for name in AS_THEY_ARE:
        yield name, (root / name).read_bytes()
    yield "README.md", readme(catalog, track, modules, kept).encode()
    yield "Makefile", _makefile((root / "Makefile").read_text(encoding="utf-8")).encode()
    yield "pyproject.toml", _project((root / "pyproject.toml").read_text(encoding="utf-8")).encode()
    manifest = (root / "course" / "course.toml").read_text(encoding="utf-8")
    yield "course/course.toml", _manifest(manifest, track, modules).encode()
    for name in FACTS:
        yield f"course/{name}", (root / "course" / name).read_bytes()
    for module in modules:
        yield (
            f"course/{module.id}/module.toml",
            (root / "course" / module.id / "module.toml").read_bytes(),
        )
    for built in build_all(root):
        top, *between = built.path.parts[:-1]
        if built.secret or (between and between[0] not in [one.id for one in modules]):
            continue
        if not between and not _is_page_of(built.path.stem, track, modules, catalog):
            continue
        name, content = built.path.as_posix(), reworded(built.read()).encode()
        yield name, content
        if top == "assignments":
            yield f"pristine/{name.removeprefix('assignments/')}", content
    for folder in ("datasets", "src/privacylab"):
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_file() and not path.is_symlink() and _is_a_learners(name):
                yield name, path.read_bytes()


def _is_page_of(page: str, track: Track, modules: list[Module], catalog: Catalog) -> bool:
    """Return whether a page that belongs to no module is in the bundle."""
    links = {step.link.split(".")[0] for part in track.parts for step in part.steps}
    whole = len(modules) == len(catalog.modules)
    last = modules[-1] == [*catalog.modules.values()][-1]
    needed = {"index": whole, "last_page": last, "glossary": True}
    return page in links or needed.get(page, False)


def _is_a_learners(name: str) -> bool:
    parts = Path(name).parts
    ui = "src/privacylab/jupyter/ui/"
    return not (
        any(part in LEFT_BY_PROGRAMS or part.startswith(".") for part in parts)
        or (name.startswith(ui) and not name.startswith(f"{ui}labextension/"))
        or name.startswith(("src/privacylab/classroom/handing_out/", "src/privacylab/site/"))
    )


def _makefile(text: str) -> str:
    """Return the course's Makefile, without the targets that a learner can't use."""
    kept = []
    for block in text.split("\n\n"):
        rule = re.search(r"^([.\w/]+):(?!=)", block, re.MULTILINE)
        if not rule or not re.fullmatch(NOT_A_LEARNERS, rule[1]):
            kept.append(block)
    rest = "\n\n".join(kept)
    rest = re.sub(r"^# test_new_exercise.*\n|^QUICK.*\n", "", rest, flags=re.MULTILINE)
    phony = r"(?<=^\.PHONY:)(.*)$"
    return re.sub(
        phony,
        lambda found: re.sub(rf" ({NOT_A_LEARNERS})\b", "", found[0]),
        rest,
        flags=re.MULTILINE,
    )


def _project(text: str) -> str:
    """Return pyproject.toml, without the settings of tools that a learner does not run."""
    return re.split(r"^\[tool\.(?!hatch)", text, maxsplit=1, flags=re.MULTILINE)[0].rstrip() + "\n"


def _manifest(text: str, track: Track, modules: list[Module]) -> str:
    """Return course.toml with only this track and its modules."""
    head, *tracks = re.split(r"^(?=\[\[tracks\]\]$)", text, flags=re.MULTILINE)
    listed = "".join(f'    "{one.id}",\n' for one in modules)
    head = re.sub(
        r"^modules = \[.*?^\]", f"modules = [\n{listed}]", head, flags=re.MULTILINE | re.S
    )
    kept = [one for one in tracks if tomllib.loads(one)["tracks"][0]["id"] == track.id]
    return head + "".join(kept)


def _zipped(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            about = zipfile.ZipInfo(f"{FOLDER}/{name}", LONG_AGO)
            about.create_system, about.external_attr = 3, 0o100644 << 16
            archive.writestr(about, files[name], zipfile.ZIP_DEFLATED, 9)
    return held.getvalue()
