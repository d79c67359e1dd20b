"""Code that looks for the hidden tests, for other people's files, and for a way out."""

import re
import socket
from types import SimpleNamespace

import pytest
from cheat_code import LOOKS
from cheat_exercise import DOUBLE, HELD, TRIPLE
from cheat_list import CHEATS

SECRETS = ("100021", "200042", "100_021", "100003", "SECRET_OF", "concealed")
TOLD = "200_042"


def tells(ran) -> list[str]:
    """The secrets that are shown. Digits within a longer number, such as a time, are none."""
    return [one for one in SECRETS if re.search(_pattern(one), ran.shown)]


def _pattern(secret: str) -> str:
    return rf"(?<![\d.]){secret}(?!\d)" if secret.isdecimal() else secret


@pytest.mark.parametrize(
    "shown", ["tests.SECRET_OF_THE_TEST", "concealed1", "[200042]", "x=100021,"]
)
def test_a_secret_is_noticed_wherever_it_is_shown(shown):
    assert tells(SimpleNamespace(shown=shown)) != []
    assert tells(SimpleNamespace(shown="took 0.100021 s, 1000219 times")) == []


@pytest.mark.parametrize("name", LOOKS)
def test_it_sees_nothing_of_the_hidden_tests(grade, name):
    ran = grade.cheat(CHEATS[f"the hidden tests: {name}"])
    assert ran.scores["RET-02-test"] == 4.0
    assert tells(ran) == []


def test_what_a_hidden_check_hands_over_is_not_printed_by_a_later_cell(grade):
    ran = grade.cheat(CHEATS["what a hidden check hands over, told by a later cell"])
    assert ran.scores == {"RET-02-test": 4.0, "RET-01-test": 2.0}
    assert tells(ran) == []


def test_nor_by_the_display_of_a_failed_public_check(grade):
    ran = grade.cheat(
        CHEATS["what a hidden check hands over, told by the display of a failed public check"]
    )
    assert ran.scores == {"RET-02-test": 4.0, "RET-01-test": 0.0}
    assert "came back" in ran.shown
    assert tells(ran) == []


def test_nor_by_what_a_public_check_prints(grade):
    ran = grade.cheat(CHEATS["what a hidden check hands over, told by what a public check prints"])
    assert ran.scores["RET-01-test"] == 2.0
    assert tells(ran) == []


def test_nor_by_the_name_of_an_error(grade):
    ran = grade.cheat(CHEATS["what a hidden check hands over, told by the name of an error"])
    assert ran.scores["RET-02-test"] == 2.0
    assert tells(ran) == []


def test_it_reads_no_file_of_the_course_or_of_the_home_folder(grade):
    ran = grade.cheat(CHEATS["files of the course and of the home folder"])
    assert "YES" not in ran.shown and "no" in ran.shown


def test_it_takes_no_answer_from_the_course(grade):
    ran = grade.cheat(CHEATS["the reference answer, taken from the course"])
    assert ran.scores == {"RET-02-test": 0.0, "RET-01-test": 2.0}


def test_no_notebook_with_hidden_tests_lies_in_its_folder(grade):
    ran = grade.cheat(CHEATS["the hidden tests, in the notebook in one's own folder"])
    assert ran.scores["RET-02-test"] == 4.0
    assert tells(ran) == []


def test_it_sees_no_other_process_and_no_server_of_this_machine(grade):
    with socket.create_server(("127.0.0.1", 0)) as server:
        cheat = CHEATS["other processes, and a server of this machine"]
        ran = grade.cheat(cheat, port=server.getsockname()[1])
    assert "CONNECTED" not in ran.shown and "net" in ran.shown
    assert "processes 2" in ran.shown or "processes 3" in ran.shown


def test_the_environment_holds_nothing_of_the_graders(grade, monkeypatch):
    monkeypatch.setenv("GRADERS_TOKEN", "tok-12345")
    ran = grade.cheat(CHEATS["the grader's environment"])
    assert "tok-12345" not in ran.shown


def test_a_link_in_scratch_leads_nowhere(grade):
    ran = grade.cheat(CHEATS["a link to the answers"])
    assert "True" not in ran.shown and "False" in ran.shown
    assert ran.scores["RET-02-test"] == 4.0


def test_a_link_that_was_sent_is_not_followed(grade, root, tmp_path):
    (tmp_path / "answers.py").symlink_to(root / "pyproject.toml")
    ran = grade(DOUBLE, HELD, "import os\nprint(os.listdir('.'))")
    assert "answers.py" not in ran.shown


def test_what_it_writes_is_gone_in_the_next_run(grade):
    for _ in range(2):
        assert "False False" in grade.cheat(CHEATS["something left for the next run"]).shown


def test_a_module_of_ones_own_shadows_nothing_of_the_examiner(grade, tmp_path):
    for name in ("pandas.py", "json.py", "hypothesis.py"):
        (tmp_path / name).write_text("raise SystemExit")
    ran = grade(DOUBLE, HELD, then=(TRIPLE,))
    assert ran.scores == {"RET-02-test": 4.0, "RET-01-test": 2.0}


def test_an_import_hook_of_ones_own_breaks_ones_own_imports_alone(grade):
    ran = grade.cheat(CHEATS["an import hook"])
    assert ran.scores == {"RET-02-test": 2.0, "RET-01-test": 2.0}  # pandas imports as it works
