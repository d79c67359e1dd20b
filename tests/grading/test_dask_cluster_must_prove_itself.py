"""Grades come only from a cluster that has shown a certificate, and asks us for ours."""

import http.client
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest
import tiny_course as tiny
from tiny_class import copy_of, pages, rows

from privacylab.grading import GradingError, Workers

CLI = [sys.executable, "-m", "privacylab.cli"]
PAGES = ("info/main/workers.html", "metrics", "health", "json/counts.json")
PLAIN = ("tcp://127.0.0.1:{}", "127.0.0.1:{}", "ws://127.0.0.1:{}", "TCP://127.0.0.1:{}")


class Listener:
    """A port that counts who calls."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.calls = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                self.socket.accept()[0].close()
            except OSError:
                return
            self.calls += 1


@pytest.fixture
def listener():
    found = Listener()
    yield found
    found.socket.close()


@pytest.mark.parametrize("address", PLAIN)
def test_a_plain_address_is_refused_before_anything_is_sent_to_it(listener, address):
    address = address.format(listener.port)
    with pytest.raises(GradingError) as refused, Workers(dask=address).start():
        pass
    assert address in str(refused.value) and "cannot prove who it is" in str(refused.value)
    assert "--trust-network" in str(refused.value)
    assert listener.calls == 0


def test_a_plain_cluster_is_used_where_it_is_asked_for_by_name():
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=1, processes=False, protocol="tcp", dashboard_address=":0") as plain,
        Workers(dask=plain.scheduler_address, trust_network=True).start() as pool,
    ):
        assert pool.executor.submit(sum, [1, 2]).result() == 3


def test_a_client_of_a_plain_cluster_is_refused_too():
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=1, processes=False, protocol="tcp", dashboard_address=":0") as plain,
        plain.get_client() as client,
        pytest.raises(GradingError, match="cannot prove who it is"),
        Workers(dask=client).start(),
    ):
        pass


def test_tls_without_credentials_says_where_dask_looks_for_them(listener):
    with (
        pytest.raises(GradingError, match="DASK_DISTRIBUTED__COMM__TLS__CA_FILE"),
        Workers(dask=f"tls://127.0.0.1:{listener.port}").start(),
    ):
        pass
    assert listener.calls == 0


def _named(authority: str, certificate: str, key: str) -> dict[str, str]:
    tls = "distributed.comm.tls"
    return {
        f"{tls}.ca-file": authority,
        f"{tls}.client.cert": certificate,
        f"{tls}.client.key": key,
    }


def test_credentials_that_cannot_be_read_are_a_sentence(tmp_path):
    import dask

    (tmp_path / "key.pem").write_text("no key")
    broken = str(tmp_path / "key.pem")
    for path in (broken, str(tmp_path / "missing.pem")):
        with (
            dask.config.set(_named(path, path, path)),
            pytest.raises(GradingError, match="credentials cannot be read"),
            Workers(dask="tls://127.0.0.1:1").start(),
        ):
            pass


class Cluster:
    """`privacylab cluster`, as a terminal runs it."""

    def __init__(self, temporary: Path) -> None:
        self.process = subprocess.Popen(
            [*CLI, "cluster", "--jobs", "2"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            env={**os.environ, "TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"},
        )
        assert self.process.stdout
        self.said = ""
        too_late = threading.Timer(180, self.process.kill)  # so that no reworded line hangs it
        too_late.start()
        for line in self.process.stdout:
            self.said += line
            if line.startswith("Press Ctrl-C"):
                break
        else:
            raise AssertionError(f"it is not ready: {self.said}")
        too_late.cancel()
        found = re.search(r"DASK_CONFIG=(\S+) .*--dask (\S+)", self.said)
        assert found, self.said
        self.config, self.address = Path(found[1]), found[2]

    def end(self, number: int) -> str:
        if number == signal.SIGINT:  # Ctrl-C reaches every process of the terminal
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        return self.process.communicate(timeout=60)[0]


@pytest.fixture(params=[signal.SIGINT, signal.SIGTERM])
def local(tmp_path, request):
    cluster = Cluster(tmp_path)
    cluster.number = request.param
    yield cluster
    if cluster.process.poll() is None:
        cluster.end(signal.SIGKILL)


def test_the_local_cluster_keeps_its_credentials_private_and_ends_without_a_trace(local, tmp_path):
    assert local.address.startswith("tls://127.0.0.1:")
    assert stat.S_IMODE(local.config.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(local.config.stat().st_mode) == 0o600
    said = local.end(local.number)
    assert local.process.returncode == 0
    assert "Traceback" not in said and "Error" not in said
    assert list(tmp_path.iterdir()) == []


def test_no_page_of_the_local_cluster_tells_anything_to_someone_without_credentials(tmp_path):
    cluster = Cluster(tmp_path)
    try:
        its = psutil.Process(cluster.process.pid)
        processes = [its, *its.children(recursive=True)]
        open_ = [one for it in processes for one in it.net_connections("tcp")]
        ports = {one.laddr.port for one in open_ if one.status == psutil.CONN_LISTEN}
        said = {_status(f"http://127.0.0.1:{port}/{page}") for port in ports for page in PAGES}
        assert said == {404, None}  # None: it speaks TLS alone
    finally:
        cluster.end(signal.SIGINT)


def _status(url: str) -> int | None:
    try:
        return urllib.request.urlopen(url, timeout=10).status
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, http.client.HTTPException):
        return None


def test_the_local_cluster_grades_a_class_and_refuses_another_authority(
    class_run, home, tmp_path_factory
):
    import dask
    from distributed.security import Security

    from privacylab.grading import grade_class

    cluster = Cluster(tmp_path_factory.mktemp("private"))
    try:
        copy_of(class_run, home, graded=False)
        stranger = Security.temporary().get_tls_config_for_role("client")
        wrong = _named(stranger["ca_file"], stranger["cert"], stranger["key"])
        with (
            dask.config.set(wrong),
            pytest.raises(GradingError, match="No Dask cluster answers"),
            Workers(dask=cluster.address).start(),
        ):
            pass
        tls = json.loads(cluster.config.read_text())["distributed"]["comm"]["tls"]
        with dask.config.set(_named(tls["ca-file"], tls["client"]["cert"], tls["client"]["key"])):
            graded = grade_class(home, tiny.MODULE, workers=Workers(dask=cluster.address))
        assert len(graded) == 10
        assert rows(home) == rows(class_run.course)
        assert pages(home) == pages(class_run.course)
    finally:
        cluster.end(signal.SIGINT)
