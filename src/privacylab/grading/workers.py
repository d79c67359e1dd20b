"""Workers that grade submissions: threads of this process, or a Dask cluster."""

import contextlib
import os
import ssl
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privacylab.grading.course import Course, GradingError
from privacylab.grading.marking import Marked, mark
from privacylab.sandbox.pool.forkserver import stop_forkservers

if TYPE_CHECKING:
    from distributed import Client
    from distributed.security import Security

# both ends present a certificate before anything is unpickled
PROVES_ITSELF = ("tls://", "gateway://")


@dataclass(frozen=True)
class WorkerPool:
    """An executor, and how many submissions it should hold at once."""

    executor: Executor
    most: int

    def mark(self, course: Course, module_id: str, learners: Iterable[str]) -> Iterator[Marked]:
        """Mark submissions, and yield each as soon as it is done; holds only a few at a time."""
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
    """How to grade: with that many jobs at once (0: one per core), or on a Dask cluster.

    dask is the address of a cluster, with credentials from Dask's own configuration, or a connected
    Client. The cluster must prove its identity by TLS, unless trust_network is true: anyone who
    answers at a plain address could send back any grade, and run code here. A cluster's workers
    must see the course under the same path, and have this package installed.
    """

    jobs: int = 0
    dask: "str | Client" = ""
    trust_network: bool = False

    @contextlib.contextmanager
    def start(self) -> Iterator[WorkerPool]:
        """Start the workers.

        Raises GradingError if the cluster does not answer, or does not prove its identity.
        """
        if self.dask:
            with _client(self.dask, self.trust_network) as client:
                threads = sum(client.nthreads().values())
                # pure=False: a submission that is sent again must be marked again
                executor = client.get_executor(pure=False, retries=3)
                yield WorkerPool(executor, 2 * max(threads, 1))
            return
        jobs = self.jobs or _cores()
        # threads are enough: the work happens in the processes that they start
        executor = ThreadPoolExecutor(jobs)
        try:
            yield WorkerPool(executor, 2 * jobs)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            stop_forkservers()  # do not wait minutes for running submissions
            raise
        executor.shutdown()


@contextlib.contextmanager
def _client(dask: "str | Client", trust_network: bool) -> Iterator["Client"]:
    """Connect a client to a cluster; a client that was passed in stays open."""
    address = dask if isinstance(dask, str) else str(dask.scheduler.address)
    if not trust_network and not address.startswith(PROVES_ITSELF):
        raise GradingError(
            f"The Dask cluster at {address} cannot prove who it is: anyone on the network could "
            "answer in its place, send back any grades, and run code here. Use a tls:// address "
            "with credentials (docs/cluster.md). On a network that you trust completely, add "
            "--trust-network."
        )
    if not isinstance(dask, str):
        yield dask
        return
    with _connect(address) as client:
        yield client


def _connect(address: str) -> "Client":
    try:
        from distributed import Client
    except ImportError:
        raise GradingError("--dask needs Dask: pip install 'privacylab[cluster]'") from None
    security = _credentials() if address.startswith("tls://") else None
    try:
        return Client(address, security=security, timeout="10s", set_as_default=False)
    except (OSError, TypeError, ValueError) as error:
        raise GradingError(
            f"No Dask cluster answers at {address}: start one (privacylab cluster, or "
            "docs/cluster.md), and give the address that it prints. With tls://, its credentials "
            f"and yours must be from the same certificate authority. ({type(error).__name__})"
        ) from None


def _credentials() -> "Security":
    """Return the client's credentials from Dask's configuration."""
    from distributed.security import Security

    security = Security()
    try:
        context = security.get_connection_args("client")["ssl_context"]
    except (OSError, ssl.SSLError) as error:
        raise GradingError(
            f"Dask's TLS credentials cannot be read ({error}): check the files that "
            "distributed.comm.tls names in Dask's configuration."
        ) from None
    if context is None:
        raise GradingError(
            "tls:// needs credentials, and Dask's configuration names none: set "
            "DASK_DISTRIBUTED__COMM__TLS__CA_FILE, DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT and "
            "DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY, or DASK_CONFIG to a file with them "
            "(docs/cluster.md)."
        )
    return security


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
