"""The first two modules in JupyterLite, with what npm has of Pyodide: its core, without numpy."""

import json
import shutil
import subprocess
import tarfile
import zipfile
from collections import Counter
from urllib.parse import urlsplit

import pytest
from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION

from privacylab.authoring.build import build_all
from privacylab.classroom.handing_out.leaks import find_leaks
from privacylab.site.in_browser.build import build_in_browser
from privacylab.site.in_browser.pyodide import PINNED, VERSION, copy_pyodide
from privacylab.site.links import broken_links, loaded_from_elsewhere
from privacylab.site.run import SiteError

NO_NUMPY = "assignments/01_cases/CLK-E1_from_allegation_to_requirement.ipynb"
ARRIVES = 240_000  # milliseconds, on a busy machine


@pytest.fixture(scope="module")
def core(tmp_path_factory):
    """The npm package of Pyodide, unpacked."""
    if shutil.which("npm") is None:
        pytest.skip("node and npm are not here: .ci/install installs them")
    folder = tmp_path_factory.mktemp("npm")
    subprocess.run(["npm", "pack", "--silent", f"pyodide@{VERSION}"], cwd=folder, check=True)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


@pytest.fixture(scope="module")
def said():
    return []


@pytest.fixture(scope="module")
def lite(root, core, said, tmp_path_factory):
    """What a static host gets, in a folder as the website has it."""
    folder = tmp_path_factory.mktemp("lite")
    built = [one for one in build_all(root) if not one.secret]
    build_in_browser(root, folder / "work", folder / "lite", core, built, said.append)
    return folder / "lite"


def test_the_wheels_that_are_pinned_are_those_of_this_pyodide_and_it_is_the_kernels(core):
    lock = json.loads((core / "pyodide-lock.json").read_text())["packages"].values()
    known = {one["file_name"]: one["sha256"] for one in lock}
    pins = dict(line.split()[::-1] for line in PINNED.read_text().splitlines())
    wheels = {name: pin for name, pin in pins.items() if name.endswith(".whl")}
    assert wheels == {name: known[name] for name in wheels}
    assert PYODIDE_VERSION == VERSION


def test_a_pyodide_that_is_not_the_pinned_one_or_not_whole_is_refused(core, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(core, other)
    (other / "pyodide.mjs").write_text("// another one")
    with pytest.raises(SiteError, match=rf"is not the pyodide.mjs of Pyodide {VERSION}"):
        copy_pyodide(other, tmp_path / "out")
    (other / "pyodide.mjs").unlink()
    with pytest.raises(SiteError, match="has no pyodide.mjs: name the folder"):
        copy_pyodide(other, tmp_path / "again")
    with pytest.raises(SiteError, match="has no pyodide-lock.json: name the folder"):
        copy_pyodide(tmp_path / "nowhere", tmp_path / "once more")


def test_what_the_core_lacks_is_named(lite, said):
    (lacks,) = (line for line in said if "has no" in line)
    assert "numpy" in lacks and "pandas" in lacks and "archive" in lacks


def test_every_link_leads_somewhere_and_none_to_another_host(lite):
    assert broken_links(lite) == []
    assert loaded_from_elsewhere(lite) == []


def test_no_answer_and_no_hidden_test_is_in_what_a_browser_gets(root, lite):
    files = {path.name: path.read_bytes() for path in (lite / "files").rglob("*.ipynb")}
    (wheel,) = (lite / "static" / "pyodide").glob("privacylab-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        files |= {name: archive.read(name) for name in archive.namelist()}
    assert len(files) > 100
    assert find_leaks(root, files) == []


def test_a_page_runs_in_the_browser_and_asks_no_other_host_for_anything(lite, host, browser):
    hosts, page = Counter(), browser.new_page(viewport={"width": 1300, "height": 1000})
    page.context.on("request", lambda sent: hosts.update([urlsplit(sent.url).netloc]))
    with host(lite.parent) as address:
        page.goto(f"{address}/lite/lab/index.html?path={NO_NUMPY}")
        page.get_by_role("blockquote").wait_for(timeout=ARRIVES)
        page.locator(".jp-CodeCell .jp-InputArea-editor").first.click()
        page.keyboard.press("Shift+Enter")
        page.get_by_text("alleged by a complaint").wait_for(timeout=ARRIVES)
        page.get_by_role("slider").first.focus()
        page.keyboard.press("ArrowRight")
        page.get_by_text("F-A10", exact=True).nth(1).wait_for(timeout=ARRIVES)  # beside the slider
        page.context.close()
        assert set(hosts) == {urlsplit(address).netloc}
