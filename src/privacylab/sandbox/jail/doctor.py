"""Checks this machine's sandbox by trying to escape from it."""

import json
import platform
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from nbformat.v4 import new_code_cell, new_notebook

from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail.bubblewrap import isolation
from privacylab.sandbox.jail.syscalls import REFUSED

# A learner's cell. Each function is named for what it tries, and returns if it succeeds.
TRIES = """
import ctypes, fcntl, json, os, socket

def reach_a_server_on_this_machine():
    socket.create_connection(("127.0.0.1", port), timeout=2)

def see_a_network_device():
    devices = open("/proc/self/net/dev").read().splitlines()[2:]
    assert [line for line in devices if "lo:" not in line]

def read_the_solutions():
    assert any((root / "solutions").rglob("*.py"))

def read_the_home_folder():
    assert any(path.is_file() for path in home.iterdir())

def read_what_the_grader_wrote():
    outside.read_text()

def see_other_processes():
    assert [name for name in os.listdir("/proc") if name.isdigit() and int(name) > 9]

def write_outside_of_scratch():
    for place in (root / "course" / "jail", "/usr/jail", "/etc/jail", "/jail"):
        try:
            return Path(place).write_text("x")
        except OSError as error:
            last = error
    raise last

def become_root():
    os.setuid(0)

def make_a_namespace_of_its_own():
    assert ctypes.CDLL(None).unshare(0x10000000) == 0

def leave_its_core():
    os.sched_setaffinity(0, range(os.cpu_count()))

def keep_something_in_a_keyring():
    assert ctypes.CDLL(None).syscall(keyctl, 1, None) >= 0

def hold_memory_that_belongs_to_no_process():
    os.memfd_create("kept")

def look_into_the_jail_s_first_process():
    open("/proc/1/mem", "rb") and os.listdir("/proc/1/fd")

def run_a_first_process_without_a_filter():
    assert "Seccomp:\\t0" in open("/proc/1/status").read()

def hide_its_memory_from_the_grader():
    assert ctypes.CDLL(None).prctl(4, 0, 0, 0, 0) == 0

def make_a_socket_with_a_name():
    socket.socket(socket.AF_UNIX).bind("\\0jail")

def send_a_file_to_another_process():
    socket.send_fds(socket.socketpair()[0], [b"x"], [0])

def see_the_locks_of_other_jails():
    fcntl.fcntl(open(os.__file__), fcntl.F_GETLK, bytes(32))

def see_which_files_are_in_memory():
    os.preadv(os.open(os.__file__, os.O_RDONLY), [bytearray(1)], 0, os.RWF_NOWAIT)

def see_the_machine_s_counters():
    open("/proc/meminfo").read()

def change_the_time_of_a_device():
    os.utime("/dev/null")

def read_the_grader_s_names():
    known = {"PATH", "LANG", "HOME", "TMPDIR", "PYTHONPATH", "PWD", "LC_CTYPE"}
    assert [name for name in os.environ if name not in known and name.isupper()
            and not name.startswith(("OMP_", "OPENBLAS_", "ARROW_", "MPL", "PYTHONDONT"))]

def write_in_scratch():
    Path("mine").write_text("x")

found = {}
for name, attempt in list(globals().items()):
    if getattr(attempt, "__module__", "") == "__main__":
        try:
            attempt()
            found[name.replace("_s_", "'s ").replace("_", " ")] = True
        except Exception as error:
            found[name.replace("_s_", "'s ").replace("_", " ")] = False
print(json.dumps(found))
"""
ALLOWED = "write in scratch"


@dataclass(frozen=True)
class Finding:
    """One sentence about this machine; good says whether it is as it should be."""

    sentence: str
    good: bool


def doctor(root: Path) -> list[Finding]:
    """Try everything that a jail must prevent, from inside one. Takes about a second."""
    offer = isolation()
    if not offer.bwrap:
        return [
            Finding(
                f"No isolation: {offer.reason}. You can grade your own work; other people's only "
                "with --isolation none.",
                False,
            )
        ]
    how = "as an ordinary user of its own" if offer.as_root else "in a user namespace"
    findings = [Finding(f"bubblewrap works ({offer.bwrap}); a jail runs {how}.", True)]
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
        outside = Path(folder) / "secret.txt"
        outside.write_text("secret")
        port = server.getsockname()[1]
        keyctl = REFUSED.get(platform.machine(), {}).get("keyctl", -1)
        places = f"root, home, outside = map(Path, {[str(root), str(Path.home()), str(outside)]})"
        notebook = new_notebook(
            cells=[new_code_cell(f"{places}\nport, keyctl = {port}, {keyctl}\n{TRIES}")]
        )
        notebook.cells[0].source = "from pathlib import Path\n" + notebook.cells[0].source
        try:
            Session(root, Path(folder), 60, 5, offer, most_restarts=0).run({"doctor": notebook})
            tries: dict[str, bool] = json.loads(notebook.cells[0].outputs[0].text)
        except (LookupError, AttributeError, RuntimeError, ValueError) as error:
            return [*findings, Finding(f"No code could be run in a jail: {error}", False)]
    for attempt, done_it in tries.items():
        says = "can" if done_it else "cannot"
        good = done_it is (attempt == ALLOWED)
        findings.append(Finding(f"Code in the jail {says} {attempt}.", good))
    return findings
