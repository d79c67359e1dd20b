"""The bench: an assessor's procedure is tried on honest systems and on broken ones.

Validity comes before thoroughness. A requirement counts only where the procedure finds that every
honest system meets it; of those, a broken system is caught where a gap is found and proven.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from privacylab.assessment.sealed import Call, Doors, System, calls_of, refused_calls
from privacylab.sandbox.examiner.examiner import ends_within

MOST_CALLS = 300  # that one system answers
SECONDS = 3.0  # that a procedure may take for one system
MOST_FINDINGS = 200
VERDICTS = ("met", "gap", "not tested")
Finding = Mapping[str, Any]
Assessor = Callable[[System], Sequence[Finding]]


@dataclass(frozen=True)
class Candidate:
    """A system on the bench.

    breaks  the requirements that it breaks: none for an honest system
    start   makes its functions anew, with a state of their own
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

    met, gaps  by system, the requirements that it was found to meet, or to break, with proof
    accused    by system, the requirements for which a gap was claimed, with or without proof
    problems   one sentence for each finding or system that could not be taken
    """

    candidates: Sequence[Candidate]
    met: dict[str, set[str]] = field(default_factory=dict)
    gaps: dict[str, set[str]] = field(default_factory=dict)
    accused: dict[str, set[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def acquits(self, requirement: str) -> bool:
        """Whether every honest system was found to meet a requirement, and none to break it."""
        honest = [one.name for one in self.candidates if one.honest]
        return all(
            requirement in self.met.get(name, ()) and requirement not in self.accused.get(name, ())
            for name in honest
        )

    def catches(self, name: str) -> bool:
        """Whether a broken system was found to break a requirement that it does break."""
        breaks = next(one.breaks for one in self.candidates if one.name == name)
        return any(self.acquits(one) for one in breaks & self.gaps.get(name, set()))


def assess(
    procedure: Assessor, candidates: Sequence[Candidate], requirements: Collection[str]
) -> Verdicts:
    """Let a procedure assess each system, in the given order, behind one door.

    A finding is a dict with a requirement, one of these, a verdict, and evidence: the numbers of
    calls. A gap is proven where one of these calls is answered differently by every honest system.
    What a procedure does wrong costs it the finding, or that system, and is said in one sentence.
    Raises NotImplementedError where the procedure does.
    """
    found = Verdicts(candidates)
    replay = _Replays([one for one in candidates if one.honest])
    for number, candidate in enumerate(candidates, 1):
        where, system = f"System {number}", System(candidate.start(), MOST_CALLS)
        try:
            with ends_within(procedure, SECONDS):
                findings = procedure(system)
        except NotImplementedError:  # it isn't written yet, which is no verdict on any system
            raise
        except (Exception, SystemExit) as error:
            found.problems.append(f"{where}: {_raised(error)}")
            continue
        if type(findings) is not list or len(findings) > MOST_FINDINGS:
            found.problems.append(f"{where}: return a list of at most {MOST_FINDINGS} findings.")
            continue
        if refused_calls(system):  # a procedure that goes past it would miss the reason
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
    """Why a finding cannot be taken, or nothing."""
    if type(finding) is not dict:
        return "make it a dict."
    missing = [key for key in ("requirement", "verdict", "evidence") if key not in finding]
    if missing:
        return f"it has no {missing[0]!r}."
    requirement, verdict = finding["requirement"], finding["verdict"]
    if type(requirement) is not str or requirement not in requirements:
        return f"its requirement is none of {', '.join(sorted(requirements))}."
    if type(verdict) is not str or verdict not in VERDICTS:
        return f"its verdict is none of {', '.join(VERDICTS)}."
    evidence = finding["evidence"]
    if type(evidence) is not list or any(type(one) is not int for one in evidence):
        return "its evidence is not a list of numbers of calls."
    wrong = [one for one in evidence if not 1 <= one <= made]
    if wrong:
        return f"its evidence names call {wrong[0]}: {made} calls were made."
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
    """Whether one of the cited calls is answered differently by every honest system."""
    replayed = replay(calls)
    return any(
        all(not same(calls[number - 1].answer, other[number - 1].answer) for other in replayed)
        for number in evidence
    )


class _Replays:
    """What each honest system answers to the same calls.

    Most procedures ask most systems the same, so the answers are kept.
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
            continue  # it is in the list of calls
    return calls_of(system)


def same(one: Any, other: Any) -> bool:
    """Whether two answers are equal, and of one type: True is not 1."""
    return type(one) is type(other) and bool(one == other)
