"""`certify` signs what was graded, and `verify-completion` says whether to trust it."""

import json
import shutil
import subprocess

import pytest
import tiny_course as tiny
from typer.testing import CliRunner

from privacylab.classroom.access_log.log import accesses
from privacylab.classroom.erase import erase
from privacylab.classroom.holdings import find_subject, holdings
from privacylab.cli import app
from privacylab.errors import LabError
from privacylab.grading import Course, grade_class

TRACK = """
[[tracks]]
id = "onboarding"
title = "Onboarding"
for_whom = "You."
how = "Now."
[[tracks.parts]]
title = "One sitting"
steps = [{ exercise = "RET-02" }, { exercise = "RET-01" }]
"""


@pytest.fixture(scope="session")
def graded(root, tmp_path_factory):
    """A graded class: ada has the track, ben a hidden check that fails, cem one exercise of two."""
    folder = tmp_path_factory.mktemp("certified")
    course = tiny.make_course(folder, root / "nbgrader_config.py", tiny.IN_MODULE)
    with (folder / "course" / "course.toml").open("a") as file:
        file.write(TRACK)
    tiny.send(course, "ada", tiny.notebooks(course, {**tiny.ALL_RIGHT, "RET-08": "x = 1"}))
    tiny.send(
        course, "ben", tiny.notebooks(course, tiny.ALL_RIGHT | {"RET-01": tiny.wrong("RET-01")})
    )
    tiny.send(course, "cem", tiny.notebooks(course, {"RET-02": tiny.right("RET-02")}))
    tiny.path_of(course, "cem", "RET-01").unlink()
    grade_class(course, tiny.MODULE)
    return course


def new_key(folder, *encrypted):
    """A key pair, made by the commands that the sentences name; the private one."""
    private, public = folder / "org.pem", folder / "org.pub"
    folder.mkdir(exist_ok=True)
    make = ["openssl", "genpkey", "-algorithm", "ed25519", "-out", private, *encrypted]
    subprocess.run(make, check=True, capture_output=True)
    passed = ["-passin", encrypted[-1]] if encrypted else []
    share = ["openssl", "pkey", "-in", private, "-pubout", "-out", public, *passed]
    subprocess.run(share, check=True, capture_output=True)
    return private


