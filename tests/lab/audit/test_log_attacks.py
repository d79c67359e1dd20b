"""The log under attack: which defense catches what, with the lab's functions and with others."""

import json
import os
import subprocess
import sys

import pandas as pd
import pytest

from course_answers import functions
from privacylab.lab.answers import Answers, LearnerFunction
from privacylab.lab.audit import log_attacks, tampered_log

USED = {
    "AUD-01": "json_list",
    "AUD-03": "chained_triggers",
    "AUD-05": "rfc_9162",
    "AUD-08": "rfc_9162",
    "AUD-09": "plain_loops",
}


@pytest.fixture(scope="module")
def accesses():
    start = pd.Timestamp("2023-08-30T22:00", tz="UTC")
    actions = ["view", "view", "download", "stream", "query"]
    rows = [
        {
            "occurred_at": start + pd.Timedelta(minutes=number),
            "person_id": f"p-{number % 7}",
            "action": actions[number % 5],
            "customer_id": f"c-{number % 11}",
            "camera_id": f"m-{number}",
            "recording_id": f"r-{number}" if number % 5 < 3 else None,
            "ground": "consent" if number % 2 else None,
            "ticket_id": f"t-{number}",
            "consent_id": None,
            "ip": "10.1.0.3",
            "mfa": "code" if number % 3 else None,
        }
        for number in range(120)
    ]
    return pd.DataFrame(rows).sample(frac=1, random_state=1)


@pytest.fixture(scope="module")
def people():
    rows = [{"person_id": f"p-{n}", "kind": "employee", "employer": "Porchlight"} for n in range(6)]
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def right(root):
    """Right answers to the exercises on the log, as a learner's."""
    names = functions(root, "03_audit", USED)

    class Quick(names["AuditLog"]):
        """The same without waiting for the disk, which no test needs."""

        def __init__(self, path):
            super().__init__(path)
            self.database.execute("PRAGMA synchronous = OFF")

    names["AuditLog"] = Quick
    return {name: LearnerFunction(name, value) for name, value in names.items() if callable(value)}


def marks(found):
    """One letter a mark: caught, passes, wrong, or not yet."""
    return ["".join(mark.words[0] for mark in row) for row in found.marks]


LABS = ["–––––", "✓–✓–✓", "––✓–✓", "–✓✓–✓", "––✓–✓", "–✓✓–✓", "–––✓–", "––––✓", "–––––", "–––––"]


def test_each_defense_catches_what_it_is_for_and_nothing_notices_two_attacks(accesses, people):
    found = log_attacks.besiege(tampered_log.open_night(accesses, people))
    assert marks(found) == LABS
    picture = found.picture()
    assert picture.caption.endswith("?")  # the learner answers
    assert "one service withholds its log: own roots passes" in picture.alt


def test_right_answers_catch_the_same_on_a_log_that_they_wrote(accesses, people, right):
    found = log_attacks.besiege_mine(Answers(**right), accesses, people)
    assert marks(found) == LABS
    assert "refused 5 of 5 forgeries" in found.caption
    assert "where to look" not in str(found.as_table())


def test_an_empty_notebook_gives_a_table_that_says_so_and_what_to_do_next(accesses, people):
    found = log_attacks.besiege_mine(Answers("nothing is there"), accesses, people)
    assert marks(found) == ["○○○○○"] * 10
    assert found.caption.endswith("Write it, save that notebook (Ctrl + S), and run this again.")
    assert "prepared log" in found.caption and "AuditLog: nothing is there." in found.caption


def crash(*_):
    raise KeyError("<b>")


@pytest.mark.parametrize(
    ("changes", "column", "row", "words"),
    [
        ({"verify_consistency": lambda *_: True}, 2, 2, "✗ it misses this"),
        ({"verify_inclusion": lambda *_: False}, 1, 0, "✗ false alarm"),
        ({"compare": crash}, 3, 6, "✗ it stops: KeyError"),
        ({"unjustified": lambda *_: None}, 4, 7, "✗ it stops: TypeError"),
        ({"root": crash}, 0, 0, "✗ it stops: KeyError"),
        ({"root": lambda entries: "text"}, 0, 0, "✗ it stops: AttributeError"),
    ],
)
def test_a_wrong_defense_is_shown_where_it_is_wrong_with_a_hint(
    accesses, people, right, changes, column, row, words
):
    mine = {**right, **{name: LearnerFunction(name, value) for name, value in changes.items()}}
    found = log_attacks.besiege_mine(Answers(**mine), accesses, people)
    assert found.marks[row][column].words == words
    line = str(found.as_table()).splitlines()[row + 2]
    assert line.split(" | ")[-1].startswith('hint("AUD-')
    assert found.picture().alt


