"""Grades a large class in which every tenth submission is broken, in many different ways.

    python benchmarks/bad_input.py --size 1000

All others must be graded, each broken one must get the error message that fits it, and the
grader's memory must not grow with the class. There is no comparison: stock nbgrader has no such
messages.
"""

import argparse
import os
import resource
import sys
import time
from pathlib import Path

import psutil

from classes import REPOSITORY, small
from privacylab.grading import Course, Workers, grade_class

sys.path.insert(0, str(REPOSITORY / "tests" / "grading"))
from broken import BROKEN  # noqa: E402

FIRST = 100  # memory is measured after this many submissions, and again at the end
MOST_GROWTH = 50  # MB from then to the end
FEWEST_WAYS = 25  # different ways to break a submission that a large class must cover


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--folder", type=Path, default=REPOSITORY / "var" / "bad_input")
    arguments = parser.parse_args()
    bench = small(arguments.folder.resolve())
    home = Course(bench.course.root, bench.course.root / "var" / "class")
    ways = [one for one in BROKEN.values() if one[1]]  # the others are graded anyway
    expected: dict[str, str] = {}
    used: set[int] = set()
    for number, (learner, sent) in enumerate(bench.submissions(arguments.size)):
        ((name, notebook),) = sent.items()
        path = home.submitted(learner, bench.module) / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        if number % 10:
            path.write_text(notebook)
            continue
        way = number // 10 % len(ways)
        used.add(way)
        breaks, expected[learner] = ways[way]
        breaks(path, notebook.replace("RET-02", "RET-02 Doubling", 1).encode())
    memory: dict[int, int] = {}

    def look(done: int, total: int) -> None:
        if done in (FIRST, total):
            memory[done] = psutil.Process().memory_info().rss >> 20

    began = time.monotonic()
    results = grade_class(home, bench.module, None, look, Workers(arguments.jobs))
    seconds = time.monotonic() - began
    graded = {one.learner: one for one in results}
    wrong = [
        f"{learner}: {one.reason!r} and not {expected.get(learner, '')!r}"
        for learner, one in graded.items()
        if (expected.get(learner, "") not in one.reason)
        or bool(one.reason) is not bool(expected.get(learner))
    ]
    refused = sum(bool(one.reason) for one in graded.values())
    print(
        f"{len(graded)} submissions in {seconds:.0f} s: {len(graded) - refused} graded, "
        f"{refused} refused, each with its own message, broken in {len(used)} ways"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    told = ", ".join(f"{size} MB after {done}" for done, size in memory.items())
    print(f"memory of the grader's own process: {told}; peak {peak} MB")
    if arguments.size >= 10 * FEWEST_WAYS and len(used) < FEWEST_WAYS:
        wrong.append(f"only {len(used)} ways of breaking a submission were tried")
    if len(memory) > 1 and memory[arguments.size] - memory[FIRST] > MOST_GROWTH:
        wrong.append(f"memory grew by more than {MOST_GROWTH} MB")
    if wrong or len(graded) != arguments.size:
        sys.exit("\n".join([f"{len(wrong)} problems:", *wrong]))


if __name__ == "__main__":
    main()
