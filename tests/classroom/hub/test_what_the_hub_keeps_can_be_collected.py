"""What the hand-in service keeps is whole, is collected with its time, and can be erased."""

import errno
import json
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import tiny_course as tiny
from cryptography.exceptions import InvalidSignature
from lms_files import collected, notebook, submissions, tree, zip_bytes

from privacylab.classroom.collect import UNCHANGED
from privacylab.classroom.erase import erase
from privacylab.classroom.handing_back.export import export
from privacylab.classroom.handing_in.receipt import RECEIPT
from privacylab.classroom.holdings import find_subject, holdings
from privacylab.classroom.hub import storage
from privacylab.classroom.hub.folders import FEEDBACK, HANDED_IN, entry_name
from privacylab.classroom.hub.page import own_page
from privacylab.classroom.received import ClassroomError
from privacylab.classroom.retention import delete_due, what_is_due
from privacylab.grading import grade_class

FILES = {task: f"{tiny.name_of(task)}.ipynb" for task in tiny.TASKS}
FILE = FILES["RET-02"]
FIRST = datetime(2026, 11, 2, 12, tzinfo=UTC)
WRONG = "def ret_02(x): return 4"


def work(course, answer=None, **more):
    return zip_bytes({FILE: notebook(course, answer=answer), **more})


def hand_in(home, learner, content):
    """Hand in as the service does it; returns the receipt and its signature."""
    key = storage.read_key(home.home)
    module = storage.may_hand_in(home, learner, tiny.MODULE)
    with storage.arriving(home.home) as folder:
        path = Path(folder, "arrived.zip")
        path.write_bytes(content)
        return storage.keep(home, learner, module, path, key)


def kept_at(home, learner, content, at):
    """A zip that came at that time."""
    path = home.home / HANDED_IN / learner / f"{entry_name(tiny.MODULE, at)}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def when(home, learner):
    return (home.submitted(learner, tiny.MODULE) / "timestamp.txt").read_text().strip()


def test_the_receipt_is_signed_and_only_as_it_is(home, course):
    receipt, signature = hand_in(home, "ada", work(course))
    facts = json.loads(receipt)
    assert (facts["learner"], facts["module"], list(facts["files"])) == ("ada", tiny.MODULE, [FILE])
    key = storage.read_key(home.home).public_key()
    key.verify(signature, receipt)
    with pytest.raises(InvalidSignature):
        key.verify(signature, receipt.replace(b"ada", b"ben"))
    assert stat.S_IMODE((home.home / "hub" / "key.pem").stat().st_mode) == 0o600


def test_the_latest_version_counts_with_its_time_and_the_earlier_one_is_kept(home, course):
    kept_at(home, "ada", work(course, WRONG), FIRST)
    kept_at(home, "ada", work(course), FIRST + timedelta(days=1))
    assert collected(home, home.home / HANDED_IN).learners == ["ada"]
    counts = home.submitted("ada", tiny.MODULE) / FILE
    assert counts.read_text() == notebook(course)
    assert len(list((home.home / "collected" / "ada" / "earlier").rglob("*.ipynb"))) == 1
    assert when(home, "ada") == "2026-11-03 12:00:00 UTC"


def test_handing_in_the_same_again_makes_it_no_later(home, course):
    kept_at(home, "ada", work(course), FIRST)
    kept_at(home, "ada", work(course), FIRST + timedelta(days=9))
    collected(home, home.home / HANDED_IN)
    assert when(home, "ada") == "2026-11-02 12:00:00 UTC"
    before = tree(home)
    again = collected(home, home.home / HANDED_IN)
    assert tree(home) == before and {one.state for one in again.accounts} == {UNCHANGED}


def test_a_receipt_in_a_zip_names_no_one_even_if_only_one_person_handed_in(home, course):
    for day, name in enumerate(("ben", "cem")):
        receipt = json.dumps({"learner": name, "module": tiny.MODULE, "at": "", "files": {}})
        kept_at(home, "ada", work(course, **{RECEIPT: receipt}), FIRST + timedelta(days=day))
    assert collected(home, home.home / HANDED_IN).learners == ["ada"]
    assert submissions(home) == [
        f"submitted/ada/{tiny.MODULE}/{name}" for name in sorted((FILE, "timestamp.txt"))
    ]


def test_the_same_folder_elsewhere_tells_no_time(home, course, tmp_path):
    kept_at(home, "ada", work(course), FIRST)
    (home.home / HANDED_IN).rename(tmp_path / "elsewhere")
    collected(home, tmp_path / "elsewhere")
    assert not list(home.home.rglob("timestamp.txt"))


