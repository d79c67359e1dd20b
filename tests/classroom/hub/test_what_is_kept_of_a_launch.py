"""What is kept of a launch: for whom, with which owner, and until it is erased."""

import os
import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
import tiny_course as tiny
from lms_files import collected, notebook
from lti_hub import class_file

from privacylab.classroom.erase import erase
from privacylab.classroom.holdings import find_subject, holdings
from privacylab.classroom.hub.lti.authenticator import as_owner
from privacylab.classroom.hub.lti.key import tool_key
from privacylab.classroom.hub.lti.launch import (
    Launch,
    LaunchRefused,
    SentScore,
    keep_launch,
    keep_sent,
    read_launch,
)
from privacylab.classroom.hub.lti.platform import read_platform
from privacylab.classroom.received import ClassroomError

LMS, ITEM = "https://lms.example", "https://lms.example/items/1"


@pytest.mark.parametrize(
    "address, takes",
    [
        ("https://lms.example/a?b=1", True),
        ("https://LMS.example:443/a", True),
        ("https://lms.example:444/a", False),
        ("http://lms.example/a", False),
        ("https://lms.example@evil.example/a", False),
        ("https://evil.example\\@lms.example/a", False),
        ("https://lms.example.evil.example/a", False),
        ("//lms.example/a", False),
        ("https://lms.example /a", False),
        ("", False),
    ],
)
def test_an_address_is_the_lmss_own_only_with_the_same_scheme_host_and_port(home, address, takes):
    class_file(home, LMS)
    assert read_platform(home).takes_scores_at(address) is takes


def test_a_damaged_key_is_named(home):
    (home.home / "hub").mkdir()
    (home.home / "hub" / "lti-key.pem").write_text("no key")
    with pytest.raises(ClassroomError, match="is not a key that you can read"):
        tool_key(home)


def test_a_hub_that_is_root_writes_as_the_owner_of_the_home(home):
    if os.geteuid():
        pytest.skip("needs root")
    with tempfile.TemporaryDirectory() as folder:  # pytest's own are closed to other accounts
        owned = replace(home, home=Path(folder))
        shutil.chown(folder, 12345, 12345)
        with as_owner(owned):
            keep_launch(owned, Launch(LMS, "ada", "7"))
        assert {path.stat().st_uid for path in Path(folder).rglob("*")} == {12345}
    assert os.geteuid() == 0


@pytest.mark.parametrize(
    "one, other",
    [(("https://a.example", "5"), ("https://b.example", "5")), (("a", "Bob"), ("a", "bob"))],
    ids=["two LMSs", "upper case"],
)
def test_two_people_have_two_user_names(one, other):
    names = {Launch(*who, "7").learner for who in (one, other)}
    assert len(names) == 2
    assert all(re.fullmatch("lti-[0-9a-f]{24}", name) for name in names)


def test_what_a_launch_left_is_found_by_sub_erased_and_does_not_come_back(home):
    launch = Launch(LMS, "fay-0815", "7", {tiny.MODULE: ITEM})
    keep_launch(home, launch)
    keep_sent(home, launch.learner, ITEM, SentScore(1, 24, True, "2020-01-01T00:00+00:00"))
    subject = find_subject(home, "fay-0815")
    assert [(one.place, one.size) for one in holdings(home, subject)] == [
        (f"collected/{launch.learner}", 3)
    ]
    assert erase(home, "fay-0815")[1] == []
    texts = [path.read_bytes() for path in home.home.rglob("*") if path.is_file()]
    assert not any(b"fay-0815" in text or launch.learner.encode() in text for text in texts)
    with pytest.raises(LaunchRefused, match="Your data in this course was erased"):
        keep_launch(home, launch)
    assert not (home.home / "collected" / launch.learner).exists()


def test_work_that_is_collected_joins_the_launch_of_its_learner(course, home):
    launch = Launch(LMS, "gus", "7", {tiny.MODULE: ITEM})
    keep_launch(home, launch)
    folder = home.home / "handed-in" / launch.learner
    folder.mkdir(parents=True)
    (folder / "RET-02.ipynb").write_text(notebook(course))
    collected(home, folder.parent)
    assert home.learners() == [launch.learner]
    assert find_subject(home, "gus").learner == launch.learner
    again = Launch(LMS, "gus", "8", {tiny.OTHER: ITEM})
    keep_launch(home, again)
    kept = read_launch(home, launch.learner)
    assert kept == replace(again, line_items={tiny.MODULE: ITEM, tiny.OTHER: ITEM})
    assert erase(home, "gus")[1] == []
