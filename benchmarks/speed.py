"""Measures grading speed: each module against its floor, one exercise against `nbgrader autograde`.

    python benchmarks/speed.py                    every module; about ten minutes on two cores
    python benchmarks/speed.py 02_retention       one module

The class submits the reference answer, other right answers, and wrong ones. The floor runs each
submission's cells and full tests once, in a fork of a warm interpreter, with no grader around them.
Our grader runs them twice, so the table also shows the floor with both runs (the public checks
first). All three are the cost of one additional submission, without start-up.

A learner's own work is the module's first exercise: cold is the command as a learner types it, warm
is the same in a process that has graded before. Both are compared with stock `nbgrader autograde`
on the same notebook. The graders take turns, so that other load on the machine slows all of them
equally. With such load, CPU time is more reliable than wall time; the table shows both.
"""

import argparse
import os
import shutil
import statistics
import sys
import time

from rich.console import Console
from rich.table import Table

from classes import EXERCISES, MODULES, REPOSITORY, Bench
from graders import BothRuns, Floor, Ours, Stock
from measure import Cost, measure

MOST_OVER_FLOOR, MOST_WARM, MOST_COLD, FASTER = 1.25, 1.0, 2.5, 5
WARM = """
import sys, time
from pathlib import Path
from privacylab.grading import Course, grade_own, start_forkserver
start_forkserver()
course = Course(Path(sys.argv[1]), Path(sys.argv[1]))
exercise = course.module(sys.argv[2]).exercises[0]
for _ in range(4):
    began = time.monotonic()
    grade_own(course, sys.argv[2], exercise)
print(time.monotonic() - began)
"""
COLD = "from privacylab.cli import main; main()"
console = Console(highlight=False, width=110)


def per_submission(bench: Bench, jobs: int, few: int, many: int, runs: int) -> list[float]:
    """Return the CPU seconds per additional submission: floor, both runs, and our grader.

    Each is a median. Raises AssertionError if the floor and our grader give different scores,
    because then they don't run the same tests.
    """
    graders = (Floor(bench, jobs), BothRuns(bench, jobs), Ours(bench, jobs))
    more: list[list[float]] = []
    for _ in range(runs):
        small = [one.run(few)[0].cpu for one in graders]
        large = [one.run(many) for one in graders]
        (_, at_the_floor), _, (_, by_us) = large
        different = [
            f"{learner}: {step} {score} (floor), {by_us[learner][step]} (ours)"
            for learner, scores in at_the_floor.items()
            for step, score in scores.items()
            if abs(score - by_us[learner][step]) > 0.01
        ]
        assert not different, "the scores differ: " + "; ".join(different[:5])
        more.append(
            [(cost.cpu - less) / (many - few) for (cost, _), less in zip(large, small, strict=True)]
        )
    return [statistics.median(column) for column in zip(*more, strict=True)]


def own_work(bench: Bench, runs: int) -> tuple[Cost, float, Cost]:
    """Time one exercise of a learner; return medians: cold cost, warm seconds, nbgrader's cost."""
    root, module = bench.course.root, bench.module
    ((_, sent),) = bench.submissions(1)
    exercise = bench.course.module(module).exercises[0]
    folder = root / "assignments" / module
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{exercise.name}.ipynb").write_text(sent[exercise.name])
    env = Ours(bench, 1).env() | {"TMPDIR": "/tmp"}
    command = [sys.executable, "-c", COLD, "grade", exercise.id]
    measure(command, root, env)  # the very first run also builds the cells and the gradebook
    colds, warms, stocks = [], [], []
    for _ in range(runs):
        stocks.append(by_stock(Stock(bench, 1), exercise.name))
        colds.append(measure(command, root, env))
        measure([sys.executable, "-c", WARM, str(root), module], root, env)
        warms.append(float((root / "said.txt").read_text().split()[-1]))
    return median(colds), statistics.median(warms), median(stocks)


def by_stock(stock: Stock, name: str) -> Cost:
    """Return the cost of stock nbgrader for one learner's notebook."""
    shutil.rmtree(stock.folder, ignore_errors=True)
    stock.folder.mkdir(parents=True)
    stock.prepare(1)
    for path in stock.folder.glob(f"submitted/*/{stock.bench.module}/*.ipynb"):
        if path.stem != name:
            path.unlink()
    return measure(stock.command(), stock.folder, stock.env())


def median(costs: list[Cost]) -> Cost:
    seconds = statistics.median(one.seconds for one in costs)
    return Cost(seconds, statistics.median(one.cpu for one in costs), 0)


def verdict(value: float, most: float, form: str) -> str:
    return f"{value:{form}} {'✓' if value <= most else '✗'}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("modules", nargs="*", default=MODULES, help=", ".join(MODULES))
    parser.add_argument("--sizes", nargs=2, type=int, default=[8, 32])
    parser.add_argument("--runs", type=int, default=3, help="the median counts")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    table = Table(title=f"Seconds (CPU seconds in parentheses); {os.cpu_count()} cores")
    for column in (
        "module",
        "floor",
        "both runs",
        "ours",
        f"× (≤ {MOST_OVER_FLOOR})",
        f"own, cold (≤ {MOST_COLD})",
        f"warm (≤ {MOST_WARM})",
        "nbgrader",
        f"÷ cold (≥ {FASTER})",
    ):
        table.add_column(column, justify="left" if column == "module" else "right")
    began = time.monotonic()
    for name in arguments.modules:
        console.print(f"{name} … (load {os.getloadavg()[0]:.1f})")
        bench = EXERCISES[name](REPOSITORY / "var" / "bench" / name)
        floor, both, ours = per_submission(bench, arguments.jobs, *arguments.sizes, arguments.runs)
        cold, warm, stock = own_work(bench, arguments.runs)
        faster = stock.seconds / cold.seconds
        table.add_row(
            name,
            f"({floor:.3f})",
            f"({both:.3f}) {both / floor:.2f}",
            f"({ours:.3f})",
            verdict(ours / floor, MOST_OVER_FLOOR, ".2f"),
            f"{verdict(cold.seconds, MOST_COLD, '.2f')} ({cold.cpu:.2f})",
            verdict(warm, MOST_WARM, ".2f"),
            f"{stock.seconds:.2f} ({stock.cpu:.2f})",
            f"{faster:.1f} {'✓' if faster >= FASTER else '✗'} ({stock.cpu / cold.cpu:.1f})",
        )
    console.print(table)
    console.print(f"It took {(time.monotonic() - began) / 60:.0f} minutes.")


if __name__ == "__main__":
    main()
