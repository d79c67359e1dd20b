"""Run a function over ten million rows: the lab's solution and a learner's, side by side.

What is measured is CPU time and memory of this process, over the same batches for both, one after
the other: on a busy machine both are slower, and their ratio stays.
"""

import gc
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import ipywidgets as widgets
from IPython.display import display

from privacylab.lab.display.charts import BLUE, ORANGE, RED, plain_figure
from privacylab.lab.display.html import Fragment, table
from privacylab.lab.display.measure import Cost, measure
from privacylab.lab.display.picture import Picture, show
from privacylab.lab.display.words import count

TEN_MILLION = 10_000_000
BATCH = 1_000_000  # rows that are in memory at once
SIZES = (100, 1_000, 10_000, 100_000, BATCH)  # rows that a race measures
SLOWEST = 5  # times the CPU time of the lab's way: the budget
LARGEST = 1_000  # MB beyond a batch that a function may need: the other half of the budget
# First tries, so that a slow function does not run for hours: the number of rows, and how many
# times as long as the lab's solution they may take.
TRIES = ((1_000, 4 * SLOWEST), (200_000, 2 * SLOWEST))


class Workload(NamedTuple):
    """What is run.

    rows     what a row is, in the plural
    name     of the lab's way
    run      the lab's way; takes the arguments that batches gives, the rows first
    batches  so many rows in all, as arguments of run, one batch in memory at a time
    whole    one result from those of all batches
    same     whether two results are the same
    """

    rows: str
    name: str
    run: Callable[..., Any]
    batches: Callable[[int], Iterator[tuple[Any, ...]]]
    whole: Callable[[list[Any]], Any]
    same: Callable[[Any, Any], bool]


def run_at_scale(work: Workload, function: Callable[..., Any], rows: int = TEN_MILLION) -> Fragment:
    """Run a learner's function and the lab's solution over so many rows, batch by batch.

    Says what each took, in CPU seconds and in MB of this process, and whether the result is right
    and within the budget. Where nothing is written the lab runs one batch alone, and what is much
    too slow stops after a try.
    """
    header = [
        "who",
        work.rows,
        "CPU seconds",
        "times as long",
        "peak memory, MB",
        "within the budget?",
    ]
    yours = function if getattr(function, "ready", True) else None
    if yours is None:
        rows = min(rows, BATCH)
    else:
        for number, most in TRIES:
            (few,) = work.batches(number)
            work.run(*few)  # what is slow once is not counted
            ratio = _run(yours, few)[0].seconds / _run(work.run, few)[0].seconds
            if ratio > most:
                said = "✗ no: stopped after a first try"
                return table(header, [("yours", f"{number:,}", "", f"{ratio:,.0f}", "", said)])
    bar = _progress(rows, f"{rows:,} {work.rows}")
    taken, peak = dict.fromkeys((work.name, "yours"), 0.0), dict.fromkeys((work.name, "yours"), 0.0)
    parts: dict[str, list[Any]] = {work.name: [], "yours": []}
    for batch in work.batches(rows):
        for who, run in ((work.name, work.run), ("yours", yours)):
            if run is not None:
                gc.collect()  # what one has left behind is not the other's
                cost, found = _run(run, batch)
                taken[who] += cost.seconds
                peak[who] = max(peak[who], cost.memory / 1e6)
                parts[who].append(found)
        bar.value += len(batch[0])
    lab = work.name
    shown = [(lab, f"{rows:,}", f"{taken[lab]:.1f}", "1", f"{peak[lab]:,.0f}", "")]
    if yours is None:
        shown.append(("yours", "", "", "", "", "○ not written yet"))
    else:
        right = work.same(*(work.whole(one) for one in parts.values()))
        ratio = taken["yours"] / taken[lab]
        said = "✗ it gives a different answer"
        if right:
            said = "✗ no" if ratio > SLOWEST or peak["yours"] > LARGEST else "✓ yes"
            said += f": at most {SLOWEST} times as long, and {LARGEST:,} MB"
        shown.append(
            (
                "yours",
                f"{rows:,}",
                f"{taken['yours']:.1f}",
                f"{ratio:.1f}",
                f"{peak['yours']:,.0f}",
                said,
            )
        )
    size = batch[0].memory_usage(deep=True).sum() / 1e6
    under = f"One batch at a time: {size:,.0f} MB of {work.rows}, and memory beyond that."
    return table(header, shown, under)


def _progress(most: int, words: str) -> widgets.IntProgress:
    """A progress bar in the output of the running cell."""
    bar = widgets.IntProgress(max=most, description=words)
    bar.layout.width, bar.style.description_width = "30em", "initial"
    display(bar)
    return bar


def _run(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Cost, Any]:
    return measure(lambda: function(*arguments))


def race(
    work: Workload, slow: Callable[..., Any], yours: Callable[..., Any], title: str
) -> Picture:
    """CPU seconds against rows: row by row, the lab's way, and yours where it is written."""
    runs = {
        "row by row": (slow, "^", RED),
        work.name: (work.run, "o", BLUE),
        "yours": (yours, "D", ORANGE),
    }
    if not getattr(yours, "ready", True):
        del runs["yours"]
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
        + ". The line of the loop rises from the first row on; the other stays flat at first.",
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