def test_a_later_hand_in_is_later_even_if_the_clock_is_set_back(home, course):
    kept_at(home, "ada", work(course, WRONG), datetime.now(UTC) + timedelta(days=1))
    hand_in(home, "ada", work(course))
    collected(home, home.home / HANDED_IN)
    assert (home.submitted("ada", tiny.MODULE) / FILE).read_text() == notebook(course)


def test_more_than_the_limit_in_all_is_refused_and_nothing_is_kept(home, course, monkeypatch):
    hand_in(home, "ada", work(course))
    before = tree(home)
    monkeypatch.setattr(storage, "MOST_KEPT", 1000)
    with pytest.raises(storage.NotTaken, match="in all: ask your instructor") as refused:
        hand_in(home, "ada", work(course))
    assert refused.value.status == 413 and tree(home) == before


def test_a_full_disk_keeps_nothing_that_counts(home, course, monkeypatch):
    def full(path):
        raise OSError(errno.ENOSPC, "No space left on device")

    storage.read_key(home.home)
    monkeypatch.setattr(storage, "_sync", full)
    with pytest.raises(OSError, match="No space left"):
        hand_in(home, "ada", work(course))
    assert storage.handed_in(home, "ada") == []


@pytest.mark.parametrize("name", ["me", ".hidden", "-x", "a,b", "", "x" * 99])
def test_a_name_that_no_folder_can_have_is_refused(name, home):
    with pytest.raises(storage.NotTaken, match="can't be a learner's name here"):
        storage.may_hand_in(home, name, tiny.MODULE)


def test_a_key_that_is_none_is_one_sentence(home):
    (home.home / "hub").mkdir()
    (home.home / "hub" / "key.pem").write_text("no key")
    with pytest.raises(ClassroomError, match="is not an Ed25519 private key: move it away"):
        storage.read_key(home.home)


@pytest.fixture
def graded(home, course):
    """Two learners whose work came by the hub, graded; their feedback is on the hub."""
    for learner in ("ada-l", "ben-t"):
        entries = {file: notebook(course, task) for task, file in FILES.items()}
        hand_in(home, learner, zip_bytes(entries))
    collected(home, home.home / HANDED_IN)
    grade_class(home, tiny.MODULE)
    return home


def test_feedback_is_each_learners_own_once_it_is_exported(graded):
    assert "Your feedback is here" not in own_page(graded, "ada-l")
    found = export(graded, tiny.MODULE, "hub")
    assert found.people == ["ada-l", "ben-t"]
    for learner in found.people:
        pages = graded.home / FEEDBACK / learner / tiny.MODULE
        assert {one.stem for one in pages.iterdir()} == {
            tiny.MODULE,
            *(tiny.name_of(task) for task in tiny.TASKS),
        }
        assert all(f"feedback for {learner}" in one.read_text() for one in pages.iterdir())
        assert f'href="feedback/{tiny.MODULE}/{tiny.MODULE}.html"' in own_page(graded, learner)
    assert "Nothing yet" in own_page(graded, "cem-u")


def test_without_a_hub_nothing_is_exported_to_it(home):
    with pytest.raises(ClassroomError, match="There is no hub's hand-in service here"):
        export(home, tiny.MODULE, "hub")


def test_about_finds_it_erase_deletes_it_and_the_service_takes_no_more(graded, course):
    export(graded, tiny.MODULE, "hub")
    places = {one.place for one in holdings(graded, find_subject(graded, "ada-l"))}
    assert {f"hub/{one}/ada-l" for one in ("handed-in", "receipts", "feedback")} < places
    others = {name: one for name, one in tree(graded).items() if "ben-t" in name}
    _, left = erase(graded, "ada-l")
    assert left == []
    assert not [name for name, one in tree(graded).items() if "ada-l" in name or b"ada-l" in one]
    assert {name: one for name, one in tree(graded).items() if "ben-t" in name} == {
        name: one for name, one in others.items() if not name.startswith("exports/")
    }
    with pytest.raises(storage.NotTaken, match="Everything about you was erased here"):
        hand_in(graded, "ada-l", work(course))


def test_retention_deletes_it_for_the_whole_class(graded):
    export(graded, tiny.MODULE, "hub")
    ended = date.today() - timedelta(days=2)
    text = f'timezone = "UTC"\n[retention]\ncourse_ends = {ended}\nkeep_days = 1\n'
    (graded.home / "class.toml").write_text(text)
    _, left = delete_due(graded, what_is_due(graded))
    assert left == []
    assert [name for name in tree(graded) if name.startswith("hub/")] == [
        "hub/key.pem",
        "hub/key.pub",
    ]
