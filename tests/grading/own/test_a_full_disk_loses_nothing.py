"""However full the disk is at grading: a sentence says so, and nothing is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from privacylab.sandbox.jail.bubblewrap import isolation

NAME = "assignments/00_start/ST-01_keep_delete_or_hold.ipynb"
RIGHT = '    if held:\n        return "hold"\n    return "delete" if today >= due_on else "keep"\n'
HURRIED = '    if today > due_on:\n        return "delete"\n    return "hold" if held else "keep"\n'
STEP = 5  # pages that are free on the disk, from one try to the next
# a disk of one's own, of 48 MB; then again an ordinary user, as which jails start
ON_A_SMALL_DISK = """
mount -t tmpfs -o size=48m small "$1" && cd "$1" &&
cp -r "$2/course" "$2/assignments" "$2/solutions" "$2/nbgrader_config.py" . &&
exec unshare --user --map-user=1000 --map-group=1000 "$3" "$4" "$1"
"""


def test_a_full_disk_is_a_sentence_at_every_place_and_the_grade_before_stays(root, tmp_path):
    found = isolation()
    if not found.bwrap:
        pytest.skip(found.reason)
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec", ON_A_SMALL_DISK]
    command += ["sh", str(tmp_path), str(root), sys.executable, __file__]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    tries = [json.loads(line) for line in done.stdout.splitlines()]
    assert {one["said"] for one in tries[:-2]} >= {"error", "warning"}
    assert [one["said"] for one in tries[-2:]] == ["", ""]  # with enough space, a grade


def grade_on_a_disk_that_is_ever_less_full(course: Path) -> None:
    """Print what is said, until two grades in a row succeed. AssertionError: what is lost."""
    from privacylab.jupyter.holder_process import answer, load

    load(course)
    notebook, filler, free, graded = course / NAME, course / "filler", 0, 0
    while graded < 2:
        write(notebook, HURRIED)
        before = answer(course, "grade", notebook)["report"]
        assert before["score"] == 0.5, before
        write(notebook, RIGHT)
        written = notebook.read_bytes()
        fill(filler, free)
        got = answer(course, "grade", notebook)
        last = answer(course, "last", notebook)["report"]
        filler.unlink()
        assert notebook.read_bytes() == written
        report = got.get("report")
        said = "error" if not report else "warning" if report["warning"] else ""
        text = got["error"] if not report else report["warning"]
        if said:
            assert "The disk is full: free some space, and press the button again." in text, text
            assert last["score"] == 0.5 and (report is None or report["score"] == 0.5)
            graded = 0
        else:
            assert report["score"] == last["score"] == 2, (report, last)
            graded += 1
        copies = {path.name.partition("_")[2] for path in copies_of(course, written)}
        assert copies == ({"2.ipynb"} if not said else {""} if copies else set()), copies
        for path in copies_of(course, written):  # so that the next try keeps it anew
            path.unlink()
        print(json.dumps({"free": free, "said": said}), flush=True)
        free += STEP


def write(notebook: Path, answer: str) -> None:
    content = json.loads(notebook.read_text())
    for cell in content["cells"]:
        if cell["id"] == "ST-01-decide":
            cell["source"] = f"def decide(due_on, held, today):\n{answer}"
    notebook.write_text(json.dumps(content))


def fill(filler: Path, free: int) -> None:
    """Leave so many free pages on the disk."""
    disk = os.statvfs(filler.parent)
    with filler.open("wb") as file:
        if disk.f_bavail > free:
            os.posix_fallocate(file.fileno(), 0, (disk.f_bavail - free) * disk.f_frsize)


def copies_of(course: Path, notebook: bytes) -> list[Path]:
    """The copies in var/kept of the answer that is in this notebook."""
    from privacylab.grading.own.kept import same_cells

    kept = (course / "var" / "kept" / "ST-01").iterdir()
    return [path for path in kept if same_cells(path.read_bytes(), notebook)]


if __name__ == "__main__":
    grade_on_a_disk_that_is_ever_less_full(Path(sys.argv[1]))
