"""A large class in which every tenth submission is broken in another way.

    python benchmarks/bad_input.py --size 1000

The others must all be graded, and each broken one must have its own sentence.
"""

import argparse
import os
import sys
import time
from pathlib import Path

from classes import REPOSITORY, small
from privacylab.grading import Course, Workers, grade_class

sys.path.insert(0, str(REPOSITORY / "tests" / "grading"))
from broken import BROKEN  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--folder", type=Path, default=REPOSITORY / "var" / "bad_input")
    arguments = parser.parse_args()
    bench = small(arguments.folder.resolve())
    home = Course(bench.course.root, bench.course.root / "var" / "class")
    expected: dict[str, str] = {}
    for number, (learner, sent) in enumerate(bench.submissions(arguments.size)):
        ((name, notebook),) = sent.items()
        path = home.submitted(learner, bench.module) / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        if number % 10:
            path.write_text(notebook)
            continue
        breaks, expected[learner] = list(BROKEN.values())[number // 10 % len(BROKEN)]
        breaks(path, notebook.replace("RET-02", "RET-02 Doubling", 1).encode())
    began = time.monotonic()
    graded = {
        one.learner: one for one in grade_class(home, bench.module, workers=Workers(arguments.jobs))
    }
    seconds = time.monotonic() - began
    wrong = [
        f"{learner}: {one.reason!r} and not {expected.get(learner, '')!r}"
        for learner, one in graded.items()
        if (expected.get(learner, "") not in one.reason)
        or bool(one.reason) is not bool(expected.get(learner))
    ]
    refused = sum(bool(one.reason) for one in graded.values())
    print(
        f"{len(graded)} submissions in {seconds:.0f} s: {len(graded) - refused} graded, "
        f"{refused} refused, each with its own sentence"
    )
    if wrong or len(graded) != arguments.size:
        sys.exit("\n".join([f"{len(wrong)} are not as they should be:", *wrong]))


if __name__ == "__main__":
    main()
