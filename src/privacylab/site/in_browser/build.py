"""Builds JupyterLite with Pyodide, the lab, and the notebooks of the first two modules."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from privacylab.authoring.build import Built
from privacylab.site.in_browser.lab_wheel import lab_wheel
from privacylab.site.in_browser.notebooks import browser_notebooks
from privacylab.site.in_browser.pyodide import add_wheels, copy_pyodide, download_wheels
from privacylab.site.run import SiteError

OVERRIDES = Path(__file__).parents[2] / "jupyter" / "settings" / "overrides.json"
EXTENSIONS = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
KERNEL, WIDGETS = "@jupyterlite/pyodide-kernel-extension", "@jupyter-widgets/jupyterlab-manager"
SETTINGS = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "appName": "Privacy Engineering Lab",
        "litePluginSettings": {
            f"{KERNEL}:kernel": {
                "disablePyPIFallback": True,  # no page asks another host for anything
                "loadPyodideOptions": {
                    # everything that the kernel needs, so that it installs nothing by name
                    "packages": [
                        *("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel"),
                        *("jedi", "ipython"),
                    ],
                    "env": {"HOME": "/home/pyodide", "PRIVACYLAB_HOME": "/drive"},
                },
            }
        },
    },
}
CONFIG = {
    "LiteBuildConfig": {
        "ignore_sys_prefix": True,  # extensions that are installed here and need a server
        "federated_extensions": [str(EXTENSIONS / one) for one in (KERNEL, WIDGETS)],
        "apps": ["lab"],
        "contents": ["files"],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
    }
}


def build_in_browser(
    root: Path,
    work: Path,
    out: Path,
    pyodide: Path,
    built: list[Built],
    say: Callable[[str], None],
) -> None:
    """Write to out what a static host needs to run the first two modules in a reader's browser.

    pyodide is the folder of Pyodide. Raises SiteError if it is not the pinned version, or a step
    fails. Then out stays as it was.
    """
    say("Building the lab for the browser …")
    lite = work / "lite"
    shutil.rmtree(lite, ignore_errors=True)
    distribution = lite / "static" / "pyodide"
    missing = copy_pyodide(pyodide, distribution)
    if missing:
        say(
            f"  {pyodide} has no {', '.join(missing)}: pages that need them won't run. "
            "Use the whole archive of Pyodide, not only the core."
        )
    wheels = download_wheels(work / "wheels")
    shipped = sorted((EXTENSIONS / KERNEL / "static" / "pypi").glob("*.whl"))  # the kernel's own
    kernel = [one for one in shipped if not one.name.startswith("widgetsnbextension-3")]
    add_wheels([*wheels, *kernel, lab_wheel(root, built, work / "wheel")], distribution)
    for name, content in browser_notebooks(built).items():
        path = lite / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    (lite / "jupyter-lite.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
    (lite / "jupyter_lite_config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    shutil.copy(OVERRIDES, lite)
    made = lite / "made"
    words = [sys.executable, "-m", "jupyterlite_core", "build", "--output-dir", str(made)]
    done = subprocess.run(words, cwd=lite, capture_output=True, text=True)
    if done.returncode != 0:
        raise SiteError(f"JupyterLite couldn't be built:\n{done.stdout}{done.stderr}")
    shutil.rmtree(out, ignore_errors=True)
    made.rename(out)
