"""Workers that grade submissions: threads of this process, or a Dask cluster."""

import contextlib
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from privacylab.grading.course import Course, GradingError
from privacylab.grading.marking import Marked, mark
from privacylab.sandbox.pool.forkserver import stop_forkservers


@dataclass(frozen=True)
class WorkerPool:
    """An executor, and how many submissions it should hold at once."""

    executor: Executor
    most: int

    def mark(self, course: Course, module_id: str, learners: Iterable[str]) -> Iterator[Marked]:
        """Mark submissions, and give each as soon as it is done; few are held at a time."""
        waiting = iter(learners)
        running: set[Future[Marked]] = set()
        while True:
            for learner in waiting:
                running.add(self.executor.submit(mark, course, module_id, learner))
                if len(running) >= self.most:
                    break
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for one in done:
                yield one.result()


@dataclass(frozen=True)
class Workers:
    """How to grade: so many jobs at once (0: one per core), or on the Dask cluster at an address.

    A cluster's workers must see the course under the same path, and have this package installed.
    """

    jobs: int = 0
    dask: str = ""

    @contextlib.contextmanager
    def start(self) -> Iterator[WorkerPool]:
        """Raises GradingError where the cluster does not answer."""
        if self.dask:
            with _cluster(self.dask) as pool:
                yield pool
            return
        jobs = self.jobs or _cores()
        # threads suffice: the work is done in the processes that each of them starts
        executor = ThreadPoolExecutor(jobs)
        try:
            yield WorkerPool(executor, 2 * jobs)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            stop_forkservers()  # do not wait minutes for the submissions that are running
            raise
        executor.shutdown()


@contextlib.contextmanager
def _cluster(address: str) -> Iterator[WorkerPool]:
    try:
        from distributed import Client
    except ImportError:
        raise GradingError("--dask needs Dask: pip install 'privacylab[cluster]'") from None
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise GradingError(
            f"No Dask cluster answers at {address}: start one (dask scheduler; dask worker), and "
            f"give the address that it prints. ({type(error).__name__})"
        ) from None
    with client:
        threads = sum(client.nthreads().values())
        # pure=False: a submission that was sent again is another one
        yield WorkerPool(client.get_executor(pure=False, retries=3), 2 * max(threads, 1))


def _cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
