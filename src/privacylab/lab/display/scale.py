"""Runs the lab's function and a learner's over ten million rows, side by side.

Both run on the same batches, one after the other, and the CPU time and memory of this process are
measured. On a busy machine both are slower, but their ratio stays the same. The lab's functions
are in solutions/, in the exercise's at_scale.py. A learner's bundle doesn't have them, so there the
learner's function runs alone.
"""

import functools
import gc
import runpy
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import ipywidgets as widgets
from IPython.display import display

from privacylab.catalog import find_root
from privacylab.lab.display.charts import BLUE, ORANGE, RED, plain_figure
from privacylab.lab.display.html import Fragment, table
from privacylab.lab.display.measure import Cost, measure
from privacylab.lab.display.picture import Picture, show
from privacylab.lab.display.words import count

TEN_MILLION = 10_000_000
BATCH = 1_000_000  # rows that are in memory at once
SIZES = (100, 1_000, 10_000, 100_000, BATCH)  # rows that a race measures
SLOWEST = 5  # the budget: this many times the CPU time of the lab's function
LONGEST = 600  # CPU seconds that a learner's function may take if the lab's is missing
LOOP = " The line of the loop rises from the first row on; the other stays flat at first."
ALONE = "The lab's own function is in the solutions, which your instructor has."
LARGEST = 1_000  # MB beyond a batch that a function may need: the other half of the budget
# First tries, so that a slow function doesn't run for hours: the number of rows, and how many
# times as long as the lab's function it may take.
TRIES = ((1_000, 4 * SLOWEST), (200_000, 2 * SLOWEST))


class Workload(NamedTuple):
    """A job to run at scale.

    exercise  the id of the exercise whose at_scale.py has the lab's functions
    rows      what a row is called, in the plural
    name      what the lab's fast function is called
    batches   takes a number of rows, yields a function's arguments for each batch, the rows first
    whole     combines the results of all batches
    same      whether two results are the same
    """

    exercise: str
    rows: str
    name: str
    batches: Callable[[int], Iterator[tuple[Any, ...]]]
    whole: Callable[[list[Any]], Any]
    same: Callable[[Any, Any], bool]


class Ways(NamedTuple):
    """The lab's functions for an exercise; None where there are no solutions."""

    fast: Callable[..., Any] | None = None
    slow: Callable[..., Any] | None = None


@functools.cache
def ways(exercise: str) -> Ways:
    """The functions in the exercise's at_scale.py."""
    for path in (find_root() / "solutions").glob(f"*/{exercise}_*/at_scale.py"):
        found = runpy.run_path(str(path))
        return Ways(found["fast"], found["slow"])
    return Ways()


def run_at_scale(work: Workload, function: Callable[..., Any], rows: int = TEN_MILLION) -> Fragment:
    """Run a learner's function and the lab's over this many rows, batch by batch.

    The table shows the CPU seconds and MB that each took, and whether the learner's result is right
    and within the budget. If the learner's isn't written, the lab's runs alone, on one batch. If it
    is much too slow, it is stopped after a first try.
    """
    header = [
        "who",
        work.rows,
        "CPU seconds",
        "times as long",
        "peak memory, MB",
        "within the budget?",
    ]
    unwritten = ("yours", "", "", "", "", "○ not written yet")
    lab, yours = ways(work.exercise).fast, function if getattr(function, "ready", True) else None
    runs = {who: run for who, run in ((work.name, lab), ("yours", yours)) if run is not None}
    if yours is None:
        rows = min(rows, BATCH)
    elif stopped := _too_slow(work, yours, lab, rows):
        return table(header, [stopped])
    if not runs:
        return table(header, [unwritten])
    bar = _progress(rows, f"{rows:,} {work.rows}")
    taken, peak = dict.fromkeys(runs, 0.0), dict.fromkeys(runs, 0.0)
    parts: dict[str, list[Any]] = {who: [] for who in runs}
    for batch in work.batches(rows):
        for who, run in runs.items():
            gc.collect()  # so that no function pays for another one's garbage
            cost, found = _run(run, batch)
            taken[who] += cost.seconds
            peak[who] = max(peak[who], cost.memory / 1e6)
            parts[who].append(found)
        bar.value += len(batch[0])
    ratio = {who: taken[who] / taken[work.name] for who in runs if lab}
    said = {work.name: "", "yours": ALONE}
    if lab and yours:
        said["yours"] = "✗ it gives a different answer"
        if work.same(*(work.whole(one) for one in parts.values())):
            over = ratio["yours"] > SLOWEST or peak["yours"] > LARGEST
            budget = f"at most {SLOWEST} times as long, and {LARGEST:,} MB"
            said["yours"] = f"{'✗ no' if over else '✓ yes'}: {budget}"
    times = {who: "1" if who == work.name else f"{one:.1f}" for who, one in ratio.items()}
    shown = [
        (who, f"{rows:,}", f"{taken[who]:.1f}", times.get(who, ""), f"{peak[who]:,.0f}", said[who])
        for who in runs
    ]
    size = batch[0].memory_usage(deep=True).sum() / 1e6
    under = f"A batch is {size:,.0f} MB of {work.rows}. Peak memory is what was used beyond it."
    return table(header, shown if yours else [*shown, unwritten], under)


