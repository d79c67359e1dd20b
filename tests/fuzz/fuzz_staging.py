"""Fuzzes the private copy of a submission, guided by coverage:

    python tests/fuzz/fuzz_staging.py -max_total_time=600

An input is a list of choices that build a learner's folder: files, sparse files, folders, links,
pipes, sockets, closed folders, and any names. Whatever is in it, the copy is made within its
limits, holds regular files only and nothing from outside, and has the digest that is found without
copying. The options are libFuzzer's; what it finds goes to the working folder.
"""

import contextlib
import os
import shutil
import socket
import stat
import sys
import tempfile
import unicodedata
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["privacylab.grading.submission"]):
    from privacylab.grading.submission import names, staging

from privacylab.catalog import Exercise, Module
from privacylab.grading import Course

SECRET = "what no learner may read"
EXERCISES = tuple(Exercise(f"RET-0{number}_x", "X", 5) for number in (1, 2))
MODULE = Module("02_x", "X", "", (), (), 5, (), (), EXERCISES)
NAMES = [
    *(f"{one.name}.ipynb" for one in EXERCISES),
    *("timestamp.txt", "data.csv", "other.ipynb", ".git", "__pycache__", "earlier", "02_x"),
    *("a" * 255, "ä\u202e", "x\ny", "-rf", "a b", "*", "$(id)", "\x7f", "CON", "..."),
]
LEARNERS = ["ann", "ann\n", "ann, B. [2]", "…", "a" * 255, "\udcff", "Zoë"]
# small ones, so that many inputs reach them in little time
staging.NOTEBOOKS = staging.Limits(60_000, 100_000, 4)
staging.FILES = staging.Limits(20_000, 30_000, 8)
staging.MOST_ENTRIES, staging.DEEPEST = 60, 3
MOST_COPIED = staging.NOTEBOOKS.total + staging.FILES.total
# controls, halves of characters, and separators; a character that Unicode does not know is only odd
OBEYED = {"Cc", "Cs", "Zl", "Zp"}
LIMITS = ["-rss_limit_mb=1500", "-timeout=20", "-max_len=600", "-max_total_time=60"]


def build(choices: atheris.FuzzedDataProvider, folder: bytes, depth: int, outside: Path) -> None:
    """Fill a folder."""
    for _ in range(choices.ConsumeIntInRange(0, 8)):
        name = os.fsencode(choices.PickValueInList(NAMES))
        if choices.ConsumeBool():
            name = choices.ConsumeBytes(12).replace(b"\0", b"").replace(b"/", b"") or b"-"
        path = folder + b"/" + name
        with contextlib.suppress(OSError):  # a name that exists, or that no folder can hold
            make(choices, path, depth, outside)


def make(choices: atheris.FuzzedDataProvider, path: bytes, depth: int, outside: Path) -> None:
    match choices.ConsumeIntInRange(0, 9):
        case 0:
            os.mkfifo(path)
        case 1:
            targets = [str(outside), str(outside / "secret"), "/etc/passwd", "/dev/zero", "..", "."]
            os.symlink(choices.PickValueInList(targets), path)
        case 2:
            with socket.socket(socket.AF_UNIX) as one:
                one.bind(path)
        case 3:
            with open(path, "xb") as file:
                file.truncate(1 << choices.ConsumeIntInRange(0, 43))
        case 4 | 5 | 6 if depth < 6:
            os.mkdir(path)
            build(choices, path, depth + 1, outside)
            os.chmod(path, choices.PickValueInList([0o755, 0o755, 0o000, 0o444]))
        case 7:
            for number in range(choices.PickValueInList([5, 20, 70])):
                os.close(os.open(path + b"%d" % number, os.O_CREAT | os.O_WRONLY))
        case _:
            with open(path, "xb") as file:
                file.write(choices.ConsumeBytes(40) * choices.PickValueInList([1, 1000]))
            os.chmod(path, choices.PickValueInList([0o644, 0o644, 0o000]))


def copy_it(data: bytes) -> None:
    """Build a folder from an input, copy it, and look at the copy."""
    choices = atheris.FuzzedDataProvider(data)
    with tempfile.TemporaryDirectory() as place:
        home, outside = Path(place, "home"), Path(place, "outside")
        outside.mkdir()
        (outside / "secret").write_text(SECRET)
        learner = choices.PickValueInList(LEARNERS)
        folder = home / "submitted" / learner / MODULE.id
        folder.parent.mkdir(parents=True)
        if choices.ConsumeIntInRange(0, 9):
            folder.mkdir()
            build(choices, os.fsencode(folder), 0, outside)
        else:
            with contextlib.suppress(OSError):
                make(choices, os.fsencode(folder), 0, outside)
        try:
            check(Course(home, home), learner)
        finally:
            for path, folders, _ in os.walk(place):
                for one in folders:
                    os.chmod(Path(path, one), 0o755, follow_symlinks=True)
            shutil.rmtree(home)


def check(course: Course, learner: str) -> None:
    before = os.listdir("/proc/self/fd")
    staging.is_sent(course, learner, NAMES)
    staging.folders_of(course, learner)
    digest = staging.fingerprint(course, learner, MODULE)
    with staging.staged(course, learner, MODULE) as sent:
        assert sent.digest == digest, "copying changes the digest"
        size = 0
        for path in (*sent.notebooks.rglob("*"), *sent.files.rglob("*")):
            found = path.lstat()
            assert stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode), path
            assert not names.has_controls(path.name), path
            if stat.S_ISREG(found.st_mode):
                size += found.st_size
                assert SECRET.encode() not in path.read_bytes()[:100], path
        assert size <= MOST_COPIED
        for text in (sent.left_out, sent.refusal):
            assert len(text) < 3_000, text
            assert not any(unicodedata.category(one) in OBEYED for one in text), text
    assert len(os.listdir("/proc/self/fd")) == len(before), "a file is still open"


def main() -> int:
    """libFuzzer ends its process without a word to Python, so it gets one of its own."""
    with tempfile.TemporaryDirectory() as corpus:
        for number in range(20):
            Path(corpus, str(number)).write_bytes(bytes((number * one) % 256 for one in range(300)))
        child = os.fork()
        if not child:
            atheris.Setup([sys.argv[0], *LIMITS, *sys.argv[1:], corpus], copy_it)
            atheris.Fuzz()
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
