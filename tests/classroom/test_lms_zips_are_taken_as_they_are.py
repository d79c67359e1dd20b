"""Each form in which Canvas and Moodle give submissions is taken as it is."""

from datetime import UTC, datetime

import pytest
import tiny_course as tiny
from lms_files import (
    account,
    canvas_table,
    collected,
    moodle_table,
    notebook,
    refused,
    submissions,
    tree,
    zip_bytes,
    zipped,
)

from privacylab.classroom.collect import COUNTS, EARLIER, LEFT_OUT, UNCHANGED

FILE = f"{tiny.name_of('RET-02')}.ipynb"


def place(learner, file=FILE, module=tiny.MODULE):
    return f"submitted/{learner}/{module}/{file}"


@pytest.mark.parametrize(
    ("name", "learner", "late"),
    [
        ("doejane_4021_88123_{}", "doejane_4021", False),
        ("doejane_LATE_4021_88123_{}", "doejane_4021", True),
        ("anon_8kQ2z_88123_{}", "anon_8kQ2z", False),
        ("LATE_anon_8kQ2z_88123_{}", "anon_8kQ2z", True),
        ("anon_LATE_8kQ2z_88123_{}", "anon_8kQ2z", True),
        ("müllerjürgen_4021_88123_{}", "müllerjürgen_4021", False),
        ("Jane Doe_4021_assignsubmission_file/{}", "Jane Doe_4021", False),
        ("Jane Doe_4021_assignsubmission_file_/{}", "Jane Doe_4021", False),
        ("Jane Doe_4021_assignsubmission_file_{}", "Jane Doe_4021", False),
        ("Participant_4021_assignsubmission_file/{}", "Participant_4021", False),
        ("submissions/Jane Doe_4021_assignsubmission_file/{}", "Jane Doe_4021", False),
        ("jane/{}", "jane", False),
        ("jane/02_doubling/{}", "jane", False),
        ("jane.doe@uni.example/{}", "jane.doe@uni.example", False),
        ("jane_{}", "jane", False),
    ],
)
def test_a_name_tells_who_sent_the_file(name, learner, late, home, tmp_path):
    archive = zipped(tmp_path / "all.zip", {name.format(FILE): notebook(home)})
    found = collected(home, archive)
    assert found.learners == [learner]
    assert submissions(home) == [place(learner)]
    assert found.late == ([learner] if late else [])
    assert [one.state for one in found.accounts] == [COUNTS]


def test_a_name_in_utf_8_that_its_zip_does_not_declare_is_read_all_the_same(home, tmp_path):
    """Ruby's zip, which Canvas uses, and macOS write such names."""
    name = f"müllerjürgen_1_2_{FILE}"
    archive = zipped(tmp_path / "all.zip", {"x" * len(name.encode()): notebook(home)})
    content = archive.read_bytes().replace(b"x" * len(name.encode()), name.encode())
    archive.write_bytes(content)
    assert collected(home, archive).learners == ["müllerjürgen_1"]


def test_a_folder_is_taken_as_the_zip_would_be(home, tmp_path):
    received = tmp_path / "received"
    for number in (1, 2):
        folder = received / f"Jane Doe_{number}_assignsubmission_file"
        folder.mkdir(parents=True)
        (folder / FILE).write_text(notebook(home, answer=f"def ret_02(x): return {number}"))
    (received / f"roe_3_4_{FILE}").write_text(notebook(home))
    assert collected(home, received).learners == ["Jane Doe_1", "Jane Doe_2", "roe_3"]


def test_folders_around_all_learners_are_not_a_learner(home, tmp_path):
    entries = {f"submissions/{name}/{FILE}": notebook(home) for name in ("ann", "bo")}
    assert collected(home, zipped(tmp_path / "a.zip", entries)).learners == ["ann", "bo"]


@pytest.mark.parametrize(
    "name",
    [
        "RET-02 (1).ipynb",
        "RET-02_twice-2.ipynb",
        "RET-02_twice-Copy1.ipynb",
        "ret-02.ipynb",
        "final version.IPYNB",
        "RET-08_twice.ipynb",
    ],
)
def test_a_renamed_notebook_is_known_by_what_it_holds(name, home, tmp_path):
    archive = zipped(tmp_path / "all.zip", {f"doejane_1_2_{name}": notebook(home)})
    found = collected(home, archive)
    assert submissions(home) == [place("doejane_1")]
    assert account(found, f"doejane_1_2_{name}").why == f"named {name}"