def _too_slow(
    work: Workload, yours: Callable[..., Any], lab: Callable[..., Any] | None, rows: int
) -> tuple[str, ...]:
    """The table row of a function that is stopped after a first try, or an empty tuple."""
    said = "✗ no: stopped after a first try"
    for number, most in TRIES:
        (few,) = work.batches(number)
        if lab:
            lab(*few)  # a warm-up: what is slow only the first time isn't counted
        seconds = _run(yours, few)[0].seconds
        if lab and (ratio := seconds / _run(lab, few)[0].seconds) > most:
            return "yours", f"{number:,}", "", f"{ratio:,.0f}", "", said
        if not lab and seconds * rows > LONGEST * number:
            return "yours", f"{number:,}", f"{seconds:.1f}", "", "", said
    return ()


def _progress(most: int, words: str) -> widgets.IntProgress:
    """A progress bar in the output of the running cell."""
    bar = widgets.IntProgress(max=most, description=words)
    bar.layout.width, bar.style.description_width = "30em", "initial"
    display(bar)
    return bar


def _run(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Cost, Any]:
    return measure(lambda: function(*arguments))


def race(work: Workload, yours: Callable[..., Any], title: str) -> Picture | Fragment:
    """Plot CPU seconds against rows: row by row, the lab's function, and yours if it is written."""
    lab = ways(work.exercise)
    written = yours if getattr(yours, "ready", True) else None
    known: dict[str, tuple[Any, str, str]] = {
        "row by row": (lab.slow, "^", RED),
        work.name: (lab.fast, "o", BLUE),
        "yours": (written, "D", ORANGE),
    }
    runs = {who: run for who, run in known.items() if run[0] is not None}
    if not runs:
        said = "○ Not written yet: there is nothing to measure."
        return Fragment(f"<p>{said}</p>", said)
    fig, axes = plain_figure(8.4, 4.2)
    sentences = []
    bar = _progress(len(runs) * len(SIZES), "measuring")
    for number, (who, (run, marker, color)) in enumerate(runs.items(), 1):
        sizes, seconds = _measured(run, work, bar)
        bar.value = number * len(SIZES)
        axes.plot(sizes, seconds, marker=marker, color=color, label=who)
        whole = seconds[-1] * TEN_MILLION / sizes[-1]
        axes.plot(
            [sizes[-1], TEN_MILLION],
            [seconds[-1], whole],
            color=color,
            linestyle=":",
        )
        axes.annotate(
            _span(whole),
            (TEN_MILLION, whole),
            xytext=(6, 0),
            va="center",
            textcoords="offset points",
        )
        sentences.append(
            f"{who}: {seconds[-1]:.2g} seconds for {sizes[-1]:,} {work.rows}, so "
            f"{_span(whole)} for ten million"
        )
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(70, 12 * TEN_MILLION)
    ticks = [10**power for power in range(2, 8)]
    axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel(work.rows)
    axes.set_ylabel("CPU seconds")
    axes.set_title(title)
    fig.legend(loc="outside lower center", ncols=len(runs), frameon=False)
    return show(
        fig,
        "Line plot on two logarithmic axes: CPU seconds against rows. "
        + "; ".join(sentences)
        + "."
        + (LOOP if lab.slow else ""),
        "Solid: measured here and now. Dotted: the same time per row, up to ten million.",
    )


def _measured(
    run: Callable[..., Any], work: Workload, bar: widgets.IntProgress
) -> tuple[list[int], list[float]]:
    """The SIZES up to the first that takes a second, and the CPU seconds of each."""
    sizes: list[int] = []
    seconds: list[float] = []
    for size in SIZES:
        sizes.append(size)
        seconds.append(_run(run, next(work.batches(size)))[0].seconds)
        bar.value += 1
        if seconds[-1] >= 1:
            break
    return sizes, seconds


def _span(seconds: float) -> str:
    if seconds < 100:
        return count(max(1, round(seconds)), "second")
    return f"{seconds / 60:.0f} minutes" if seconds < 6000 else f"{seconds / 3600:.0f} hours"
