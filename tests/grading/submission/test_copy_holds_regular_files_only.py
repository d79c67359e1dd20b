"""A submission is copied once: regular files, no links, within limits, a sentence for the rest."""

import os
import threading
from pathlib import Path

import pytest
import tiny_course as tiny
from broken import make_sparse, many_files

from privacylab.grading import Course, grade_class
from privacylab.grading.submission.staging import fingerprint, folders_of, is_sent, staged

SECRET = "the hidden tests"


@pytest.fixture
def folder(home: Course) -> Path:
    """Ann's right submission."""
    return tiny.send(home, "ann", tiny.notebooks(home, tiny.ALL_RIGHT))


def left_out(home: Course) -> str:
    with staged(home, "ann", home.module(tiny.MODULE)) as sent:
        return sent.left_out or sent.refusal


def put_link_in_a_folder(folder: Path) -> None:
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "key").symlink_to("/etc/hostname")


@pytest.mark.parametrize(
    ("put", "says"),
    [
        (lambda one: (one / "data.bin").symlink_to("/etc/passwd"), "data.bin (a link)"),
        (lambda one: (one / "data").symlink_to("/etc"), "data (a link)"),
        (put_link_in_a_folder, "a/b/key (a link)"),
        (lambda one: os.mkfifo(one / "pipe"), "pipe (a pipe)"),
        (lambda one: make_sparse(one / "big.csv", 21 << 20), "big.csv (larger than 20 MB)"),
        (lambda one: make_sparse(one / "big.csv", 1 << 42), "big.csv (larger than 20 MB)"),
        (many_files, "everything else (more than 1,000 files)"),
        (lambda one: (one / "a\nb").touch(), "a\\nb (a name that is not plain text in UTF-8)"),
        (lambda one: os.close(os.open(bytes(one) + b"/\xff", os.O_CREAT)), "\\udcff (a name"),
        (lambda one: (one / "/".join("abcdefghi")).mkdir(parents=True), "deeper than 8 folders"),
    ],
)
def test_what_is_no_regular_file_or_too_large_is_left_out_with_its_reason(home, folder, put, says):
    put(folder)
    said = left_out(home)
    assert said.startswith("Left out: ") and says in said


def test_what_was_left_out_is_told_on_the_pages_and_costs_no_point(home, folder):
    (folder / "data.bin").symlink_to("/etc/passwd")
    make_sparse(folder / "big.csv", 21 << 20)
    (graded,) = grade_class(home, tiny.MODULE)
    said = "Left out: big.csv (larger than 20 MB), data.bin (a link)."
    assert graded.score == 24 and said in graded.repaired
    exercise = tiny.exercise(home, "RET-01")
    for page in (graded.feedback, home.feedback("ann", tiny.MODULE, exercise)):
        assert said in page.read_text()
    assert not (home.autograded("ann", tiny.MODULE) / "data.bin").exists()


def test_no_link_is_followed_however_the_folder_changes_meanwhile(home, folder, tmp_path):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "a.txt").write_text(SECRET)
    (folder / "real").mkdir()
    (folder / "real" / "a.txt").write_text("mine")
    over = threading.Event()

    def swap() -> None:
        while not over.is_set():
            for target in ("real", str(tmp_path / "secret")):
                new = folder / ".new"
                new.symlink_to(target)
                new.replace(folder / "data")
            os.unlink(folder / "data")
            os.rename(folder / "real", folder / "data")
            os.rename(folder / "data", folder / "real")

    racer = threading.Thread(target=swap)
    racer.start()
    try:
        for _ in range(150):
            with staged(home, "ann", home.module(tiny.MODULE)) as sent:
                for path in sent.files.rglob("*"):
                    assert not path.is_symlink()
                    assert path.is_dir() or SECRET not in path.read_text()
    finally:
        over.set()
        racer.join()


def test_a_file_that_grows_while_it_is_read_is_not_read_beyond_the_limit(home, folder, monkeypatch):
    path, read = folder / "log.txt", os.read
    path.write_text("a")

    def read_and_grow(number: int, size: int) -> bytes:
        found = read(number, size)
        if os.readlink(f"/proc/self/fd/{number}") == str(path):
            with path.open("ab") as file:
                file.write(bytes(size))
        return found

    monkeypatch.setattr(os, "read", read_and_grow)
    assert "log.txt (larger than 20 MB)" in left_out(home)


def test_the_digest_is_the_same_without_copying_and_changes_with_every_file(home, folder):
    module = home.module(tiny.MODULE)
    found = []
    for number in range(3):
        (folder / "data.txt").write_text("x" * number)
        found.append(fingerprint(home, "ann", module))
        with staged(home, "ann", module) as sent:
            assert sent.digest == found[-1]
    (folder / "data.txt").unlink()
    (folder / "data.txt").symlink_to("/etc/hostname")
    found.append(fingerprint(home, "ann", module))
    assert len(set(found)) == 4


def test_closed_files_and_folders_cost_their_learner_a_sentence(home, folder):
    """As an ordinary user; nothing is closed to root."""
    path = tiny.path_of(home, "ann", "RET-01")
    said = []
    for closed in (path, folder, folder.parent):
        closed.chmod(0)
        said.append(_as_ordinary_user(home))
        closed.chmod(0o755)
    assert "RET-01_twice.ipynb (no permission to read it)" in said[0]
    assert said[1] == "submitted/ann/02_doubling cannot be opened: correct its permissions."
    assert said[2] == "submitted/ann cannot be opened: correct its permissions."


def _as_ordinary_user(home: Course) -> str:
    if os.geteuid():
        return left_out(home)
    for one in (home.root, *home.root.parents):
        if one.stat().st_uid == 0 and one != Path("/"):
            one.chmod(one.stat().st_mode | 0o055)
    module, (ours, theirs) = home.module(tiny.MODULE), os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setgid(65534)
            os.setuid(65534)
            assert is_sent(home, "ann", [module.id])
            assert folders_of(home, "ann") in ([], [module.id])
            os.write(theirs, left_out(home).encode())
        finally:
            os._exit(0)
    os.close(theirs)
    os.waitpid(child, 0)
    with os.fdopen(ours, "rb") as answer:
        return answer.read().decode()