def test_a_notebook_without_our_metadata_is_known_by_its_cells(home, tmp_path):
    content = notebook(home).replace('"privacylab":', '"colab":')
    collected(home, zipped(tmp_path / "all.zip", {"doejane_1_2_answer.ipynb": content}))
    assert submissions(home) == [place("doejane_1")]


def test_a_notebook_that_breaks_off_is_known_by_its_name_and_left_to_the_grader(home, tmp_path):
    half = notebook(home)[:200]
    collected(home, zipped(tmp_path / "all.zip", {"doejane_1_2_RET-02 (1).ipynb": half}))
    assert tree(home)[place("doejane_1")] == half.encode()


def test_a_zip_in_the_zip_is_opened(home, tmp_path):
    work = {f"assignments/02_doubling/{FILE}": notebook(home), "assignments/02_doubling/h.py": "a"}
    entries = {
        "doejane_1_2_work.zip": zip_bytes(work),
        "Roe_3_assignsubmission_file/deep.zip": zip_bytes({"w.zip": zip_bytes(work)}),
    }
    found = collected(home, zipped(tmp_path / "all.zip", entries))
    assert found.learners == ["Roe_3", "doejane_1"]
    assert submissions(home) == [
        place("Roe_3"),
        place("Roe_3", "h.py"),
        place("doejane_1"),
        place("doejane_1", "h.py"),
    ]


def test_notebooks_of_several_modules_go_where_each_belongs(home, tmp_path):
    begun = notebook(home, "AUD-01").replace("raise NotImplementedError()", "return 2 * x", 1)
    entries = {"doejane_1_2_a.ipynb": notebook(home, "RET-02"), "doejane_1_3_b.ipynb": begun}
    found = collected(home, zipped(tmp_path / "all.zip", entries))
    assert found.modules == [tiny.MODULE, tiny.OTHER]
    other = f"{tiny.name_of('AUD-01')}.ipynb"
    assert submissions(home) == [place("doejane_1"), place("doejane_1", other, tiny.OTHER)]


def test_a_file_beside_a_notebook_goes_with_it(home, tmp_path):
    entries = {
        f"Jo_1_assignsubmission_file/{FILE}": notebook(home),
        "Jo_1_assignsubmission_file/helpers/twice.py": "a = 1",
        "Jo_1_assignsubmission_file/timestamp.txt": "1999-01-01",
    }
    found = collected(home, zipped(tmp_path / "all.zip", entries))
    assert submissions(home) == [place("Jo_1"), place("Jo_1", "helpers/twice.py")]
    assert "not the learner" in refused(found)["Jo_1_assignsubmission_file/timestamp.txt"]


def test_empty_notebooks_of_modules_that_are_not_begun_stay_out(home, tmp_path):
    empty = notebook(home, "AUD-01")
    work = {f"w/02_doubling/{FILE}": notebook(home), "w/03_other/AUD-01_twice.ipynb": empty}
    archive = zipped(tmp_path / "all.zip", {"doejane_1_2_w.zip": zip_bytes(work)})
    found = collected(home, archive)
    assert submissions(home) == [place("doejane_1")]
    (left,) = (one for one in found.accounts if one.state == LEFT_OUT)
    assert left.why == "an empty notebook of another module"


def test_with_the_table_a_folder_is_named_after_the_login(home, tmp_path):
    table = canvas_table(tmp_path / "grades.csv", {"4021": "Doe, Jane", "4022": "Doe, Jane"})
    entries = {f"doejane_{number}_{number}0_{FILE}": notebook(home) for number in (4021, 4022)}
    found = collected(home, zipped(tmp_path / "all.zip", entries), table)
    assert found.learners == ["jane4021@uni.example", "jane4022@uni.example"]
    assert found.notes[0] == (
        "2 people are called Doe, Jane: 4021 → jane4021@uni.example; 4022 → jane4022@uni.example"
    )


def test_who_was_collected_before_keeps_the_folder(home, tmp_path):
    archive = zipped(tmp_path / "all.zip", {f"doejane_4021_1_{FILE}": notebook(home)})
    collected(home, archive)
    before = submissions(home)
    table = canvas_table(tmp_path / "grades.csv", {"4021": "Doe, Jane"})
    assert collected(home, archive, table).learners == ["doejane_4021"]
    assert submissions(home) == before


