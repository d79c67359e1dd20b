"""Finds pairs of learners whose code has more in common than is usual in the class.

The code is normalized (fingerprints.py), without what the released notebook has. Code that many
learners wrote says little: a fingerprint weighs 1 if only two share it, and close to 0 if all do.

copydetect 0.5 has the same algorithm. It is not used, because its last release was in March 2024,
it compares each pair in turn, and it does not know what is usual in a class.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from privacylab.catalog import Exercise, Module
from privacylab.classroom.overview.fingerprints import Fingerprints, fingerprints
from privacylab.classroom.received import ClassroomError
from privacylab.grading import Course
from privacylab.grading.cells import learners_text, own_cells
from privacylab.grading.course import ME
from privacylab.grading.gradebook.autograded import AutogradedNotebooks
from privacylab.grading.grader import Progress

LEAST_SHARE = 0.5  # of the shorter code of the two
LEAST_UNUSUAL = 25.0  # fingerprints that only these two share, or more of those that others share
AT_ONCE = 8192  # fingerprints in memory for the whole class


@dataclass(frozen=True)
class SharedCode:
    """What two learners have in common in one exercise.

    shares   the share of the first learner's own code, and of the second's, from 0 to 1
    unusual  the number of shared fingerprints, each weighted by how few learners share it
    """

    exercise: str
    shares: tuple[float, float]
    unusual: float
    texts: tuple[str, str] = field(repr=False)
    lines: tuple[frozenset[int], frozenset[int]] = field(repr=False)


@dataclass(frozen=True)
class SimilarPair:
    """Two learners, with the exercises in which their code is similar, the most unusual first."""

    learners: tuple[str, str]
    exercises: tuple[SharedCode, ...]

    @property
    def unusual(self) -> float:
        return sum(one.unusual for one in self.exercises)


@dataclass(frozen=True)
class Similarity:
    """The pairs of a module, the most unusual first, and how many learners were compared."""

    module: str
    compared: int
    pairs: tuple[SimilarPair, ...]


@dataclass(frozen=True)
class _Written:
    """What one learner wrote in one exercise."""

    text: str
    prints: Fingerprints


def find_similar(
    course: Course, module_id: str, step: Progress = lambda done, total: None
) -> Similarity:
    """Compare what everyone wrote in a module's exercises, as it was last graded.

    Essays are not compared. Raises GradingError for an unknown module, ClassroomError if fewer than
    two learners have been graded.
    """
    module = course.module(module_id)
    learners = [one for one in course.learners() if one != ME]
    exercises = [one for one in module.exercises if not one.essay]
    if not exercises:
        raise ClassroomError(f"{module.id} has no exercise with code to compare.")
    given = {one: _given(course, module, one) for one in exercises}
    written: dict[Exercise, dict[str, _Written]] = {one: {} for one in exercises}
    autograded = AutogradedNotebooks(course, module)
    essays = [one for one in module.exercises if one.essay]
    compared = 0
    for done, learner in enumerate(learners):
        step(done, len(learners))
        notebooks = autograded.read(learner, but=essays)
        compared += bool(notebooks)
        for exercise, notebook in notebooks.items():
            text = learners_text(notebook, own_cells(course.root, module, exercise), essay=False)
            written[exercise][learner] = _Written(text, fingerprints(text, given[exercise]))
    step(len(learners), len(learners))
    if compared < 2:
        raise ClassroomError(
            f"There are no two graded submissions of {module.id} to compare: run privacylab grade "
            f"{module.id} --all"
        )
    found: dict[tuple[str, str], list[SharedCode]] = {}
    for exercise, texts in written.items():
        for pair, shared in _alike(exercise.id, texts):
            found.setdefault(pair, []).append(shared)
    pairs = (
        SimilarPair(pair, tuple(sorted(shared, key=lambda one: -one.unusual)))
        for pair, shared in found.items()
    )
    ranked = sorted(pairs, key=lambda one: (-one.unusual, one.learners))
    return Similarity(module.id, compared, tuple(ranked))


def _given(course: Course, module: Module, exercise: Exercise) -> frozenset[int]:
    """Return the fingerprints of the code that every learner got."""
    cells = own_cells(course.root, module, exercise).released.cells
    found: set[int] = set()
    for cell in cells:
        if cell.cell_type == "code":
            found |= fingerprints(cell.source).hashes
    return frozenset(found)


def _alike(
    exercise: str, written: Mapping[str, _Written]
) -> Iterator[tuple[tuple[str, str], SharedCode]]:
    """Yield the pairs of learners who have unusually much in common in an exercise."""
    learners = [one for one in sorted(written) if written[one].prints.hashes]
    if len(learners) < 2:
        return
    shared, unusual = _in_common([written[one].prints for one in learners])
    sizes = np.array([len(written[one].prints.hashes) for one in learners])
    enough = shared >= LEAST_SHARE * np.minimum(sizes[:, None], sizes[None, :])
    for first, second in np.argwhere(np.triu(enough & (unusual >= LEAST_UNUSUAL), 1)):
        pair = learners[first], learners[second]
        both = [written[one] for one in pair]
        common = both[0].prints.hashes & both[1].prints.hashes
        count = shared[first, second]
        lines = [frozenset().union(*(one.prints.lines[key] for key in common)) for one in both]
        yield (
            pair,
            SharedCode(
                exercise,
                (float(count / sizes[first]), float(count / sizes[second])),
                float(unusual[first, second]),
                (both[0].text, both[1].text),
                (lines[0], lines[1]),
            ),
        )


def _in_common(prints: Sequence[Fingerprints]) -> tuple[np.ndarray, np.ndarray]:
    """Return how many fingerprints each two of them share, plain and weighted."""
    count = len(prints)
    sharers = Counter(key for one in prints for key in one.hashes)
    keys = sorted(key for key, among in sharers.items() if among > 1)
    shared = np.zeros((count, count), dtype=np.float32)
    unusual = np.zeros((count, count), dtype=np.float32)
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        place = {key: column for column, key in enumerate(part)}
        has = np.zeros((count, len(part)), dtype=np.float32)
        for row, one in enumerate(prints):
            has[row, [place[key] for key in one.hashes if key in place]] = 1
        among = np.array([sharers[key] for key in part], dtype=np.float32)
        # squared: if twenty of forty write the same line, it is simply the obvious one
        weights = (np.log((count + 1) / among) / np.log((count + 1) / 2)) ** 2
        shared += has @ has.T
        unusual += (has * weights) @ has.T
    return shared, unusual
