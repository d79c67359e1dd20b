"""Runs a real JupyterHub for a test, with its own proxy, on free ports of this machine."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from ports import free_port

BIN = Path(sys.executable).parent
PROXY = Path("node_modules", "configurable-http-proxy", "bin", "configurable-http-proxy")
STARTS_WITHIN = 60  # seconds, on a busy machine


def install_proxy(example: Path, into: Path) -> Path:
    """Install the proxy that examples/jupyterhub/package-lock.json names; returns its script."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        (into / name).write_bytes((example / name).read_bytes())
    command = ["npm", "ci", "--ignore-scripts", "--silent", "--no-update-notifier"]
    subprocess.run(command, cwd=into, check=True)
    return into / PROXY


@contextmanager
def running_hub(folder: Path, proxy: Path, config: str, port: int = 0) -> Iterator[str]:
    """A hub with this configuration, whose files are in folder; its value is the hub's URL.

    The configuration needs no ports, no proxy and no cookie secret; port is the hub's, or any.
    What the hub has logged is in folder/hub.log, and is shown where the hub does not start.
    """
    url = f"http://127.0.0.1:{port or free_port()}"
    ours = f"""
c = get_config()
c.JupyterHub.bind_url = "{url}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{free_port()}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{free_port()}"
c.ConfigurableHTTPProxy.command = ["node", "{proxy}"]
c.JupyterHub.cookie_secret = b"{"ab" * 32}"
c.LocalProcessSpawner.interrupt_timeout = 1  # at an interrupt Jupyter asks if it is meant
"""
    (folder / "jupyterhub_config.py").write_text(config + ours)
    with hub_process(folder, url, {"PATH": os.pathsep.join([str(BIN), os.environ["PATH"]])}):
        yield url


@contextmanager
def hub_process(folder: Path, url: str, settings: dict[str, str]) -> Iterator[None]:
    """A hub with folder/jupyterhub_config.py, once it answers at this URL, until the block ends."""
    log = folder / "hub.log"
    command = [sys.executable, "-m", "jupyterhub", "--config", "jupyterhub_config.py"]
    environment = {**os.environ, **settings}
    with log.open("w") as out:
        hub = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=out, stderr=out, start_new_session=True
        )
        try:
            _wait_for(url, hub, log)
            yield
        finally:
            hub.terminate()  # it ends its servers, its services and its proxy
            try:
                hub.wait(120)
            except subprocess.TimeoutExpired:
                os.killpg(hub.pid, signal.SIGKILL)
                hub.wait()


def _wait_for(url: str, hub: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and hub.poll() is None:
        try:
            if httpx.get(f"{url}/hub/api/", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"The hub did not start:\n{log.read_text()[-4000:]}")
