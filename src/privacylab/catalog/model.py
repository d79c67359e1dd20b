"""The terms of the course, as plain data, and the files of the catalog."""

from dataclasses import dataclass

from privacylab.errors import LabError

MANIFEST = "course/course.toml"
IN_CASES = "course/cases.toml"
IN_REQUIREMENTS = "course/requirements.toml"

CONFIDENCE = {
    "SEEN-P": "read in the court's text, in a transcription",
    "SEEN-S": "read in a secondary source",
    "DERIVED": "worked out from facts that were read",
    "MEMORY": "not read anywhere",
}
CASES = {"amazon": "A", "ring": "R"}
POINTS = 2  # for each requirement that an exercise covers


class CatalogError(LabError):
    """A broken rule of the catalog: one sentence that says what is wrong, where, and what to do."""


@dataclass(frozen=True)
class Fact:
    """A fact of a case, or what a complaint alleges.

    case is amazon or ring. Each source is a key of Catalog.sources, and after it the place there.
    confidence is a key of CONFIDENCE. date is ISO 8601, as exact as the source is, from/to for a
    span. taught_in holds module ids.
    """

    id: str
    case: str
    text: str
    source: tuple[str, ...]
    confidence: str
    taught_in: tuple[str, ...]
    date: str | None = None


@dataclass(frozen=True)
class Provision:
    """What an order requires, in our own words; section is its place in the order."""

    id: str
    case: str
    text: str
    section: str
    source: tuple[str, ...]
    confidence: str
    taught_in: tuple[str, ...]


@dataclass(frozen=True)
class Requirement:
    """What code must do.

    cites holds the facts and provisions that it answers, standards the laws and standards outside
    the cases. misconception is what a mistaken engineer believes. inference: not a stated legal
    duty, but engineering inference.
    """

    id: str
    statement: str
    cites: tuple[str, ...]
    standards: tuple[str, ...]
    module: str
    misconception: str
    inference: bool


@dataclass(frozen=True)
class Exercise:
    """A graded exercise, named after the first requirement that it covers."""

    id: str
    title: str
    covers: tuple[str, ...]
    points: int
    minutes: int


@dataclass(frozen=True)
class Module:
    """A module; to_come holds its requirements that no exercise covers yet.

    minutes are for what is built, or for the whole where the module is planned.
    """

    id: str
    title: str
    summary: str
    objectives: tuple[str, ...]
    out_of_scope: tuple[str, ...]
    minutes: int
    prerequisites: tuple[str, ...]
    to_come: tuple[str, ...]
    exercises: tuple[Exercise, ...] = ()

    @property
    def points(self) -> int:
        """What its exercises give together."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def planned(self) -> bool:
        """Whether it has no exercise yet."""
        return not self.exercises


@dataclass(frozen=True)
class Catalog:
    """All of it, by id and in the order of the files.

    sources and traps: key to what it is. hints: requirement id to its ladder of three rungs.
    """

    title: str
    facts: dict[str, Fact]
    provisions: dict[str, Provision]
    requirements: dict[str, Requirement]
    modules: dict[str, Module]
    sources: dict[str, str]
    traps: dict[str, str]
    hints: dict[str, tuple[str, ...]]

    def find(self, cited: str) -> Fact | Provision | None:
        """The fact or provision of that id, if there is one."""
        return self.facts.get(cited) or self.provisions.get(cited)
