"""In a bundle, the second button hands in, for an instructor who alone has the hidden checks."""

import shutil
import urllib.request
import zipfile

import pytest
from one_exercise import NOTEBOOK, RIGHT, post, served, solve

from privacylab import grading
from privacylab.classroom.handing_in import pack
from privacylab.jupyter.holder_process import answer

ESSAY = "assignments/02_retention/RET-R1_blind_spots.ipynb"


@pytest.fixture
def bundle(alone, tmp_path):
    """A learner's folder, as `privacylab bundle` makes it."""
    ignored = shutil.ignore_patterns("solutions", "datasets")
    shutil.copytree(alone, tmp_path / "lab", ignore=ignored)
    shutil.copytree(alone / "assignments", tmp_path / "lab" / "pristine")
    return tmp_path / "lab"


def test_the_second_button_packs_the_module_and_says_so(bundle, tmp_path):
    (tmp_path / "user").mkdir()
    solve(bundle, RIGHT)
    (bundle / "class.toml").write_text('timezone = "UTC"\n[due]\n00_start = 2020-01-06\n')
    essay = bundle / ESSAY
    essay.write_text(essay.read_text().replace("YOUR ANSWER HERE", "An answer."))
    with served(bundle, tmp_path / "user") as server:
        with urllib.request.urlopen(f"{server}/lab?token=secret", timeout=60) as answer:
            page = answer.read().decode()
        assert '"privacylabHandsIn": true' in page
        _, lines = post(server, {"path": NOTEBOOK, "action": "check"})
        assert lines[-1]["report"]["next"].startswith("Once the module is finished, press Hand In")
        _, lines = post(server, {"path": NOTEBOOK, "action": "grade"})
        report = lines[-1]["report"]
        assert (report["kind"], report["score"]) == ("check", None)
        assert report["next"].startswith("00_start is packed: handed-in/00_start-")
        assert report["notes"][0].startswith("Due Mon 6 Jan 2020, 23:59 UTC. This is ")
        _, lines = post(server, {"path": ESSAY, "action": "grade"})
        report = lines[-1]["report"]
        assert (report["outcome"], report["steps"]) == ("packed", [])
        assert "RET-02 The inactivity clock: not begun." in " ".join(report["notes"])
        _, (path,) = post(server, None, to="progress")
        states = {key: (one["state"], one["done"]) for key, one in path["steps"].items()}
        assert states["ST-01"] == ("written", True) and states["RET-02"] == ("not begun", False)
        solve(bundle, "    return 1 +\n")
        status, _ = post(server, {"path": NOTEBOOK}, to="start-over")
        assert status == 200
    pristine = bundle / NOTEBOOK.replace("assignments", "pristine")
    assert (bundle / NOTEBOOK).read_bytes() == pristine.read_bytes()
    for packed in (bundle / "handed-in").iterdir():
        with zipfile.ZipFile(packed) as archive:
            assert any(name.endswith(".ipynb") for name in archive.namelist())
    assert not (bundle / "submitted").exists()


def test_the_exercise_in_front_is_checked_once(bundle, monkeypatch):
    solve(bundle, RIGHT)
    checked = []

    def check(root, notebook):
        checked.append(notebook.name)
        return [{"step": "keep", "summary": "", "notice": "", "crashed": False, "checks": []}]

    for module in (pack, grading):
        monkeypatch.setattr(module, "check_notebook", check)
    said = answer(bundle, "grade", bundle / NOTEBOOK)
    assert [one["name"] for one in said["report"]["steps"]] == ["keep"]
    assert checked == [NOTEBOOK.split("/")[-1]]
    copy = bundle / "assignments" / "mine.ipynb"
    copy.write_bytes((bundle / NOTEBOOK).read_bytes())
    answer(bundle, "grade", copy)
    assert checked[1:] == [NOTEBOOK.split("/")[-1], "mine.ipynb"]