def test_moodle_numbers_a_person_anew_in_each_assignment_and_it_stays_one_folder(home, tmp_path):
    mail = {"Email address": "ada@uni.example"}
    for number, task in (("4021", "RET-02"), ("5177", "AUD-01")):
        table = moodle_table(tmp_path / f"{number}.csv", {number: "Ada Roy"}, **mail)
        name = f"Ada Roy_{number}_assignsubmission_file/{tiny.name_of(task)}.ipynb"
        archive = zipped(tmp_path / f"{number}.zip", {name: notebook(home, task)})
        assert collected(home, archive, table).learners == ["ada@uni.example"]
    assert {one.split("/")[1] for one in submissions(home)} == {"ada@uni.example"}
    assert "Add its worksheet with --roster" in collected(home, archive).notes[-1]


def test_a_person_of_canvas_and_moodle_is_one_and_two_with_one_login_are_two(home, tmp_path):
    moodle = moodle_table(
        tmp_path / "m.csv", {"1": "Ada Roy"}, **{"Email address": "roy7@uni.example"}
    )
    sent = {f"Ada Roy_1_assignsubmission_file/{FILE}": notebook(home)}
    assert collected(home, zipped(tmp_path / "m.zip", sent), moodle).learners == [
        "roy7@uni.example"
    ]
    canvas = canvas_table(tmp_path / "c.csv", {"7": "Ada, Roy"})
    sent = {f"adaroy_7_{number}_{FILE}": notebook(home) for number in (11, 12)}
    found = collected(home, zipped(tmp_path / "c.zip", sent), canvas)
    assert found.learners == ["roy7@uni.example"]
    twice = {"8": "Bo Kim", "9": "Bo Kim"}
    moodle = moodle_table(tmp_path / "2.csv", twice, **{"Email address": "kim@uni.example"})
    sent = {f"Bo Kim_{number}_assignsubmission_file/{FILE}": notebook(home) for number in twice}
    assert collected(home, zipped(tmp_path / "2.zip", sent), moodle).learners == [
        "Bo Kim_9",
        "kim@uni.example",
    ]


def test_a_plain_folder_is_found_in_the_table_by_name_login_or_number(home, tmp_path):
    people = {"1": "Doe, Jane", "2": "Roe, Max", "3": "Poe, Eve"}
    table = canvas_table(tmp_path / "grades.csv", people)
    entries = {f"{who}/{FILE}": notebook(home) for who in ("jane doe", "max2@uni.example", "3")}
    found = collected(home, zipped(tmp_path / "all.zip", entries), table)
    assert found.learners == ["eve3@uni.example", "jane1@uni.example", "max2@uni.example"]
    assert not found.missing


def test_moodles_table_says_when_it_was_submitted(home, tmp_path):
    table = moodle_table(tmp_path / "grades.csv", {"4021": "Jane Doe"})
    archive = zipped(
        tmp_path / "all.zip", {f"Jane Doe_4021_assignsubmission_file/{FILE}": notebook(home)}
    )
    collected(home, archive)
    assert submissions(home) == [place("Jane Doe_4021")]
    collected(home, archive, table)
    here = datetime(2024, 1, 15, 10, 30).astimezone(UTC)  # in this machine's time zone
    assert stamp_of(home) == f"{here:%Y-%m-%d %H:%M:%S} UTC\n"


def stamp_of(home):
    (path,) = (home.home / "submitted").rglob("timestamp.txt")
    return path.read_text()


@pytest.mark.parametrize(
    ("zone", "shown", "utc"),
    [
        ("America/New_York", "Monday, 15 January 2024, 10:30 AM", "2024-01-15 15:30:00 UTC"),
        ("Asia/Kolkata", "Monday, 15 January 2024, 10:30 AM", "2024-01-15 05:00:00 UTC"),
        # the hour that is there twice: the first one counts, so that no one is late by it
        ("America/New_York", "Sunday, 1 November 2026, 1:30 AM", "2026-11-01 05:30:00 UTC"),
    ],
)
def test_moodles_times_are_in_the_classs_time_zone_and_nbgrader_reads_them_as_they_are(
    home, tmp_path, zone, shown, utc
):
    from nbgrader.utils import parse_utc

    (home.home / "class.toml").write_text(f'timezone = "{zone}"\n')
    cells = {"Last modified (submission)": shown}
    table = moodle_table(tmp_path / "grades.csv", {"4021": "Jane Doe"}, **cells)
    archive = zipped(
        tmp_path / "all.zip", {f"Jane Doe_4021_assignsubmission_file/{FILE}": notebook(home)}
    )
    collected(home, archive, table)
    assert stamp_of(home) == f"{utc}\n"
    assert f"{parse_utc(stamp_of(home).strip())} UTC" == utc


