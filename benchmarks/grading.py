"""Grades the same class with stock nbgrader, otter-grader and our grader, and compares them.

    python benchmarks/grading.py                      all of it; about half an hour on two cores
    python benchmarks/grading.py --sizes 10 --runs 1  a first look

The floor is the learners' code and the tests in a fork of a warm interpreter, with no grader around
them: every grader adds to that. Stock nbgrader runs without its feedback step, although our grader
writes feedback too. Each grader starts cold, so its throughput includes its start-up time.
"""

import argparse
import importlib.metadata
import os
import platform
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from classes import EXERCISES, REPOSITORY, Bench
from graders import Floor, Grader, Otter, Ours, Scores, Stock
from measure import Cost

FEW = 10  # the class size that every grader grades
console = Console(highlight=False, width=110)


@dataclass(frozen=True)
class Target:
    """A target: its name, the value found, and the limit (a minimum if at_least is set)."""

    name: str
    found: float
    most: float
    unit: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.found >= self.most if self.at_least else self.found <= self.most

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        verdict = "met" if self.met else "NOT MET"
        found, wanted = f"{self.found:.3g}{self.unit}", f"{sign} {self.most:g}{self.unit}"
        return f"{self.name}: {found} (target {wanted}): {verdict}"


class Measured:
    """What one grader costs, by class size."""

    def __init__(self, grader: Grader):
        self.grader = grader
        self.costs: dict[int, Cost] = {}
        self.scores: dict[int, Scores] = {}

    def run(self, size: int, runs: int) -> None:
        """Grade a class of this size `runs` times, and keep the medians."""
        costs = []
        for _ in range(runs):
            cost, self.scores[size] = self.grader.run(size)
            costs.append(cost)
        self.costs[size] = Cost(
            statistics.median(one.seconds for one in costs),
            statistics.median(one.cpu for one in costs),
            int(statistics.median(one.memory for one in costs)),
        )
        cost = self.costs[size]
        console.print(f"  {self.grader.name}, {size}: {cost.seconds:.1f} s, {cost.cpu:.1f} s CPU")

    def seconds(self, size: int) -> float:
        """Return the seconds for a class, extrapolated linearly beyond the measured sizes."""
        if size in self.costs:
            return self.costs[size].seconds
        most = max(self.costs)
        each = (self.costs[most].seconds - self.costs[1].seconds) / (most - 1)
        return self.costs[most].seconds + (size - most) * each

    def cpu(self, size: int, smaller: int = 1) -> float:
        """Return the CPU seconds per additional submission, so without the start-up."""
        size = min(size, max(self.costs))
        return (self.costs[size].cpu - self.costs[smaller].cpu) / (size - smaller)

    def rate(self, size: int) -> float:
        """Return the submissions graded per minute."""
        return size / self.seconds(size) * 60


def measure_exercise(bench: Bench, arguments: argparse.Namespace) -> dict[str, Measured]:
    """Run every grader on one exercise, and return what each one costs, by its name."""
    found = {}
    for kind in (Stock, Otter, Ours, Floor):
        one = found[kind.name] = Measured(kind(bench, arguments.jobs))
        peer = kind in (Stock, Otter)
        sizes = {1, FEW, *(arguments.sizes if not peer or arguments.peers else ())}
        for size in sorted(sizes):
            one.run(size, arguments.runs if size <= FEW else 1)
    return found


def show(name: str, found: dict[str, Measured], sizes: list[int]) -> None:
    """Print a table with one row for each grader and size."""
    table = Table(title=f"{name}: what a class costs")
    for column in (
        "grader",
        "size",
        "per minute",
        "× stock",
        "single, s",
        "CPU each, ms",
        "over floor, ms",
        "peak memory, MB",
    ):
        table.add_column(column, justify="left" if column == "grader" else "right")
    stock, floor = found[Stock.name], found[Floor.name]
    for one in found.values():
        for size in sizes:
            guess = "" if size in one.costs else "≈"
            measured = one.costs[min(size, max(one.costs))]
            table.add_row(
                one.grader.name,
                f"{size:,}",
                f"{guess}{one.rate(size):.0f}",
                f"{guess}{one.rate(size) / stock.rate(size):.1f}",
                f"{one.costs[1].seconds:.2f}",
                f"{1000 * one.cpu(size):.0f}",
                f"{1000 * (one.cpu(size) - floor.cpu(size)):.0f}",
                f"{measured.memory / 1e6:.0f}",
            )
        table.add_section()
    console.print(table)
    if any(size not in stock.costs for size in sizes):
        console.print(
            f"≈ extrapolated: stock nbgrader and otter-grader graded a class of {FEW}. Each extra "
            "submission is assumed to cost as much (--peers measures them at every size)."
        )


