"""What a process that has moved into a jail brings with it: nothing."""

import json
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nbformat.v4 import new_code_cell, new_notebook

from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail.bubblewrap import LIMITS
from privacylab.sandbox.pool import cpu_affinity
from privacylab.sandbox.pool.cpu_affinity import one_core

LOOK = """
import json, os, stat, tempfile
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
def outcome(attempt):
    try:
        return attempt() or "done"
    except OSError as error:
        return type(error).__name__ + str(error.errno)
def kind(number):
    try:
        mode = os.fstat(number).st_mode
    except OSError:
        return ""
    return "socket" if stat.S_ISSOCK(mode) else oct(stat.S_IFMT(mode))
print(json.dumps({
    "rights": [status[name].strip() for name in ("CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb")],
    "no_new_rights": status["NoNewPrivs"].strip(),
    "files": sorted(kind(number) for number in range(3, 256) if kind(number)),
    "names": sorted(os.environ),
    "first_names": outcome(lambda: open("/proc/self/environ").read().count("=")),
    "scratch": tempfile.gettempdir() == os.getcwd(),
    "processes": len([name for name in os.listdir("/proc") if name.isdigit()]),
    "interpreter": outcome(lambda: os.chmod("/proc/self/exe", 0o755)),
    "neighbours": os.listdir("."),
}))
open("mine.txt", "w").write("x")
"""


def look(root: Path, folder: Path, jail_isolation) -> dict:
    notebook = new_notebook(cells=[new_code_cell(LOOK)])
    Session(root, folder, 30, 5, jail_isolation, 0).run({"RET-02": notebook})
    return json.loads(notebook.cells[0].outputs[0].text)


def test_it_has_no_right_and_can_get_none(root, tmp_path, jail_isolation):
    found = look(root, tmp_path, jail_isolation)
    assert set(found["rights"]) == {"0000000000000000"} and found["no_new_rights"] == "1"


def test_it_holds_no_file_but_its_wire(root, tmp_path, jail_isolation):
    found = look(root, tmp_path, jail_isolation)
    # the channel, the event loop's own pair, and its epoll, which has no type
    assert found["files"] == ["0o0", "socket", "socket", "socket"]


FIRST = """
import json, os
def outcome(name):
    try:
        if os.path.basename(name) in ("fd", "fdinfo", "map_files", "ns"):  # full of links
            return bool([os.stat(f"{name}/{one}") for one in os.listdir(name)])
        return bool(os.listdir(name) if os.path.isdir(name) else open(name, "rb").read(1))
    except OSError:
        return False
status = dict(line.split(":", 1) for line in open("/proc/1/status"))
limits = dict((line[:26].strip(), line[26:].split()[1]) for line in open("/proc/1/limits"))
print(json.dumps({
    "filter": status["Seccomp"].strip(), "no_new_rights": status["NoNewPrivs"].strip(),
    "rights": status["CapEff"].strip(), "limits": limits,
    "seen": [name for name in ("fd", "fdinfo", "map_files", "maps", "mem", "environ", "cwd", "root",
             "exe", "auxv", "ns", "stack", "syscall") if outcome(f"/proc/1/{name}")],
    "beside": [name for name in os.listdir("/proc") if not name.isdigit()],
}))
"""


def test_the_first_process_of_a_jail_has_its_filter_and_limits_and_shows_nothing(
    root, tmp_path, jail_isolation
):
    notebook = new_notebook(cells=[new_code_cell(FIRST)])
    Session(root, tmp_path, 30, 5, jail_isolation, 0).run({"RET-02": notebook})
    found = json.loads(notebook.cells[0].outputs[0].text)
    assert (found["filter"], found["no_new_rights"]) == ("2", "1")
    assert int(found["rights"], 16) == 0
    limits = [found["limits"][f"Max {name}"] for name in ("open files", "processes", "data size")]
    assert limits == [str(LIMITS[name]) for name in ("NOFILE", "NPROC", "DATA")]
    assert found["seen"] == []
    assert sorted(found["beside"]) == ["self", "thread-self"]


def test_it_runs_on_one_core(root, tmp_path, jail_isolation):
    cell = "import os; print(sorted(os.sched_getaffinity(0)))"
    for _ in range(20):  # while other tests' examiners hold every core, it may use all
        notebook = new_notebook(cells=[new_code_cell(cell)])
        Session(root, tmp_path, 30, 5, jail_isolation, 0).run({"RET-02": notebook})
        cores = json.loads(notebook.cells[0].outputs[0].text)
        if len(cores) == 1:
            return
        time.sleep(1)
    raise AssertionError(cores)


def test_two_examiners_at_once_run_on_two_cores(monkeypatch):
    # so that what other tests grade at the same time claims no core of these two
    monkeypatch.setattr(cpu_affinity, "CLAIM", f"{cpu_affinity.CLAIM} of process {os.getpid()}")
    both = threading.Barrier(2)

    def claim(_: int) -> int:
        with one_core() as core:
            both.wait(60)  # until the other has its core, too
            return core

    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(claim, range(2))
    if len(os.sched_getaffinity(0)) > 1:
        assert one != other


def test_its_environment_is_the_jail_s(root, tmp_path, jail_isolation):
    found = look(root, tmp_path, jail_isolation)
    assert {"HOME", "TMPDIR", "PATH"} <= set(found["names"]) and found["scratch"]
    assert len(found["names"]) < 15 and found["first_names"] in ("PermissionError13", *range(1, 15))


def test_it_sees_the_processes_of_its_jail_alone(root, tmp_path, jail_isolation):
    assert look(root, tmp_path, jail_isolation)["processes"] <= 3


def test_it_cannot_change_the_interpreter_that_it_came_from(root, tmp_path, jail_isolation):
    assert look(root, tmp_path, jail_isolation)["interpreter"] in ("PermissionError1", "OSError30")


def test_two_submissions_share_no_scratch_folder(root, tmp_path, jail_isolation):
    look(root, tmp_path, jail_isolation)
    assert look(root, tmp_path, jail_isolation)["neighbours"] == []


def test_nothing_that_a_submission_started_outlives_it(root, tmp_path, jail_isolation):
    mark = f"outlive-{os.getpid()}"
    start = f"import subprocess\nsubprocess.Popen(['/usr/bin/env', '-a', '{mark}', 'sleep', '600'])"
    notebook = new_notebook(cells=[new_code_cell(start)])
    Session(root, tmp_path, 30, 5, jail_isolation, 0).run({"RET-02": notebook})
    assert not notebook.cells[0].outputs or notebook.cells[0].outputs[0].output_type != "error"
    for _ in range(50):
        alive = [path for path in Path("/proc").glob("[0-9]*/cmdline") if _has(path, mark)]
        if not alive:
            return
        time.sleep(0.1)
    raise AssertionError(f"still there: {alive}")


def _has(path: Path, mark: str) -> bool:
    try:
        return mark.encode() in path.read_bytes().split(b"\0")[0:1]
    except OSError:
        return False
