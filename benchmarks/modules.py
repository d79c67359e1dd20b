"""What every module costs over the floor, and what one exercise of one's own costs beside nbgrader.

    python benchmarks/modules.py                    every module; on two cores about ten minutes
    python benchmarks/modules.py 02_retention       one of them

The class answers with the reference, with other right answers, and with wrong ones. The floor runs
each submission's cells and whole tests once, in a fork of a warm interpreter, with nothing around
them; we run them twice. Only what one submission more costs is compared: no start is in it.

One's own work is the first exercise of the module: cold, the command as a learner types it; warm,
the same in a process that has graded before; and the same notebook by `nbgrader autograde`.
"""

import argparse
import shutil
import statistics
import sys
import time

from rich.console import Console
from rich.table import Table

from classes import EXERCISES, MODULES, REPOSITORY, Bench
from graders import Floor, Grader, Ours, Stock
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


def each(grader: Grader, few: int, many: int, runs: int) -> Cost:
    """What one submission more costs, in the median of some runs."""
    found = []
    for _ in range(runs):
        (less, _), (more, _) = grader.run(few), grader.run(many)
        seconds, cpu = more.seconds - less.seconds, more.cpu - less.cpu
        found.append((seconds / (many - few), cpu / (many - few), more.memory))
    return Cost(*(statistics.median(one[place] for one in found) for place in range(3)))


def own_work(bench: Bench, runs: int) -> tuple[float, float, float]:
    """Seconds for one exercise of one's own: cold, warm, and by stock nbgrader."""
    root, module = bench.course.root, bench.module
    ((_, sent),) = bench.submissions(1)
    exercise = bench.course.module(module).exercises[0]
    folder = root / "assignments" / module
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{exercise.name}.ipynb").write_text(sent[exercise.name])
    env = Ours(bench, 1).env() | {"TMPDIR": "/tmp"}
    cold = [sys.executable, "-c", COLD, "grade", exercise.id]
    warm = [sys.executable, "-c", WARM, str(root), module]
    colds = [measure(cold, root, env).seconds for _ in range(runs)]
    warms = []
    for _ in range(runs):
        measure(warm, root, env)
        warms.append(float((root / "said.txt").read_text().split()[-1]))
    stock = Stock(bench, 1)
    stocks = []
    for _ in range(runs):
        shutil.rmtree(stock.folder, ignore_errors=True)
        stock.folder.mkdir(parents=True)
        stock.prepare(1)
        for path in stock.folder.glob(f"submitted/*/{module}/*.ipynb"):
            if path.stem != exercise.name:
                path.unlink()
        stocks.append(measure(stock.command(), stock.folder, stock.env()).seconds)
    return statistics.median(colds), statistics.median(warms), statistics.median(stocks)


def verdict(value: float, most: float, form: str) -> str:
    return f"{value:{form}} {'✓' if value <= most else '✗'}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("modules", nargs="*", default=MODULES, help=", ".join(MODULES))
    parser.add_argument("--sizes", nargs=2, type=int, default=[8, 32])
    parser.add_argument("--runs", type=int, default=3, help="the median counts")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    table = Table(title="Each module over the floor, and one exercise of one's own")
    for column in (
        "module",
        "floor, ms CPU",
        "ours, ms CPU",
        f"× (≤ {MOST_OVER_FLOOR})",
        f"own, cold, s (≤ {MOST_COLD})",
        f"warm, s (≤ {MOST_WARM})",
        f"nbgrader, s (≥ {FASTER} ×)",
    ):
        table.add_column(column, justify="left" if column == "module" else "right")
    began = time.monotonic()
    for name in arguments.modules:
        console.print(f"{name} …")
        bench = EXERCISES[name](REPOSITORY / "var" / "bench" / name)
        floor, ours = (
            each(kind(bench, arguments.jobs), *arguments.sizes, arguments.runs)
            for kind in (Floor, Ours)
        )
        cold, warm, stock = own_work(bench, arguments.runs)
        table.add_row(
            name,
            f"{1000 * floor.cpu:.0f}",
            f"{1000 * ours.cpu:.0f}",
            verdict(ours.cpu / floor.cpu, MOST_OVER_FLOOR, ".2f"),
            verdict(cold, MOST_COLD, ".2f"),
            verdict(warm, MOST_WARM, ".2f"),
            f"{stock:.1f} = {stock / cold:.1f} × {'✓' if stock / cold >= FASTER else '✗'}",
        )
    console.print(table)
    console.print(f"It took {(time.monotonic() - began) / 60:.0f} minutes.")


if __name__ == "__main__":
    main()
