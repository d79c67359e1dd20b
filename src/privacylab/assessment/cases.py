"""Test cases on the bench: an assessor submits calls with expected answers, and sees no system.

A case is a dict: "call" (a function's name), "args" (a list of plain data), "expected" (the
answer), and "requirement" (the requirement that any other answer would break).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from privacylab.assessment.bench import Candidate, Verdicts, same
from privacylab.assessment.sealed import System

MOST_CASES = 60
Case = Mapping[str, Any]


@dataclass
class CaseVerdicts(Verdicts):
    """What a list of cases found on a bench.

    misnamed  the numbers of the cases that broken systems answer differently, although none of
              these systems breaks the requirement that the case names
    """

    misnamed: list[int] = field(default_factory=list)


def try_cases(
    cases: Sequence[Case], candidates: Sequence[Candidate], requirements: Collection[str]
) -> CaseVerdicts:
    """Run each case on every system, and return the verdicts.

    If an honest system answers a case differently, the case's requirement is struck: nothing is
    caught under it. A case catches a broken system that answers differently and breaks the case's
    requirement. Each faulty case adds one sentence to `problems`. A call counts only once:
    otherwise, listing it under every requirement would always be right about one of them.
    """
    found = CaseVerdicts(candidates)
    if type(cases) is not list or len(cases) > MOST_CASES:
        found.problems.append(f"Return a list of at most {MOST_CASES} cases.")
        return found
    taken: dict[int, Case] = {}
    calls: dict[str, int] = {}
    for number, case in enumerate(cases, 1):
        problem = _problem(case, requirements)
        if not problem:
            first = calls.setdefault(repr((case["call"], case["args"])), number)
            problem = f"it makes the same call as case {first}." if first != number else ""
        if problem:
            found.problems.append(f"Case {number}: {problem}")
        else:
            taken[number] = case
    honest = [one for one in candidates if one.honest]
    struck = _try_on_honest(taken, honest, found)
    left = {number: one for number, one in taken.items() if one["requirement"] not in struck}
    _try_on_broken(left, [one for one in candidates if not one.honest], found)
    return found


def _problem(case: Any, requirements: Collection[str]) -> str:
    """Return why a case can't be accepted, or ""."""
    if type(case) is not dict:
        return "make it a dict."
    missing = [key for key in ("call", "args", "expected", "requirement") if key not in case]
    if missing:
        return f"it has no {missing[0]!r}."
    if type(case["call"]) is not str or type(case["args"]) is not list:
        return "make its call a function's name, and its args a list."
    if type(case["requirement"]) is not str or case["requirement"] not in requirements:
        return f"its requirement is not one of {', '.join(sorted(requirements))}."
    return ""


def _try_on_honest(
    cases: Mapping[int, Case], honest: Sequence[Candidate], found: CaseVerdicts
) -> set[str]:
    """Return the requirements that an honest system would be accused of breaking."""
    struck: set[str] = set()
    for candidate in honest:
        found.met[candidate.name] = {case["requirement"] for case in cases.values()}
        for number in _differing(cases, candidate):
            requirement = cases[number]["requirement"]
            found.accused.setdefault(candidate.name, set()).add(requirement)
            said = f"Case {number}: an honest system answers differently, or can't take its args."
            if said not in found.problems:
                found.problems.append(said)
            struck.add(requirement)
    return struck


def _try_on_broken(
    cases: Mapping[int, Case], broken: Sequence[Candidate], found: CaseVerdicts
) -> None:
    shown: dict[int, set[str]] = {}  # by case, what the systems that fail it break
    for candidate in broken:
        for number in _differing(cases, candidate):
            requirement = cases[number]["requirement"]
            shown.setdefault(number, set()).update(candidate.breaks)
            found.accused.setdefault(candidate.name, set()).add(requirement)
            if requirement in candidate.breaks:
                found.gaps.setdefault(candidate.name, set()).add(requirement)
    for number, broken_there in sorted(shown.items()):
        if cases[number]["requirement"] not in broken_there:
            found.misnamed.append(number)
            found.problems.append(
                f"Case {number}: a system that answers differently breaks "
                f"{', '.join(sorted(broken_there))}, not {cases[number]['requirement']}."
            )


def _differing(cases: Mapping[int, Case], candidate: Candidate) -> list[int]:
    """Return the numbers of the cases that a system doesn't answer as expected."""
    system = System(candidate.start(), len(cases))
    return [
        number
        for number, case in cases.items()
        if not same(_answer(system, case), case["expected"])
    ]


def _answer(system: System, case: Case) -> Any:
    """Return a system's answer, or the class of the exception it raises."""
    try:
        return system.call(case["call"], *case["args"])
    except Exception as error:
        return type(error)