def compare(found: dict[str, Measured]) -> None:
    """Print whether all graders give the same scores."""
    reference = found[Ours.name].scores
    for one in found.values():
        for size, scores in one.scores.items():
            different = [
                f"{learner}: {scores.get(learner)} instead of {ours}"
                for learner, ours in reference.get(size, {}).items()
                if not _same(scores.get(learner, {}), ours)
            ]
            if different:
                console.print(
                    f"✗ {one.grader.name} differs from ours on {len(different)} of {size}:"
                )
                console.print("\n".join(different[:5]), markup=False)
    if all(
        _same(scores.get(who, {}), ours)
        for one in found.values()
        for size, scores in one.scores.items()
        for who, ours in reference.get(size, {}).items()
    ):
        console.print("✓ all four give every submission the same score")


def _same(one: dict[str, float], other: dict[str, float]) -> bool:
    """Return whether two graders give the same scores, apart from essays, which a person grades."""
    tested = one.keys() & other.keys()
    essays = one.keys() ^ other.keys()
    return all("-R" in task or "-E" in task for task in essays) and all(
        abs(one[task] - other[task]) < 0.011 for task in tested
    )


def targets(name: str, found: dict[str, Measured], sizes: list[int]) -> list[Target]:
    """Return the targets of the issue and the design, at the largest size."""
    ours, floor, stock = found[Ours.name], found[Floor.name], found[Stock.name]
    most, before = sizes[-1], ([1] + sizes)[-2]
    beyond = 1000 * (ours.cpu(most) - floor.cpu(most))
    said = [Target("CPU beyond the floor, each", beyond, 60, " ms")]
    if name == "small":
        faster = ours.rate(most) / stock.rate(most)
        said.append(Target("throughput over stock's", faster, 40, " ×", at_least=True))
    else:
        said.append(Target("CPU over the floor's", ours.cpu(most) / floor.cpu(most), 1.2, " ×"))
        slower = floor.rate(most) / ours.rate(most)
        said.append(Target("time over the floor's", slower, 1.2, " ×"))
    if before > 1:
        growth = ours.cpu(most, before) / ours.cpu(before)
        said.append(
            Target(f"CPU each from {before} to {most} over that up to {before}", growth, 1.2, " ×")
        )
        memory = ours.costs[most].memory / ours.costs[before].memory
        said.append(Target(f"peak memory at {most} over that at {before}", memory, 1.1, " ×"))
    return said


def machine() -> str:
    versions = [
        f"{name} {importlib.metadata.version(name)}"
        for name in ("nbgrader", "otter-grader", "pandas")
    ]
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {', '.join(versions)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--exercises", nargs="+", choices=EXERCISES, default=["small", "02_retention"]
    )
    parser.add_argument("--sizes", nargs="+", type=int, default=[10, 100, 1000])
    parser.add_argument("--runs", type=int, default=3, help="at small sizes; the median counts")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--peers", action="store_true", help="run the others at every size too")
    parser.add_argument("--folder", type=Path, default=REPOSITORY / "var" / "bench")
    arguments = parser.parse_args()
    sizes = sorted(arguments.sizes)
    console.print(f"{machine()}; {arguments.jobs} jobs; load before: {os.getloadavg()[0]:.1f}")
    began = time.monotonic()
    found = {}
    for name in arguments.exercises:
        bench = EXERCISES[name](arguments.folder.resolve() / name)
        console.print(f"{name}:")
        found[name] = measure_exercise(bench, arguments)
        show(name, found[name], sizes)
        compare(found[name])
        for target in targets(name, found[name], sizes):
            console.print(f"{'✓' if target.met else '✗'} {target}")
        console.print()
    console.print(f"It took {(time.monotonic() - began) / 60:.0f} minutes.")


if __name__ == "__main__":
    main()
