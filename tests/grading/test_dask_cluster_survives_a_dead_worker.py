"""The same class on a Dask cluster, and a worker that dies in the middle of it."""

import gc
import os
import signal
import threading

import pytest
import tiny_course as tiny
from tiny_class import copy_of, pages, rows

from privacylab.grading import GradingError, Workers, grade_class


@pytest.fixture
def cluster():
    from distributed import LocalCluster
    from distributed.security import Security

    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        protocol="tls://",
        security=Security.temporary(),
        dashboard_address=":0",  # another cluster may have 8787
    ) as cluster:
        yield cluster
    # Distributed leaves the socket open on which it last tried to reach the dead worker.
    # Collected here, it can't fail a later test.
    gc.collect()


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_worker_that_is_killed_in_the_middle_costs_nothing(class_run, home, cluster):
    copy_of(class_run, home, graded=False)
    killed = threading.Event()

    def kill_one(done: int, total: int) -> None:
        if done == 2 and not killed.is_set():
            worker = next(iter(cluster.workers.values()))
            os.kill(worker.pid, signal.SIGKILL)
            killed.set()

    with cluster.get_client() as client:
        graded = grade_class(home, tiny.MODULE, on_progress=kill_one, workers=Workers(dask=client))
    assert killed.is_set()
    assert len(graded) == 10
    assert rows(home) == rows(class_run.course)
    assert pages(home) == pages(class_run.course)


def test_a_cluster_that_does_not_answer_is_a_sentence(class_run, home):
    copy_of(class_run, home, graded=False)
    workers = Workers(dask="tcp://127.0.0.1:1", trust_network=True)
    with pytest.raises(GradingError, match="No Dask cluster answers at tcp://127.0.0.1:1: start"):
        grade_class(home, tiny.MODULE, workers=workers)
