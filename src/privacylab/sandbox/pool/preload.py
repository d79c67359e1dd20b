"""What the forkserver and the zygote load in advance, so that their forks need not.

Grading your own work takes two runs right after a start, and most work needs neither companies nor
figures. So some modules are loaded as late as possible: when a job's cells name them, before the
third job, or when a long-lived process, such as JupyterLab's grader, asks for them.
"""

import gc
import importlib
import os
from collections.abc import Callable, Iterable, Mapping

NOW = (
    "pandas",
    "pyarrow",
    "privacylab.checks.hints",
    "privacylab.checks.run",
    "privacylab.sandbox.protocol.rpc",
)
NOWHERE = os.path.join(os.devnull, "hypothesis")  # a folder that not even root can create
Load = Callable[[], object]


def _modules(*names: str) -> Load:
    return lambda: [importlib.import_module(name) for name in names]


def _hypothesis() -> None:
    """Run a first property once, so that no examiner has to. Hypothesis keeps no examples."""
    import hypothesis.configuration
    from hypothesis.strategies import integers

    from privacylab.checks import Checks

    hypothesis.configuration.set_hypothesis_home_dir(NOWHERE)
    Checks("").always(number=integers())(lambda number: None)


# by a word that occurs in the cells that use it
FOR_ANSWERS = {
    "companies": _modules("privacylab.companies.stores"),
    "hypothesis": _modules("hypothesis.strategies"),
    "matplotlib": _modules("matplotlib.pyplot", "matplotlib.backends.backend_agg"),
    "parquet": _modules("pyarrow.parquet"),
}
FOR_TESTS = {
    "privacylab.assessment.systems": _modules("privacylab.assessment.systems"),
    "companies": _modules(
        "privacylab.companies.stores",
        "sqlalchemy.dialects.sqlite",
        "fsspec.implementations.memory",
        "privacylab.companies.murmur.sample",
        "privacylab.companies.murmur.small",
        "privacylab.companies.murmur.tiny",
        "privacylab.companies.porchlight.small",
    ),
    "hypothesis": _hypothesis,
}
FIRST = 2  # jobs: the two runs of one submission


def words_in(sources: Iterable[str]) -> list[str]:
    """Return the words of FOR_ANSWERS and FOR_TESTS that occur in the course's own cells."""
    text = "\n".join(sources)
    return [word for word in FOR_ANSWERS | FOR_TESTS if word in text]


class Later:
    """What is not loaded yet, by word; finish is called once everything is."""

    def __init__(self, left: Mapping[str, Load], finish: Load = gc.freeze):
        self._left, self._finish, self._jobs = dict(left), finish, 0

    def load_all(self) -> None:
        """Load what is left."""
        self._load(list(self._left))

    def before_job(self, words: Iterable[str]) -> None:
        """Load what a job needs; before the third job, everything that is left."""
        self._jobs += 1
        self._load(words if self._jobs <= FIRST else list(self._left))

    def _load(self, words: Iterable[str]) -> None:
        new = [self._left.pop(word) for word in words if word in self._left]
        for load in new:
            load()
        if new and not self._left:
            self._finish()
