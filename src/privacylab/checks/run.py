"""The object that a test cell holds: it runs named checks and reports on them."""

import contextlib
import io
import os
import random
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from privacylab.checks import missing_function
from privacylab.checks.explain import judge
from privacylab.checks.outcome import Outcome, Result
from privacylab.checks.report import Report

explains = True  # whether a report says why a public check fails; the examiner may switch it off
EXAMPLES = 40  # of one property: enough to find a boundary, few enough to grade a class


class _Skip(Exception):
    """Raised inside a check that needs another one to pass first."""


class Checks:
    """The checks of one step of an exercise.

    task    the exercise's id, such as "RET-02"
    step    the function or class that the step is about
    points  what the step is worth
    hidden  how many hidden checks it has; the build writes the numbers in

    random draws data for the current check: the same in every run, except that a class with a seed
    has its own (catalog/class_seed.py).

    ```
    checks = Checks("RET-02", "is_inactive")
    with checks("inactive from the day that completes 18 calendar months"):
        assert is_inactive(day("2023-08-31"), day("2025-02-28"))
    checks.report()
    ```
    """

    def __init__(self, task: str, step: str = "", *, points: float = 1.0, hidden: int = 0):
        self.task = task
        self.step = step
        self.points = points
        self.hidden = hidden
        self._seed = ""
        self.random = random.Random("")
        self.results: list[Result] = []
        self._seen = True  # whether a learner sees why the current check fails

    def draw_from(self, seed: str) -> None:
        """Draw everything that follows from a class's seed; the lab adds this to hidden parts."""
        self._seed, self.random = seed, random.Random(seed)

    @contextlib.contextmanager
    def __call__(
        self, sentence: str, requirement: str | None = None, *, hint: int | None = None
    ) -> Iterator[None]:
        """Run the block as one check. It never lets an exception of the learner's code out.

        sentence     what the check proves, as a sentence that a learner understands
        requirement  the requirement it tests; by default, the exercise's id
        hint         the rung of the hint ladder (1 to 3); hidden checks must name one

        In a public check, the learner's prints and warnings go to standard output, because stock
        nbgrader gives 0 for a line on standard error. In a hidden one, they are dropped.
        """
        test_file = sys._getframe(2).f_code.co_filename
        self._seen = explains and hint is None
        self.random = random.Random(f"{self._seed}\0{sentence}")
        outcome, detail = Outcome.PASSED, tuple[str, ...]()
        try:
            with _quiet(hidden=hint is not None):
                yield
        except _Skip as skip:
            outcome, detail = Outcome.SKIPPED, (str(skip),)
        except (Exception, SystemExit) as raised:
            outcome, detail = judge(raised, test_file, seen=self._seen)
        self.results.append(Result(sentence, requirement or self.task, outcome, hint, detail))

    def needs(self, sentence: str) -> None:
        """Skip the rest of this check unless the check with that sentence has passed."""
        for result in self.results:
            if result.sentence == sentence:
                if result.outcome is Outcome.PASSED:
                    return
                raise _Skip(f"It needs another check to pass first: {sentence}.")
        raise LookupError(f"no check says {sentence!r}")

    def always(
        self, examples: int = EXAMPLES, /, **strategies: Any
    ) -> Callable[[Callable[..., None]], None]:
        """Decorate a property, and try it at once on examples of the Hypothesis strategies.

        The examples are the same in every run and on every machine, so scores are, too; a class
        with a seed has its own. A public check shows the smallest example that fails; a hidden one
        shows none, so it does not look for the smallest.
        """
        from hypothesis import Phase, given, seed, settings

        _use_no_local_constants()

        def try_it(rule: Callable[..., None]) -> None:
            phases = [one for one in settings().phases if self._seen or one is not Phase.shrink]
            tried = settings(
                max_examples=examples,
                phases=phases,
                derandomize=not self._seed,
                database=None,
                deadline=None,
                report_multiple_bugs=False,
                print_blob=False,
            )(given(**strategies)(rule))
            if self._seed:
                tried = seed(self.random.getrandbits(64))(tried)
            tried()

        return try_it

    def report(self) -> float | None:
        """Show every check with its outcome; return the points once the hidden checks have run.

        nbgrader reads the returned number as partial credit. Without the hidden checks there is no
        score yet, so this returns None. Under nbgrader's Validate button, which looks for an error,
        it raises AssertionError if a check does not pass.
        """
        notice = self._notice(sys._getframe(1).f_globals)
        head = self.task, self.step, self.points, self.hidden
        report = Report(*head, tuple(self.results), notice=notice)
        show(report)
        if os.environ.get("NBGRADER_EXECUTION") == "validate" and not report.all_passed:
            raise AssertionError(report.summary)
        return report.score if report.final else None

    def _notice(self, names: dict[str, Any]) -> str:
        """Say, before all checks, that the step's function is missing; "" if it is there."""
        if not explains or any(one.outcome is Outcome.PASSED for one in self.results):
            return ""
        look_up = getattr(names, "look_up", None)  # the names of the tests know the learner's
        found = look_up(self.step) if look_up else missing_function.look_up(self.step, names)
        if not look_up and (said := missing_function.before_all(self.task, self.step, names)):
            return said
        return missing_function.sentence(self.task, self.step, found, by_hand=not look_up)


def show(report: Report) -> None:
    """Show a report to the person who runs the checks; the examiner replaces this function."""
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
        from IPython.display import display

        display(report)
    else:
        print(report)


def _use_no_local_constants() -> None:
    """Keep Hypothesis from trying constants that it finds in local (not installed) modules.

    It uses them as examples. They differ between a notebook, grading and another installation, and
    reading them takes a third of a second. Hypothesis has no setting to turn this off.
    """
    from hypothesis.internal.conjecture import providers

    if hasattr(providers, "_get_local_constants"):  # older versions do not look for them
        nothing = providers.Constants()
        providers._get_local_constants = lambda: nothing


@contextlib.contextmanager
def _quiet(hidden: bool) -> Iterator[None]:
    sink = io.StringIO() if hidden else sys.stdout
    with (
        contextlib.redirect_stdout(sink),
        contextlib.redirect_stderr(sink),
        warnings.catch_warnings(action="default"),
    ):
        yield