def test_who_sent_nothing_is_named(home, tmp_path):
    people = {str(number): f"Doe, J{number}" for number in range(1, 4)}
    table = canvas_table(tmp_path / "grades.csv", people)
    archive = zipped(tmp_path / "all.zip", {f"doej1_1_9_{FILE}": notebook(home)})
    found = collected(home, archive, table)
    assert [one.name for one in found.missing] == ["Doe, J2", "Doe, J3"]
    assert found.on_roster == 3
    later = zipped(tmp_path / "later.zip", {f"doej2_2_10_{FILE}": notebook(home)})
    assert [one.name for one in collected(home, later, table).missing] == ["Doe, J3"]


def answer(home, text):
    return notebook(home, answer=f"def ret_02(x): return {text}")


def test_of_two_versions_the_later_attachment_counts_and_the_other_is_kept(home, tmp_path):
    entries = {
        f"doejane_1_20_{FILE}": answer(home, "20"),
        "doejane_1_10_RET-02_twice-1.ipynb": answer(home, "10"),
    }
    found = collected(home, zipped(tmp_path / "all.zip", entries))
    assert tree(home)[place("doejane_1")].decode() == answer(home, "20")
    assert account(found, "doejane_1_10_RET-02_twice-1.ipynb").state == EARLIER
    (kept,) = (name for name in tree(home) if "/earlier/" in name)
    assert tree(home)[kept].decode() == answer(home, "10")


def test_of_two_versions_without_numbers_the_one_with_the_higher_copy_number_counts(home, tmp_path):
    folder = "Jo_1_assignsubmission_file"
    entries = {
        f"{folder}/RET-02_twice (2).ipynb": answer(home, "2"),
        f"{folder}/{FILE}": answer(home, "0"),
        f"{folder}/RET-02_twice (1).ipynb": answer(home, "1"),
    }
    collected(home, zipped(tmp_path / "all.zip", entries))
    assert tree(home)[place("Jo_1")].decode() == answer(home, "2")


def test_a_resubmission_replaces_what_it_holds_and_an_old_zip_changes_nothing(home, tmp_path):
    other = f"{tiny.name_of('RET-08')}.ipynb"
    first = {
        f"doejane_1_10_{FILE}": answer(home, "1"),
        f"doejane_1_11_{other}": notebook(home, "RET-08"),
    }
    first_zip = zipped(tmp_path / "first.zip", first)
    second_zip = zipped(tmp_path / "second.zip", {f"doejane_1_20_{FILE}": answer(home, "2")})
    collected(home, first_zip)
    collected(home, second_zip)
    assert submissions(home) == [place("doejane_1"), place("doejane_1", other)]
    assert tree(home)[place("doejane_1")].decode() == answer(home, "2")
    after = tree(home)
    found = collected(home, first_zip)
    assert tree(home) == after
    assert [one.state for one in found.accounts] == [UNCHANGED, UNCHANGED]


def test_an_older_zip_that_is_collected_later_does_not_count(home, tmp_path):
    new = zipped(tmp_path / "new.zip", {f"doejane_1_20_{FILE}": answer(home, "2")})
    old = zipped(tmp_path / "old.zip", {f"doejane_1_10_{FILE}": answer(home, "1")})
    collected(home, new)
    found = collected(home, old)
    assert tree(home)[place("doejane_1")].decode() == answer(home, "2")
    assert [one.state for one in found.accounts] == [EARLIER]


def test_a_second_run_changes_nothing(home, tmp_path):
    entries = {
        f"doejane_1_10_{FILE}": answer(home, "1"),
        f"doejane_1_11_{FILE}": answer(home, "2"),
        "doejane_1_12_h.py": "a",
        f"Jo_1_assignsubmission_file/{FILE}": notebook(home),
    }
    archive = zipped(tmp_path / "all.zip", entries)
    table = None
    collected(home, archive, table)
    before = tree(home)
    found = collected(home, archive, table)
    assert tree(home) == before
    assert not found.count(COUNTS)


def test_what_an_instructor_has_put_right_stays(home, tmp_path):
    archive = zipped(tmp_path / "all.zip", {f"doejane_1_10_{FILE}": answer(home, "(")})
    collected(home, archive)
    (home.home / place("doejane_1")).write_text(answer(home, "2 * x"))
    collected(home, archive)
    assert tree(home)[place("doejane_1")].decode() == answer(home, "2 * x")
