"""Small companies, and a PostgreSQL server that the tests start themselves."""

import glob
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from privacylab.companies import Company, small_world


@pytest.fixture
def make() -> Iterator[Callable[..., Company]]:
    """small_world, whose companies are closed after the test."""
    made: list[Company] = []

    def one(*args: Any, **kwargs: Any) -> Company:
        made.append(small_world(*args, **kwargs))
        return made[-1]

    yield one
    for company in made:
        company.close()


@pytest.fixture
def company(make: Callable[..., Company]) -> Company:
    """A small company."""
    return make()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server of Debian's package, reached by a socket in a new folder.

    It runs as an unprivileged user, as it refuses to run as root.
    """
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    if not found:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    as_user: dict[str, Any] = {"user": "nobody", "extra_groups": []} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="lab-pg-"))
    if as_user:
        shutil.chown(folder, "nobody")
    run: dict[str, Any] = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder, **as_user}
    initdb = ["--username=lab", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"]
    subprocess.run([f"{found[-1]}/initdb", *initdb, f"{folder}/data"], **run)
    server = subprocess.Popen(
        [
            f"{found[-1]}/postgres",
            "-D",
            f"{folder}/data",
            "-k",
            str(folder),
            "-c",
            "listen_addresses=",
            "-c",
            "fsync=off",
        ],
        cwd=folder,
        stderr=subprocess.DEVNULL,
        **as_user,
    )
    try:
        ready = [f"{found[-1]}/pg_isready", "-q", "-h", str(folder), "-t", "30"]
        while subprocess.run(ready).returncode:
            assert server.poll() is None, "PostgreSQL did not start."
        yield f"postgresql+psycopg://lab@/postgres?host={folder}"
    finally:
        server.send_signal(signal.SIGINT)  # fast shutdown: it waits for nobody
        server.wait(30)
        shutil.rmtree(folder)
