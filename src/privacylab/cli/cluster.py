"""A Dask cluster on this machine, for one command, with its own certificates."""

import contextlib
import json
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from privacylab.cli.common import UsageError


@contextlib.contextmanager
def local_cluster(jobs: int) -> Iterator[tuple[str, Path]]:
    """Start a cluster of this many workers (0: one per core) on 127.0.0.1.

    Yields its address, and a Dask configuration with its credentials. They are new, in a folder
    that only this user can open, and are deleted at the end. Raises UsageError without Dask.
    """
    try:
        import dask
        from distributed import LocalCluster
        from distributed.security import Security
    except ImportError:
        raise UsageError("The cluster needs Dask: pip install 'privacylab[cluster]'") from None
    security = Security.temporary()
    client = security.get_tls_config_for_role("client")
    tls = {"ca-file": client["ca_file"], "client": {"cert": client["cert"], "key": client["key"]}}
    comm = {"require-encryption": True, "tls": tls}
    # Ctrl-C reaches the workers, too, but the cluster must end them: they inherit SIG_IGN
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with (
        tempfile.TemporaryDirectory(prefix="privacylab-cluster-") as folder,  # its mode is 0700
        dask.config.set(
            {
                "temporary-directory": folder,
                # Dask's pages and dashboard tell about the work, and ask for no certificate
                "distributed.scheduler.http.routes": [],
                "distributed.worker.http.routes": [],
            }
        ),
        LocalCluster(
            n_workers=jobs or len(os.sched_getaffinity(0)),
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            protocol="tls://",
            security=security,
            dashboard_address=None,
        ) as cluster,
    ):
        config = Path(folder, "dask.yaml")  # JSON is YAML
        config.touch(mode=0o600)
        config.write_text(json.dumps({"distributed": {"comm": comm}}), encoding="utf-8")
        yield cluster.scheduler_address, config


def interrupted() -> threading.Event:
    """Return an event that Ctrl-C (SIGINT) or SIGTERM sets from now on."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    return ended
