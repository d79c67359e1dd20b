import json
from pathlib import Path

import pytest

from privacylab import cache
from privacylab.cache import cached


@pytest.fixture(autouse=True)
def entry(tmp_path: Path) -> Path:
    """The file of an entry that was derived from "text"."""
    assert cached(tmp_path, "one", lambda: "text", lambda: [1]) == [1]
    return tmp_path / cache.FOLDER / "one.json"


def _again(home: Path, key: str = "text") -> list[int]:
    return cached(home, "one", lambda: key, lambda: [2])


def test_an_entry_is_read_in_place_of_deriving_it(tmp_path):
    assert _again(tmp_path) == [1]


def test_an_entry_of_another_text_is_derived_again(tmp_path):
    assert _again(tmp_path, "another text") == [2]
    assert _again(tmp_path, "text") == [2]  # an entry is one file, which the other text took


@pytest.mark.parametrize(
    "spoil", [lambda text: text.replace("[1]", "[3]"), lambda text: "", str.upper]
)
def test_a_damaged_entry_is_derived_again(tmp_path, entry, spoil):
    entry.write_text(spoil(entry.read_text()))
    assert _again(tmp_path) == [2]


def test_an_entry_that_is_no_text_is_derived_again(tmp_path, entry):
    entry.write_bytes(b"\xff\xfe\n[1]")
    assert _again(tmp_path) == [2]


def test_another_edition_of_the_lab_or_another_python_derives_again(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "lab_edition", lambda: "another edition")
    assert _again(tmp_path) == [2]
    monkeypatch.setattr("sys.version", "another Python")
    assert cached(tmp_path, "one", lambda: "text", lambda: [3]) == [3]


def test_a_newer_nbgrader_derives_again(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.metadata.version", lambda name: f"another {name}")
    assert _again(tmp_path) == [2]


def test_what_changed_while_it_was_derived_is_not_kept(tmp_path, entry):
    keys = iter(["before", "after"])
    assert cached(tmp_path, "one", lambda: next(keys), lambda: [2]) == [2]
    assert json.loads(entry.read_text().split("\n")[1]) == [1]


def test_without_a_home_that_can_be_written_nothing_is_kept(tmp_path):
    (tmp_path / "file").write_text("")
    for home in (None, tmp_path / "file"):
        assert cached(home, "one", lambda: "text", lambda: [2]) == [2]


def test_an_examiner_neither_reads_nor_writes_entries(tmp_path, entry, monkeypatch):
    monkeypatch.setattr(cache, "keeps", False)
    assert _again(tmp_path) == [2]
    assert "[1]" in entry.read_text()
