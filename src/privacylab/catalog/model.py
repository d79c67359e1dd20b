"""The terms of the course, as plain data, and the files of the catalog."""

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
MINUTES_PER_POINT = 5  # the one rule for points: a point costs the same time everywhere


class CatalogError(LabError):
    """A broken rule of the catalog: one sentence that says what is wrong, where, and what to do."""


@dataclass(frozen=True)
class Fact:
    """A fact of a case, or what a complaint alleges.

    case is a key of CASES. Each source is a key of Catalog.sources, and after it the place there.
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
    the cases. misconception is what a mistaken engineer believes. basis is a key of BASES in
    basis.py: who asks for it.
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
    """A word of the glossary: what it means, other spellings, and what it cites."""

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
    covers     the requirements that its checks prove, its own id first; none for an essay
    minutes    a careful engineer's, a multiple of MINUTES_PER_POINT
    builds_on  earlier exercises of the module, each with the names of its functions that this uses
    stretch    a question for those who have full marks, or ""; a notebook does not carry it
    """

    name: str
    title: str
    minutes: int
    covers: tuple[str, ...] = ()
    builds_on: tuple[tuple[str, tuple[str, ...]], ...] = ()
    stretch: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """Such as "RET-02": the requirement that it is named after, or an essay's own."""
        return self.name.split("_")[0]

    @property
    def points(self) -> int:
        return self.minutes // MINUTES_PER_POINT

    @property
    def essay(self) -> bool:
        """Whether a person grades it."""
        return not self.covers


@dataclass(frozen=True)
class Module:
    """A module; to_come holds its requirements that no exercise covers yet.

    lost holds the notebooks, by path, that a learner has lost or damaged: their exercises are none.
    lesson_minutes are for all but the exercises; for the whole where the module is planned.
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
        """For the lesson and all exercises together."""
        return self.lesson_minutes + sum(exercise.minutes for exercise in self.exercises)

    @property
    def lesson(self) -> str:
        """The path of its lesson in course/. The number in it tells one tab from another."""
        return f"{self.id}/{self.id.partition('_')[0]}_lesson.ipynb"

    @property
    def points(self) -> int:
        """What its exercises give together."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def planned(self) -> bool:
        """Whether it has no exercise yet."""
        return not self.exercises

    def exercise(self, wanted: str) -> Exercise | None:
        """The exercise of that id or name, if there is one."""
        return next((one for one in self.exercises if wanted in (one.id, one.name)), None)

    def with_earlier(self, exercise: Exercise) -> list[Exercise]:
        """An exercise after those it builds on, in the module's order."""
        needed = {exercise.id}
        for one in reversed(self.exercises):
            if one.id in needed:
                needed |= {name for name, _ in one.builds_on}
        return [one for one in self.exercises if one.id in needed]


@dataclass(frozen=True)
class TrackStep:
    """One thing to do on a track: an exercise, a lesson, or a part of a page.

    link leads there from the folder course/. exercise is None for what is read.
    """

    title: str
    link: str
    minutes: int
    exercise: Exercise | None = None


@dataclass(frozen=True)
class TrackPart:
    """What one does at a time, such as in one week."""

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
    """All of it, by id and in the order of the files.

    sources and traps: key to what it is. hints: requirement id to its ladder of three rungs.
    upload and retention: where learners upload what they hand in, and how long it is kept, in the
    instructor's words, or "".
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
        """The fact or provision of that id, if there is one."""
        return self.facts.get(cited) or self.provisions.get(cited)

    def exercise(self, wanted: str) -> tuple[Module, Exercise] | None:
        """The exercise of that id or name with its module, if there is one."""
        for module in self.modules.values():
            found = module.exercise(wanted)
            if found:
                return module, found
        return None
