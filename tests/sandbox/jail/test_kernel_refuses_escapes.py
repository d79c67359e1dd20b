"""What the kernel refuses to a learner's code, and what it still does for it."""

import json
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail import seccomp
from privacylab.sandbox.jail.syscalls import ARCHITECTURES

SETUP = """
import ctypes, errno, fcntl, json, mmap, os, socket, subprocess, threading
from privacylab.sandbox.jail.syscalls import EXAMINED, IGNORED, MISSING, REFUSED, UNKNOWN
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


def test_what_programs_can_do_without_is_missing_and_advice_is_ignored(
    root, tmp_path, jail_isolation
):
    found = ask(
        root,
        tmp_path,
        jail_isolation,
        "[[outcome(n, *[0] * 6) for n in one[machine].values()] for one in (MISSING, IGNORED)]"
        " + [[outcome(n, *[0] * 6) for n in range(UNKNOWN, UNKNOWN + 40)]]",
    )
    assert [set(one) for one in found] == [{"ENOSYS"}, {"done"}, {"ENOSYS"}]


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("attempt(lambda: fcntl.fcntl(0, fcntl.F_SETLEASE, fcntl.F_RDLCK))", "EINVAL"),
        ("attempt(lambda: fcntl.fcntl(0, 1031, 1 << 20))", "EINVAL"),  # F_SETPIPE_SZ
        ("attempt(lambda: fcntl.fcntl(0, fcntl.F_SETSIG, 9))", "EINVAL"),
        ("outcome(EXAMINED[machine]['prctl'], 4, 0, 0, 0, 0)", "EINVAL"),  # PR_SET_DUMPABLE
        ("outcome(EXAMINED[machine]['prctl'], 22, 1, 0, 0, 0)", "EINVAL"),  # PR_SET_SECCOMP
        ("outcome(EXAMINED[machine]['ioctl'], 0, 0xC0506617, 0)", "ENOTTY"),  # fscrypt's keys
        ("outcome(EXAMINED[machine]['mmap'], 0, 1 << 21, 3, 0x40022, -1, 0)", "EPERM"),
        ("outcome(EXAMINED[machine]['clone'], 0x10F00 & ~0x400, 0, 0, 0, 0)", "EPERM"),
        ("outcome(EXAMINED[machine]['futex'], 0, 0, 0, 0, 0, 0)", "EAGAIN"),
        ("attempt(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM))", "EPERM"),
    ],
)
def test_arguments_decide_what_else_is_refused(root, tmp_path, jail_isolation, expression, answer):
    assert ask(root, tmp_path, jail_isolation, expression) == answer


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_the_filter_is_one_that_the_kernel_takes(machine):
    steps = seccomp.program(machine)
    assert len(steps) < 4096 and steps[-1] == seccomp.ALLOW
    for place, (code, yes, no, _) in enumerate(steps):
        assert 0 <= yes < 256 and 0 <= no < 256
        assert code == seccomp.RETURN or place + 1 + max(yes, no) < len(steps)


WORKS = {
    "a Parquet file": "pd.DataFrame({'a': [1]}).to_parquet('a') or len(pd.read_parquet('a'))",
    "a mapped CSV file": "pd.DataFrame({'a': [1]}).to_csv('b') or len(pd.read_csv('b', "
    "memory_map=True, engine='c'))",
    "a database of SQLite's": "pd.DataFrame({'a': [1]}).to_sql('a', sqlite3.connect('c')) and "
    "len(pd.read_sql('select * from a', sqlite3.connect('c')))",
    "a plot": "plt.figure().savefig('d.png') or 1",
    "an event loop": "asyncio.run(asyncio.sleep(0, 1))",
    "threads": "sum(ThreadPoolExecutor().map(len, ['a']))",
    "a copy of a file": "shutil.copyfile(os.__file__, 'e') and 1",
    "a pipeline of programs": "int(subprocess.check_output('echo 1 | cat', shell=True))",
    "a shell command": "len(get_ipython().getoutput('echo 1'))",
    "a semaphore of processes": "int(Context('fork').Semaphore(1).acquire())",
}


@pytest.mark.parametrize("what", WORKS)
def test_what_honest_answers_use_works(root, tmp_path, jail_isolation, what):
    cell = f"""
import asyncio, os, shutil, sqlite3, subprocess
import matplotlib.pyplot as plt, pandas as pd
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context as Context
print({WORKS[what]})
"""
    notebook = new_notebook(cells=[new_code_cell(cell)])
    Session(root, tmp_path, 30, 5, jail_isolation, 0).run({"RET-02": notebook})
    assert [one.get("text") for one in notebook.cells[0].outputs] == ["1\n"]


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
