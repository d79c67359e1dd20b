"""How fast we grade: every module beside its floor, and one exercise beside `nbgrader autograde`.

    python benchmarks/speed.py                    every module; on two cores about ten minutes
    python benchmarks/speed.py 02_retention       one of them

The class answers with the reference, with other right answers, and with wrong ones. The floor runs
each submission's cells and whole tests once, in a fork of a warm interpreter, with nothing around
them. We run them twice, and what that alone costs is shown, too: the floor with the public checks
run before. Only what one submission more costs is compared: no start is in it.

One's own work is the first exercise of the module: cold, the command as a learner types it; warm,
the same in a process that has graded before. The peer is stock `nbgrader autograde` of the same
notebook. What is compared runs in turn, so that other work on the machine slows all of it alike.
CPU says more than seconds where there is such work, and both are shown.
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
    """Seconds of CPU that one submission more costs: by the floor, by both its runs, and by us.

    Each is a median. Raises AssertionError where the first and the last give different scores: then
    they don't run the same tests.
    """
    graders = (Floor(bench, jobs), BothRuns(bench, jobs), Ours(bench, jobs))
    more: list[list[float]] = []
    for _ in range(runs):
        small = [one.run(few)[0].cpu for one in graders]
        large = [one.run(many) for one in graders]
        (_, at_the_floor), _, (_, by_us) = large
        different = [
            f"{learner}: {step} {score} and {by_us[learner][step]}"
            for learner, scores in at_the_floor.items()
            for step, score in scores.items()
            if abs(score - by_us[learner][step]) > 0.01
        ]
        assert not different, "the floor and we differ: " + "; ".join(different[:5])
        more.append(
            [(cost.cpu - less) / (many - few) for (cost, _), less in zip(large, small, strict=True)]
        )
    return [statistics.median(column) for column in zip(*more, strict=True)]


def own_work(bench: Bench, runs: int) -> tuple[Cost, float, Cost]:
    """One exercise of one's own: cold, seconds when warm, and by stock nbgrader: the medians."""
    root, module = bench.course.root, bench.module
    ((_, sent),) = bench.submissions(1)
    exercise = bench.course.module(module).exercises[0]
    folder = root / "assignments" / module
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{exercise.name}.ipynb").write_text(sent[exercise.name])
    env = Ours(bench, 1).env() | {"TMPDIR": "/tmp"}
    command = [sys.executable, "-c", COLD, "grade", exercise.id]
    measure(command, root, env)  # the first one ever builds the cells, and the gradebook
    colds, warms, stocks = [], [], []
    for _ in range(runs):
        stocks.append(by_stock(Stock(bench, 1), exercise.name))
        colds.append(measure(command, root, env))
        measure([sys.executable, "-c", WARM, str(root), module], root, env)
        warms.append(float((root / "said.txt").read_text().split()[-1]))
    return median(colds), statistics.median(warms), median(stocks)


def by_stock(stock: Stock, name: str) -> Cost:
    """What stock nbgrader takes for one notebook of one learner."""
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
    table = Table(title=f"Seconds and, in brackets, seconds of CPU; {os.cpu_count()} cores")
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
