"""Code that looks for the hidden tests, for other people's files, and for a way out."""

import os
import socket

import pytest
from cheat_exercise import DOUBLE, HELD, TRIPLE

SECRETS = ("100021", "200042", "100_021", "100003", "SECRET_OF", "concealed")
TOLD = "200_042"


def tells(ran) -> list[str]:
    return [secret for secret in SECRETS if secret in ran.shown]


LOOKS = {
    "In and Out": "print(In, Out, globals())",
    "frames": """
import sys
def double(x):
    frame = sys._getframe()
    while frame:
        print(frame.f_globals.keys(), frame.f_locals)
        frame = frame.f_back
    return 2 * x
""",
    "the garbage collector": """
import gc
def double(x):
    print([o for o in gc.get_objects() if "".join(("concea", "led")) in repr(o)[:500]])
    return 2 * x
""",
    "linecache": """
import linecache
def double(x):
    print(linecache.cache)
    return 2 * x
""",
    "its own memory": """
def double(x):
    memory = ""
    for line in open("/proc/self/maps"):
        if "rw-p" in line and len(memory) < 10_000_000:
            begin, end = (int(part, 16) for part in line.split()[0].split("-"))
            try:
                with open("/proc/self/mem", "rb") as file:
                    file.seek(begin)
                    memory += file.read(min(end - begin, 1 << 20)).decode("latin-1")
            except (OSError, ValueError, OverflowError):
                pass
    memory = memory[::-1]  # or it would find what it looks for with
    place = memory.find("rebmun delaecnoc eht")
    if place >= 0:
        print(memory[place - 100:place + 100][::-1])
    return 2 * x
""",
}


@pytest.mark.parametrize("name", LOOKS)
def test_it_sees_nothing_of_the_hidden_tests(grade, name):
    ran = grade(DOUBLE, HELD, LOOKS[name], last=(LOOKS[name], "double(1)"))
    assert ran.scores["RET-02-test"] == 4.0
    assert tells(ran) == []


KEEPS = """
SEEN = []
def double(x):
    SEEN.append(x)
    open("seen.txt", "a").write(f"{x}\\n")
    print(x)
    return 2 * x
"""


def test_what_a_hidden_check_hands_over_is_not_printed_by_a_later_cell(grade):
    ran = grade(KEEPS, HELD, last=("print(SEEN)\nopen('seen.txt').read()",))
    assert ran.scores == {"RET-02-test": 4.0, "RET-01-test": 2.0}
    assert tells(ran) == []


def test_nor_by_the_display_of_a_failed_public_check(grade):
    ran = grade(KEEPS, HELD, then=("def triple(x):\n    return SEEN\n",))
    assert ran.scores == {"RET-02-test": 4.0, "RET-01-test": 0.0}
    assert "came back" in ran.shown
    assert tells(ran) == []


def test_nor_by_what_a_public_check_prints(grade):
    ran = grade(KEEPS, HELD, then=("def triple(x):\n    print(SEEN)\n    return 3 * x",))
    assert ran.scores["RET-01-test"] == 2.0
    assert tells(ran) == []


def test_nor_by_the_name_of_an_error(grade):
    ran = grade(HELD, """
def double(x):
    raise type(f"Was{x}", (Exception,), {})(x)
""")  # fmt: skip
    assert ran.scores["RET-02-test"] == 2.0
    assert tells(ran) == []


def test_it_reads_no_file_of_the_course_or_of_the_home_folder(grade, root):
    places = [root / "solutions", root / "tests", root / "submitted", root / ".git",
              os.path.expanduser("~/.bashrc"), "/etc/passwd", "/etc/shadow"]  # fmt: skip
    ran = grade(DOUBLE, HELD, f"""
import os
for place in {list(map(str, places))}:
    print("YES" if os.path.exists(place) else "no")
""")  # fmt: skip
    assert "YES" not in ran.shown and "no" in ran.shown


def test_it_sees_no_other_process_and_no_server_of_this_machine(grade):
    with socket.create_server(("127.0.0.1", 0)) as server:
        ran = grade(DOUBLE, HELD, f"""
import os, socket
print("processes", len([name for name in os.listdir("/proc") if name.isdigit()]))
try:
    socket.create_connection(("127.0.0.1", {server.getsockname()[1]}), timeout=1)
    print("CONNECTED")
except OSError as error:
    print("net", error.errno)
try:
    socket.socket(socket.AF_UNIX).connect("/var/run/docker.sock"); print("CONNECTED")
except OSError: pass
""")  # fmt: skip
    assert "CONNECTED" not in ran.shown and "net" in ran.shown
    assert "processes 2" in ran.shown or "processes 3" in ran.shown


def test_the_environment_holds_nothing_of_the_graders(grade, monkeypatch):
    monkeypatch.setenv("GRADERS_TOKEN", "tok-12345")
    ran = grade(DOUBLE, HELD, "import os\nprint(dict(os.environ), open('/proc/1/environ').read())")
    assert "tok-12345" not in ran.shown


def test_a_link_in_scratch_leads_nowhere(grade, root):
    ran = grade(DOUBLE, HELD, f"""
import os
os.symlink({str(root / "solutions")!r}, "link")
print(os.path.exists("link"))
""")  # fmt: skip
    assert "False" in ran.shown and ran.scores["RET-02-test"] == 4.0


def test_a_link_that_was_sent_is_not_followed(grade, root, tmp_path):
    (tmp_path / "answers.py").symlink_to(root / "pyproject.toml")
    ran = grade(DOUBLE, HELD, "import os\nprint(os.listdir('.'))")
    assert "answers.py" not in ran.shown


def test_what_it_writes_is_gone_in_the_next_run(grade):
    write = "import os\nprint(os.path.exists('mine'), os.path.exists('/tmp/mine'))\n" \
            "open('mine', 'w').write('x'); open('/tmp/mine', 'w').write('x')"  # fmt: skip
    assert "False False" in grade(DOUBLE, HELD, write).shown
    assert "False False" in grade(DOUBLE, HELD, write).shown


def test_a_module_of_ones_own_shadows_nothing_of_the_examiner(grade, tmp_path):
    for name in ("pandas.py", "json.py", "hypothesis.py"):
        (tmp_path / name).write_text("raise SystemExit")
    ran = grade(DOUBLE, HELD, then=(TRIPLE,))
    assert ran.scores == {"RET-02-test": 4.0, "RET-01-test": 2.0}


def test_an_import_hook_of_ones_own_breaks_ones_own_imports_alone(grade):
    hook = "import sys\nsys.meta_path.insert(0, None)\nsys.modules['pandas'] = None"
    ran = grade(DOUBLE, HELD, hook)
    assert ran.scores == {"RET-02-test": 2.0, "RET-01-test": 2.0}  # pandas imports as it works