@pytest.mark.parametrize("name", ["AuditLog", "encode", "entries_of"])
def test_a_log_that_cannot_be_written_is_replaced_by_the_given_one(accesses, people, right, name):
    mine = Answers(**{**right, name: LearnerFunction(name, crash)})
    found = log_attacks.besiege_mine(mine, accesses, people)
    assert found.caption.startswith("This is the prepared log") and "KeyError" in found.caption
    assert "<b>" not in found.as_table().html
    assert marks(found) == LABS


def test_a_file_of_another_make_is_attacked_all_the_same(accesses, people, right):
    class Unique(right["AuditLog"]._function):
        def __init__(self, path):
            super().__init__(path)
            self.database.execute("CREATE UNIQUE INDEX once ON entries (entry)")

    mine = Answers(**{**right, "AuditLog": LearnerFunction("AuditLog", Unique)})
    assert marks(log_attacks.besiege_mine(mine, accesses, people)) == LABS


def test_a_log_that_lacks_entries_is_said_to(accesses, people, right):
    class Lazy(right["AuditLog"]._function):
        def append(self, data):
            return 0

    mine = Answers(**{**right, "AuditLog": LearnerFunction("AuditLog", Lazy)})
    found = log_attacks.besiege_mine(mine, accesses, people)
    assert "Of 60 accesses of video, 0 are in your file." in found.caption
    assert marks(found) == LABS


def test_a_database_that_refuses_nothing_is_said_to_be_so(accesses, people, right):
    class Soft(right["AuditLog"]._function):
        def __init__(self, path):
            super().__init__(path)
            names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in self.database.execute(names).fetchall():
                self.database.execute(f"DROP TRIGGER {name}")

    mine = Answers(**{**right, "AuditLog": LearnerFunction("AuditLog", Soft)})
    found = log_attacks.besiege_mine(mine, accesses, people)
    assert "refused 0 of 5 forgeries" in found.caption
    assert marks(found) == LABS


def test_the_given_log_holds_the_latest_accesses_of_each_service_in_the_order_of_time(
    accesses, people
):
    night = tampered_log.open_night(accesses, people)
    assert {name: len(log.entries()) for name, log in night.logs.items()} == {
        "video": 60,
        "live": 12,
        "search": 12,
    }
    entries = [json.loads(entry) for entry in night.log.entries()]
    assert [one["time"] for one in entries] == sorted(one["time"] for one in entries)
    assert entries[-1]["object"] == "r-117" and entries[-1]["employer"] == "Porchlight"
    assert {one["employer"] for one in entries if one["actor"] == "p-6"} == {"unknown"}
    assert {one["mfa"] for one in entries} == {True, False}
    assert night.log.roots()[0][0] == night.anchors["video"]["size"] == 40


def test_a_forger_changes_a_copy_and_the_night_stays_as_it_was(accesses, people):
    night = tampered_log.open_night(accesses, people)
    tampered = night.log.copy()
    assert tampered.sql(
        "UPDATE entries SET entry = json_set(entry, '$.actor', 'p-0') WHERE number = 3"
    )
    said = str(night.judge(tampered)).splitlines()
    assert [line.split(" | ")[-1][0] for line in said[1:]] == ["✓", "–", "✓", "–", "✓"]
    tampered.rebuild()
    said = str(night.judge(night.log, elsewhere=tampered)).splitlines()
    assert [line.split(" | ")[-1][0] for line in said[1:]] == ["–", "–", "–", "✓", "–"]
    said = str(night.judge(night.log, withheld="search")).splitlines()
    assert said[-1].endswith("✓ caught")
    assert night.log.read("SELECT count(*) AS n FROM entries")["n"][0] == 60


def test_nothing_is_left_on_the_disk_when_the_process_ends(tmp_path):
    code = "from privacylab.lab.audit.tampered_log import LogFile, new_folder\n"
    code += "LogFile(new_folder() / 'a.db', [b'x']).copy().rebuild()"
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    assert list(tmp_path.iterdir()) == []
