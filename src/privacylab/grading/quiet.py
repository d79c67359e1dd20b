"""Silences nbgrader, which is talkative: the grader reports what matters in its own words."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from privacylab.text import log_visibly

log_visibly()  # wherever a part of the grader is imported: command line, nbgrader, Dask worker


def silent_log() -> logging.Logger:
    """Return a logger without output, for nbgrader's parts."""
    silent = logging.getLogger("privacylab.grading.nbgrader")
    silent.propagate = False
    if not silent.handlers:
        silent.addHandler(logging.NullHandler())
    return silent


@contextmanager
def quiet() -> Iterator[None]:
    """Keep libraries' warnings off the terminal."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
