"""Pyodide, which is Python for a browser, with the wheels that the lessons need.

The people who publish the website provide Pyodide, so each of its files must match pyodide.sha256:
its core is as in the npm package `pyodide`, and its builds of numpy, pandas and others are those
that the lock file of that package names.
"""

import email.parser
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from privacylab.site.run import SiteError

VERSION = "314.0.6"
PINNED = Path(__file__).with_name("pyodide.sha256")
WHEELS = Path(__file__).with_name("requirements.txt")
LOCK = "pyodide-lock.json"
BROWSER = {"sys_platform": "emscripten", "platform_system": "Emscripten", "os_name": "posix"}


def copy_pyodide(given: Path, out: Path) -> list[str]:
    """Copy Pyodide from the folder given into out, and return which of its packages aren't there.

    npm's package has only the core; the archive that Pyodide publishes has all packages. Raises
    SiteError if the core is incomplete, or a file is not the pinned one.
    """
    if not (given / LOCK).is_file():
        raise SiteError(f"{given} has no {LOCK}: name the folder of Pyodide {VERSION}, unpacked.")
    out.mkdir(parents=True)
    missing = []
    for line in PINNED.read_text(encoding="utf-8").splitlines():
        wanted, name = line.split()
        file = given / name
        if not file.is_file():
            if not name.endswith(".whl"):
                raise SiteError(
                    f"{given} has no {name}: name the folder of Pyodide {VERSION}, unpacked."
                )
            missing.append(str(parse_wheel_filename(name)[0]))
        elif _digest(file) != wanted:
            raise SiteError(f"{file} is not the {name} of Pyodide {VERSION}: get that version.")
        else:
            shutil.copy(file, out)
    lock = json.loads((given / LOCK).read_text(encoding="utf-8"))
    kept = {path.name for path in out.iterdir()}
    packages = {name: one for name, one in lock["packages"].items() if one["file_name"] in kept}
    _write_lock({**lock, "packages": packages}, out)
    return missing


def download_wheels(folder: Path) -> list[Path]:
    """The pure Python wheels of requirements.txt, downloaded into folder on first use.

    Raises SiteError if that fails.
    """
    pinned = hashlib.sha256(WHEELS.read_bytes()).hexdigest()[:16]
    kept = folder / pinned
    if not kept.is_dir():
        new = folder / f"{pinned}.new"
        shutil.rmtree(new, ignore_errors=True)
        words = ["--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
        words += ["--only-binary", ":all:", "--platform", "any", "--python-version", "3.14"]
        words += ["--dest", str(new)]
        command = [sys.executable, "-m", "pip", "download", *words, "--requirement", str(WHEELS)]
        if subprocess.run(command).returncode != 0:
            raise SiteError("pip could not download the wheels, for the reason above: try again.")
        new.rename(kept)
    return sorted(kept.glob("*.whl"))


def add_wheels(wheels: list[Path], pyodide: Path) -> None:
    """Put wheels into Pyodide's folder and its lock, so that an import loads them.

    pyodide-lock, the library for this, needs Python 3.12 to read this Pyodide's lock. What a wheel
    needs but the lock doesn't have is left out.
    """
    lock = json.loads((pyodide / LOCK).read_text(encoding="utf-8"))
    needs: dict[str, list[str]] = {}
    for wheel in wheels:
        shutil.copy(wheel, pyodide)
        name, version, *_ = parse_wheel_filename(wheel.name)
        with zipfile.ZipFile(wheel) as archive:
            needs[name] = _needs(archive)
            imports = _imports(archive)
        lock["packages"][name] = {
            "name": name,
            "version": str(version),
            "file_name": wheel.name,
            "install_dir": "site",
            "sha256": _digest(wheel),
            "package_type": "package",
            "imports": imports,
            "depends": [],
            "unvendored_tests": False,
        }
    packages = lock["packages"]
    for added, wanted in needs.items():
        packages[added]["depends"] = [one for one in wanted if one in packages]
    _write_lock(lock, pyodide)


def _needs(archive: zipfile.ZipFile) -> list[str]:
    """The names of what a wheel depends on in a browser."""
    (file,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    metadata = email.parser.BytesParser().parsebytes(archive.read(file))
    found = [Requirement(one) for one in metadata.get_all("Requires-Dist", [])]
    here = {**BROWSER, "extra": ""}
    wanted = [one for one in found if not one.marker or one.marker.evaluate(here)]
    return [canonicalize_name(one.name) for one in wanted]


def _imports(archive: zipfile.ZipFile) -> list[str]:
    """The modules and packages at the top of a wheel, which you can import."""
    found = set()
    for name in archive.namelist():
        top, *rest = PurePosixPath(name).parts
        if name.endswith(".py") and "." not in (top if rest else top.removesuffix(".py")):
            found.add(top.removesuffix(".py"))
    return sorted(found)


def _write_lock(lock: dict[str, Any], folder: Path) -> None:
    (folder / LOCK).write_text(json.dumps(lock, indent=1), encoding="utf-8")


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
