"""Times one deletion in Murmur's sample data: the reference workflow, and what Murmur does today.

    python benchmarks/deletion.py --children 7

Murmur's own deletion asks two stores, reports that everything is gone, and leaves most of it. It is
a comparison for speed only. The reference erases, replays, reads back from every store, and records
the result.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable

from classes import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "tests"))
from course_answers import functions  # noqa: E402
from privacylab.companies.murmur.sample import run_murmur  # noqa: E402
from privacylab.companies.simulation.company import Company  # noqa: E402
from privacylab.lab.deletion.careless import murmur_deletes  # noqa: E402

SECONDS = 1.0  # limit for one deletion
HEAVIEST = "p-000324"  # every store holds some of this child's data


def reference() -> Callable[[Company, str], str]:
    """Return the deletion workflow built from module 04's reference answers."""
    names = functions(REPOSITORY, "04_deletion")
    process, erase, replay = (names[name] for name in ("process", "erase", "replay"))
    return lambda company, child: process(company, child, f"q-{child}", erase, replay)


def measure(workflow: Callable[[Company, str], object], children: int) -> list[float]:
    """Return how many seconds each child's deletion takes, all in one company."""
    company = run_murmur(as_found=True)
    every = sorted(company.accounts.guardians()["child_id"])
    taken = []
    for child in [HEAVIEST, *every[:: len(every) // children]][:children]:
        began = time.perf_counter()
        workflow(company, child)
        taken.append(time.perf_counter() - began)
    company.close()
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--children", type=int, default=7)
    children = parser.parse_args().children
    ours, murmurs = measure(reference(), children), measure(murmur_deletes, children)
    one, other = statistics.median(ours), statistics.median(murmurs)
    print(f"reference: median {one:.2f} s, longest {max(ours):.2f} s, of {children} children")
    print(
        f"Murmur today: median {other:.2f} s; the reference takes {one / other:.1f} times as long"
    )
    print(f"target: under {SECONDS:g} s: {'met' if one < SECONDS else 'NOT MET'} (median)")


if __name__ == "__main__":
    main()
