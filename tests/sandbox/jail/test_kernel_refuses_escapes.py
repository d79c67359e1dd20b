"""What the kernel refuses to a learner's code, and what it still does for it."""

import json
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from privacylab.sandbox.examiner.session import Session

SETUP = """
import ctypes, errno, json, mmap, os, subprocess, threading
from privacylab.sandbox.jail.syscalls import EXAMINED, IGNORED, MISSING, REFUSED
libc = ctypes.CDLL(None, use_errno=True)
machine = os.uname().machine
def outcome(number, *arguments):
    ctypes.set_errno(0)
    done = libc.syscall(number, *map(ctypes.c_long, arguments))
    return "done" if done >= 0 else errno.errorcode[ctypes.get_errno()]
def attempt(code):
    try:
        return code() and "done" or "done"
    except OSError as error:
        return errno.errorcode[error.errno]
"""


def ask(root: Path, folder: Path, jail_isolation, expression: str):
    cell = new_code_cell(f"{SETUP}\nprint(json.dumps({expression}))")
    notebook = new_notebook(cells=[cell])
    Session(root, folder, 30, 5, jail_isolation, 0).run({"RET-02": notebook})
    return json.loads(notebook.cells[0].outputs[0].text)


def test_whatever_is_on_the_list_is_refused(root, tmp_path, jail_isolation):
    found = ask(
        root,
        tmp_path,
        jail_isolation,
        "{name: outcome(n, *[0] * 6) for name, n in REFUSED[machine].items()}",
    )
    assert set(found.values()) == {"EPERM"}


@pytest.mark.parametrize(
    "expression",
    [
        "outcome(syscalls_clone, 0x10000000 | 17, 0, 0, 0, 0)",
        "attempt(lambda: mmap.mmap(-1, 4096))",
        "attempt(lambda: os.sched_setaffinity(0, {0}))",
        "attempt(lambda: os.memfd_create('x'))",
    ],
)
def test_no_namespace_no_shared_memory_no_other_core(root, tmp_path, jail_isolation, expression):
    expression = expression.replace("syscalls_clone", "EXAMINED[machine]['clone']")
    assert ask(root, tmp_path, jail_isolation, expression) == "EPERM"


def test_a_mapping_of_zeros_cannot_be_shared(root, tmp_path, jail_isolation):
    expression = "attempt(lambda: mmap.mmap(os.open('/dev/zero', os.O_RDWR), 4096))"
    assert ask(root, tmp_path, jail_isolation, expression) == "ENODEV"


def test_threads_processes_and_memory_of_one_s_own_are_there(root, tmp_path, jail_isolation):
    started = """[
        threading.Thread(target=print).start() is None,
        subprocess.run(["/bin/echo", "there"], capture_output=True, text=True).stdout.strip(),
        len(mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)),
    ]"""
    found = ask(
        root, tmp_path, jail_isolation, started.replace("target=print", "target=len, args=('',)")
    )
    assert found == [True, "there", 4096]
