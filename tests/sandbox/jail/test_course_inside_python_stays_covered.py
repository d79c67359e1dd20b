"""A course, or this package, that lies within Python's folders is not shown with them."""

import json
import subprocess
import sys

from privacylab.sandbox.jail import bubblewrap
from privacylab.sandbox.jail.bubblewrap import plan_jail


def test_a_course_and_a_package_within_the_prefix_are_covered(
    jail_isolation, tmp_path, monkeypatch
):
    prefix = tmp_path / "python"
    root, code = prefix / "share" / "course-of-mine", prefix / "lib" / "privacylab"
    for path in ("course/course.toml", "solutions/answer.py", "submitted/ada.ipynb"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("")
    for room in ("checks", "lab"):
        (code / room).mkdir(parents=True)
    (prefix / "lib" / "other.py").write_text("")
    prefix.chmod(0o755)
    monkeypatch.setattr(sys, "prefix", str(prefix))
    monkeypatch.setattr(bubblewrap, "CODE", code)
    plan = plan_jail(jail_isolation, root, [], tmp_path)
    shown = subprocess.run(
        [*plan.command, "/usr/bin/find", str(prefix), "-mindepth", "1"],
        capture_output=True,
        text=True,
        env={},
    )
    assert json.loads(plan.settings)["scratch"] == str(root / "scratch")
    found = {line.removeprefix(f"{prefix}/") for line in shown.stdout.splitlines()}
    assert {
        "lib/other.py",
        "lib/privacylab/checks",
        "share/course-of-mine/course/course.toml",
    } <= found
    assert not {
        one for one in found if "lab/lab" in one or "solutions" in one or "submitted" in one
    }
    touched = subprocess.run(
        [*plan.command, "/usr/bin/touch", str(root / "x"), str(code / "x")], env={}
    )
    assert touched.returncode != 0
