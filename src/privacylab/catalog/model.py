"""The catalog's data classes, and the names of its files."""

from dataclasses import dataclass, field

from privacylab.errors import LabError

MANIFEST = "course/course.toml"
MODULE_FILE = "module.toml"
IN_CASES = "course/cases.toml"
IN_REQUIREMENTS = "course/requirements.toml"
IN_GLOSSARY = "course/glossary.toml"

CONFIDENCE = {
    "SEEN-P": "read in the court's text, in a transcription",
    "SEEN-S": "read in a secondary source",
    "DERIVED": "worked out from facts that were read",
    "MEMORY": "not read anywhere",
}
CASES = {
    "amazon": "A",
    "ring": "R",
    # other orders about models and algorithms
    "cambridge_analytica": "CA",
    "everalbum": "EV",
    "edmodo": "ED",
    "rite_aid": "RA",
}
MINUTES_PER_POINT = 5  # the same for every exercise


class CatalogError(LabError):
    """A broken rule of the catalog; the message says what is wrong, where, and what to do."""


@dataclass(frozen=True)
class Fact:
    """A fact of a case, or what a complaint alleges.

    case is a key of CASES. Each source is a key of Catalog.sources, followed by the place in it.
    confidence is a key of CONFIDENCE. date is ISO 8601, as exact as the source, or from/to for a
    span. taught_in lists module ids.
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

    cites lists the facts and provisions that it answers, standards the laws and standards outside
    the cases. misconception is what a mistaken engineer believes. basis, a key of BASES in
    basis.py, says who asks for it.
    """

    id: str
    statement: str
    cites: tuple[str, ...]
    standards: tuple[str, ...]
    module: str
    misconception: str
    basis: str


@dataclass(frozen=True)
class Term:
    """A glossary term: what it means, other spellings, and what it cites."""

    term: str
    means: str
    also: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """Its place on the glossary's page."""
        return self.term.lower().replace(" ", "-")


@dataclass(frozen=True)
class Exercise:
    """One graded exercise: a folder for its author, a notebook for its learner.

    name       of both, such as "RET-02_inactivity_clock"
    covers     the requirements that its checks test, its own id first; empty for an essay
    minutes    what a careful engineer needs, a multiple of MINUTES_PER_POINT
    builds_on  earlier exercises of the module, each with the names of its functions used here
    stretch    a question for learners with full marks, or ""; it isn't in the notebook
    """

    name: str
    title: str
    minutes: int
    covers: tuple[str, ...] = ()
    builds_on: tuple[tuple[str, tuple[str, ...]], ...] = ()
    stretch: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """Its id, such as "RET-02": the requirement it is named after, or an essay's own id."""
        return self.name.split("_")[0]

    @property
    def points(self) -> int:
        return self.minutes // MINUTES_PER_POINT

    @property
    def essay(self) -> bool:
        """Whether it is an essay, which a person grades."""
        return not self.covers


@dataclass(frozen=True)
class Module:
    """A module; to_come lists its requirements that no exercise covers yet.

    lost lists the paths of notebooks that a learner has lost or damaged; their exercises are left
    out. lesson_minutes covers everything but the exercises, or all of a planned module.
    """

    id: str
    title: str
    summary: str
    objectives: tuple[str, ...]
    out_of_scope: tuple[str, ...]
    lesson_minutes: int
    prerequisites: tuple[str, ...]
    to_come: tuple[str, ...]
    exercises: tuple[Exercise, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        """Minutes for the lesson and all exercises together."""
        return self.lesson_minutes + sum(exercise.minutes for exercise in self.exercises)

    @property
    def lesson(self) -> str:
        """The path of its lesson in course/. The module's number in it tells tabs apart."""
        return f"{self.id}/{self.id.partition('_')[0]}_lesson.ipynb"

    @property
    def points(self) -> int:
        """The points of all its exercises together."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def planned(self) -> bool:
        """Whether it has no exercise yet."""
        return not self.exercises

    def exercise(self, wanted: str) -> Exercise | None:
        """Return the exercise with that id or name, or None."""
        return next((one for one in self.exercises if wanted in (one.id, one.name)), None)

    def with_earlier(self, exercise: Exercise) -> list[Exercise]:
        """Return the exercises that this one builds on, in the module's order, and then itself."""
        needed = {exercise.id}
        for one in reversed(self.exercises):
            if one.id in needed:
                needed |= {name for name, _ in one.builds_on}
        return [one for one in self.exercises if one.id in needed]


@dataclass(frozen=True)
class TrackStep:
    """One thing to do on a track: an exercise, a lesson, or a part of a page.

    link is relative to the folder course/. exercise is None for a lesson or a page.
    """

    title: str
    link: str
    minutes: int
    exercise: Exercise | None = None


@dataclass(frozen=True)
class TrackPart:
    """The steps to do together, such as in one week."""

    title: str
    steps: tuple[TrackStep, ...]

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)


@dataclass(frozen=True)
class Track:
    """A way through the course, for one kind of learner."""

    id: str
    title: str
    for_whom: str
    how: str
    parts: tuple[TrackPart, ...]

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        steps = (step for part in self.parts for step in part.steps)
        return tuple(step.exercise for step in steps if step.exercise)

    @property
    def minutes(self) -> int:
        return sum(part.minutes for part in self.parts)


@dataclass(frozen=True)
class Catalog:
    """The whole catalog, by id and in the order of the files.

    sources and traps: from a key to its description. hints: from a requirement's id to its ladder
    of three rungs. upload and retention: where learners upload their submissions, and how long
    these are kept, in the instructor's words, or "".
    """

    title: str
    facts: dict[str, Fact]
    provisions: dict[str, Provision]
    requirements: dict[str, Requirement]
    modules: dict[str, Module]
    sources: dict[str, str]
    traps: dict[str, str]
    hints: dict[str, tuple[str, ...]]
    glossary: tuple[Term, ...] = ()
    tracks: dict[str, Track] = field(default_factory=dict)
    upload: str = ""
    retention: str = ""

    def find(self, cited: str) -> Fact | Provision | None:
        """Return the fact or provision with that id, or None."""
        return self.facts.get(cited) or self.provisions.get(cited)

    def exercise(self, wanted: str) -> tuple[Module, Exercise] | None:
        """Return the exercise with that id or name, with its module, or None."""
        for module in self.modules.values():
            found = module.exercise(wanted)
            if found:
                return module, found
        return None
