"""The bench: tries an assessor's procedure on honest systems and on broken ones.

Validity comes before thoroughness. A requirement counts only if the procedure finds that every
honest system meets it. A broken system is caught if the procedure finds and proves a gap in a
requirement that counts.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from privacylab.assessment.sealed import Call, Doors, System, calls_of, refused_calls
from privacylab.sandbox.examiner.examiner import ends_within

MOST_CALLS = 300  # per system
SECONDS = 3.0  # per system, for the whole procedure
MOST_FINDINGS = 200
VERDICTS = ("met", "gap", "not tested")
Finding = Mapping[str, Any]
Assessor = Callable[[System], Sequence[Finding]]


@dataclass(frozen=True)
class Candidate:
    """A system on the bench.

    breaks  the requirements that it breaks; empty for an honest system
    start   returns a fresh set of its functions, with their own state
    """

    name: str
    breaks: frozenset[str]
    start: Callable[[], Doors]

    @property
    def honest(self) -> bool:
        return not self.breaks


@dataclass
class Verdicts:
    """What an assessor found on a bench.

    met, gaps  by system, the requirements found to be met, or found (with proof) to be broken
    accused    by system, the requirements for which a gap was claimed, with or without proof
    problems   one sentence for each finding or system that couldn't be accepted
    """

    candidates: Sequence[Candidate]
    met: dict[str, set[str]] = field(default_factory=dict)
    gaps: dict[str, set[str]] = field(default_factory=dict)
    accused: dict[str, set[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def acquits(self, requirement: str) -> bool:
        """Return whether every honest system was found to meet a requirement, and none accused."""
        honest = [one.name for one in self.candidates if one.honest]
        return all(
            requirement in self.met.get(name, ()) and requirement not in self.accused.get(name, ())
            for name in honest
        )

    def catches(self, name: str) -> bool:
        """Return whether a broken system was caught: a proven gap in a requirement that counts."""
        breaks = next(one.breaks for one in self.candidates if one.name == name)
        return any(self.acquits(one) for one in breaks & self.gaps.get(name, set()))


def assess(
    procedure: Assessor, candidates: Sequence[Candidate], requirements: Collection[str]
) -> Verdicts:
    """Run a procedure on each sealed system, in the given order, and return its verdicts.

    A finding is a dict with a requirement (one of `requirements`), a verdict, and evidence: a list
    of call numbers. A gap is proven if every honest system answers one of these calls differently.
    A mistake in the procedure costs it that finding or that system, and adds one sentence to
    `problems`. Raises NotImplementedError if the procedure does.
    """
    found = Verdicts(candidates)
    replay = _Replays([one for one in candidates if one.honest])
    for number, candidate in enumerate(candidates, 1):
        where, system = f"System {number}", System(candidate.start(), MOST_CALLS)
        try:
            with ends_within(procedure, SECONDS):
                findings = procedure(system)
        except NotImplementedError:  # the procedure isn't written yet, so there are no verdicts
            raise
        except (Exception, SystemExit) as error:
            found.problems.append(f"{where}: {_raised(error)}")
            continue
        if type(findings) is not list or len(findings) > MOST_FINDINGS:
            found.problems.append(f"{where}: return a list of at most {MOST_FINDINGS} findings.")
            continue
        if refused_calls(system):  # said here in case the procedure swallowed the TimeoutError
            found.problems.append(
                f"{where}: it answers at most {MOST_CALLS} calls, and you asked for more."
            )
        calls = calls_of(system)
        for place, finding in enumerate(findings, 1):
            problem = _problem(finding, len(calls), requirements)
            if problem:
                found.problems.append(f"{where}, finding {place}: {problem}")
            else:
                _take(finding, candidate, calls, replay, found)
    return found


def _raised(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return f"it took more than {SECONDS:g} s, or the calls of this system were used up."
    return f"your procedure raised {type(error).__name__}."


def _problem(finding: Any, made: int, requirements: Collection[str]) -> str:
    """Return why a finding can't be accepted, or ""."""
    if type(finding) is not dict:
        return "make it a dict."
    missing = [key for key in ("requirement", "verdict", "evidence") if key not in finding]
    if missing:
        return f"it has no {missing[0]!r}."
    requirement, verdict = finding["requirement"], finding["verdict"]
    if type(requirement) is not str or requirement not in requirements:
        return f"its requirement is not one of {', '.join(sorted(requirements))}."
    if type(verdict) is not str or verdict not in VERDICTS:
        return f"its verdict is not one of {', '.join(VERDICTS)}."
    evidence = finding["evidence"]
    if type(evidence) is not list or any(type(one) is not int for one in evidence):
        return "its evidence is not a list of call numbers."
    wrong = [one for one in evidence if not 1 <= one <= made]
    if wrong:
        return f"its evidence names call {wrong[0]}, but you made {made} calls."
    if verdict != "not tested" and not evidence:
        return f"it says {verdict!r} without evidence."
    return ""


def _take(
    finding: Finding,
    candidate: Candidate,
    calls: Sequence[Call],
    replay: "_Replays",
    found: Verdicts,
) -> None:
    name, requirement = candidate.name, finding["requirement"]
    if finding["verdict"] == "met":
        found.met.setdefault(name, set()).add(requirement)
    if finding["verdict"] == "gap":
        found.accused.setdefault(name, set()).add(requirement)
        if requirement in candidate.breaks and _is_proven(finding["evidence"], calls, replay):
            found.gaps.setdefault(name, set()).add(requirement)


def _is_proven(evidence: Sequence[int], calls: Sequence[Call], replay: "_Replays") -> bool:
    """Return whether every honest system answers one of the cited calls differently."""
    replayed = replay(calls)
    return any(
        all(not same(calls[number - 1].answer, other[number - 1].answer) for other in replayed)
        for number in evidence
    )


class _Replays:
    """Replays calls on each honest system.

    Most procedures make the same calls to most systems, so the answers are cached.
    """

    def __init__(self, honest: Sequence[Candidate]):
        self._honest = honest
        self._kept: dict[str, list[list[Call]]] = {}

    def __call__(self, calls: Sequence[Call]) -> list[list[Call]]:
        asked = repr([(one.name, one.arguments) for one in calls])
        if asked not in self._kept:
            self._kept[asked] = [_replay(one, calls) for one in self._honest]
        return self._kept[asked]


def _replay(candidate: Candidate, calls: Sequence[Call]) -> list[Call]:
    system = System(candidate.start(), len(calls))
    for one in calls:
        try:
            system.call(one.name, *one.arguments)
        except Exception:
            continue  # the list of calls records it
    return calls_of(system)


def same(one: Any, other: Any) -> bool:
    """Return whether two answers are equal and of the same type, so True is not 1."""
    return type(one) is type(other) and bool(one == other)