@pytest.fixture(scope="session")
def key(tmp_path_factory):
    return new_key(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def run(graded, monkeypatch):
    """Runs a command in the class; (exit code, what it said)."""
    monkeypatch.setenv("PRIVACYLAB_COURSE", str(graded.root))
    monkeypatch.setenv("PRIVACYLAB_HOME", str(graded.home))

    def run(*words, typed=None):
        done = CliRunner().invoke(app, [str(word) for word in words], input=typed)
        assert done.exception is None or isinstance(done.exception, (LabError, SystemExit))
        said = str(done.exception) if isinstance(done.exception, LabError) else done.output
        return done.exit_code, " ".join(said.split())

    return run


@pytest.fixture
def record(run, graded, key, tmp_path):
    """Ada's record, as she passes it on."""
    code, said = run("certify", "ada", "--key", key, "--name", "Ada Lovelace")
    assert code == 0, said
    for path in (graded.home / "feedback" / "ada").glob("onboarding.completion.json*"):
        shutil.copy(path, tmp_path)
    return tmp_path / "onboarding.completion.json"


def public(key):
    return key.with_suffix(".pub")


def test_a_record_says_who_did_what_by_which_course_and_no_scores(run, record, key, graded):
    code, said = run("verify-completion", record, "--key", public(key))
    assert code == 0
    assert said.startswith(
        "Valid: Ada Lovelace completed the track Onboarding of Tiny (RET-02, RET-01, each with "
        "full marks), signed on "
    )
    facts = json.loads(record.read_bytes())
    assert "signed a completion of onboarding" in [one.did for one in accesses(graded)]
    assert set(facts) == {
        *("kind", "name", "track", "course", "exercises", "passing", "day", "lab", "digest", "key")
    }
    assert len(facts["digest"]) == 64


def test_openssl_confirms_it_without_the_lab(record, key):
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", public(key), "-rawin"]
    done = subprocess.run([*command, "-in", record, "-sigfile", f"{record}.sig"])
    assert done.returncode == 0


def test_scores_and_a_lower_bar_are_there_where_they_are_chosen(run, graded, key):
    ben = graded.home / "feedback" / "ben" / "onboarding.completion.json"
    code, said = run("certify", "ben", "--key", key, "--passing", "25", "--scores")
    assert code == 0, said
    code, said = run("verify-completion", ben, "--key", public(key))
    assert "(RET-02, RET-01, each with at least 25% of its points)" in said
    assert "RET-01: 1.5 of 6 points" in said


@pytest.mark.parametrize(
    ("learner", "says"),
    [
        ("ben", "ben has not completed RET-01: it has 1.5 of 6 points. Nothing was signed."),
        ("cem", "cem has not completed RET-01: it has 0 of 6 points. Nothing was signed."),
        ("dot", "Nothing is held about 'dot'."),
        ("me", "me is your own work"),
    ],
)
def test_nothing_is_signed_for_who_has_not_completed_it(learner, says, run, graded, key):
    before = sorted(graded.home.rglob("*.completion.json"))
    code, said = run("certify", learner, "--key", key)
    assert code == 1 and said.startswith(says)
    assert sorted(graded.home.rglob("*.completion.json")) == before


def test_work_that_changed_since_its_grade_is_graded_first(run, graded, key):
    tiny.send(graded, "eve", tiny.notebooks(graded, tiny.ALL_RIGHT))
    code, said = run("certify", "eve", "--key", key)
    assert code == 1 and said.endswith(f"Run: privacylab grade {tiny.MODULE} --all")


@pytest.mark.parametrize("part", ["name", "digest", "signature", "key"])
def test_a_change_in_any_part_is_noticed(part, run, record, key):
    if part == "signature":
        signature = record.with_name(f"{record.name}.sig")
        signature.write_bytes(bytes([signature.read_bytes()[0] ^ 1]) + signature.read_bytes()[1:])
    else:
        facts = json.loads(record.read_bytes())
        record.write_text(json.dumps(facts | {part: facts[part][:-1] + "x"}, indent=1) + "\n")
    code, said = run("verify-completion", record, "--key", public(key))
    assert code == 1
    assert ("names another key" if part == "key" else "changed after it was signed") in said


def test_another_organizations_key_is_named(run, record, tmp_path):
    other = new_key(tmp_path / "other")
    code, said = run("verify-completion", record, "--key", public(other))
    assert code == 1 and "is not signed with" in said and "it names another key" in said


def test_what_is_no_key_and_no_record_is_said(run, record, key, graded, tmp_path):
    (tmp_path / "note.txt").write_text("hello")
    for words, says in (
        (["verify-completion", record, "--key", key], "is not an Ed25519 public key. To make it"),
        (["verify-completion", tmp_path / "gone", "--key", public(key)], "cannot be read (No such"),
        (["certify", "ada", "--key", public(key)], "is not an Ed25519 private key"),
        (["certify", "ada", "--key", tmp_path / "gone.pem"], "To make one, run: openssl genpkey"),
        (["certify", "ada", "--key", graded.root / "org.pem"], "is in the course's folder"),
        (["certify", "ada", "--key", key, "--track", "onbording"], "There is no track"),
    ):
        code, said = run(*words)
        assert code == 1 and says in said, said
    record.with_name(f"{record.name}.sig").write_bytes(b"s" * 64)
    record.write_text("hello")
    code, said = run("verify-completion", record, "--key", public(key))
    assert code == 1 and "is not a record that privacylab certify wrote" in said


def test_a_key_with_a_passphrase_asks_for_it(run, tmp_path):
    locked = new_key(tmp_path / "locked", "-aes256", "-pass", "pass:open sesame")
    code, said = run("certify", "ada", "--key", locked, typed="open sesame\n")
    assert code == 0 and "Passphrase for the key" in said
    code, said = run("certify", "ada", "--key", locked, typed="another one\n")
    assert code == 1 and "the passphrase is wrong" in said


def test_about_finds_a_record_and_erase_deletes_it(run, graded, key, tmp_path):
    home = Course(graded.root, tmp_path / "home")
    shutil.copytree(graded.home / "submitted", home.home / "submitted")
    (own := home.home / "feedback" / "ada").mkdir(parents=True)
    run("certify", "ada", "--key", key)
    shutil.copy(graded.home / "feedback" / "ada" / "onboarding.completion.json", own)
    places = {one.place: one.size for one in holdings(home, find_subject(home, "ada"))}
    assert places["feedback/ada"] == 1
    assert erase(home, "ada")[1] == [] and not own.exists()
