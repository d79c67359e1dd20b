"""Shows what a verification found: as tables for people, and as data for programs."""

from dataclasses import asdict
from typing import Any

from rich.table import Table

from privacylab.terminal import Terminal
from privacylab.verification.verify import Verification

WORD = {"counterfeit": "must fail as stated", "genuine": "must pass"}


def show(found: Verification, console: Terminal) -> None:
    """Print the verdicts, the coverage of the requirements, and what is broken."""
    answers = Table("exercise", "answer", "rule", "checks passed", "verdict", title=found.module)
    for verdict in found.verdicts:
        rule = "must score 0" if verdict.name == "(empty)" else WORD[verdict.kind]
        passed = f"{verdict.passed} of {verdict.checks}"
        answers.add_row(
            verdict.exercise, verdict.name, rule, passed, verdict.problem or "✓ as expected"
        )
    console.print(answers)

    coverage = Table("requirement", "exercise", "checks (hidden)", "hints", "counterfeits")
    for row in found.coverage:
        names = ", ".join(row.counterfeits)
        checks = f"{row.public + row.hidden} ({row.hidden})"
        coverage.add_row(row.requirement, row.exercise, checks, str(row.hints), names)
    console.print(coverage)

    for problem in found.problems:
        console.print(f"✗ {problem}")
    if not found.problems:
        console.print(
            f"✓ {found.module}: {len(found.verdicts)} answers and {len(found.coverage)} "
            "requirements are as expected."
        )


def as_json(found: Verification) -> dict[str, Any]:
    """Return the same as plain data."""
    return {**asdict(found), "problems": list(found.problems)}
