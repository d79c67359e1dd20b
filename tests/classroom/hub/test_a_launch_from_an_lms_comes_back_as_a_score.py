"""LTI 1.3 with a real hub and a fake LMS: a launch, an account, a grade, the score in the LMS."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import time
from dataclasses import replace

import httpx
import jwt
import pytest
import tiny_course as tiny
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from lti_hub import class_file, places, running_hub
from lti_platform import KEY_ID, LOST, RIGHT
from typer.testing import CliRunner

from privacylab.classroom.access_log.log import accesses
from privacylab.classroom.hub.lti import scores, send
from privacylab.classroom.hub.lti.launch import (
    CLAIM,
    GRADES,
    SCORE_SCOPE,
    Launch,
    SentScore,
    keep_sent,
    read_launch,
    read_sent,
)
from privacylab.cli import app
from privacylab.grading import grade_class, last_of_class

MODULE, OTHER = tiny.MODULE, tiny.OTHER
ADA, BOB, CYD, DEE, EVE = "ada-7f3", "Bob/7", "bob/7", "dee 5", "5"  # as the LMS knows them
STRANGER = "stranger"  # as the hub does: a name that no launch has made
SENT_AT = "2026-11-02 20:15:00 UTC"
ENDED = SentScore(1.0, 24.0, True, "2020-01-01T00:00:00.000+00:00")


@pytest.fixture(scope="module")
def hub(root, tmp_path_factory):
    """Dee has opened another assignment, and a stranger none at all; everyone has handed in."""
    course = tiny.make_course(
        tmp_path_factory.mktemp("lti"), root / "nbgrader_config.py", tiny.IN_MODULE
    )
    with running_hub(course, tmp_path_factory.mktemp("hub")) as hub:
        names = {who: hub.launch(who, MODULE) for who in (ADA, BOB, CYD, EVE)}
        names |= {DEE: hub.launch(DEE, OTHER), STRANGER: STRANGER}
        for who, name in names.items():
            assert name == (who if who == STRANGER else Launch(hub.platform.url, who, "7").learner)
            answers = tiny.ALL_RIGHT | ({"RET-02": tiny.wrong("RET-02")} if who == BOB else {})
            tiny.send(course, name, tiny.notebooks(course, answers))
        (course.submitted(names[ADA], MODULE) / "timestamp.txt").write_text(SENT_AT)
        tiny.path_of(course, names[CYD], "RET-02").write_text("{")
        grade_class(course, MODULE)
        hub.results = last_of_class(course, MODULE)
        yield hub


@pytest.fixture
def class_(hub, monkeypatch):
    """The class, of which the LMS has no score yet; no request waits long."""
    monkeypatch.setattr(scores, "WAITS", (0.01, 0.01, 0.01))
    for name, place in places(hub.course).items():
        monkeypatch.setenv(name, place)
    monkeypatch.setattr(send, "last_of_class", lambda course, module: dict(hub.results))
    for path in hub.course.home.glob("collected/*/lti-sent.json"):
        path.unlink()
    for kept in (hub.platform.scores, hub.platform.answers, hub.platform.asked):
        kept.clear()
    yield hub
    class_file(hub.course, hub.platform.url)


def learner(hub, who):
    return Launch(hub.platform.url, who, "7").learner


def exported(*options):
    """What `privacylab export` prints, and how it ends."""
    return CliRunner().invoke(app, ["export", MODULE, "--to", "lti", *options])


def words(text):
    return " ".join(text.split())


def test_the_score_of_a_launched_learner_is_in_the_lms_and_a_second_run_sends_nothing(class_):
    command = [sys.executable, "-m", "privacylab.cli", "export", MODULE, "--to", "lti"]
    environment = os.environ | places(class_.course)
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = words(done.stdout)
    assert "3 scores sent, 3 left out." in said
    assert f"{STRANGER}: never came from the LMS: ask the learner to open the assignment" in said
    assert f"{learner(class_, DEE)} ({DEE} in the LMS): has not opened {MODULE} in the" in said
    assert f"{learner(class_, CYD)} ({CYD} in the LMS): could not be graded: RET-02_twice" in said
    assert set(class_.platform.scores) == {(MODULE, who) for who in (ADA, BOB, EVE)}
    score = class_.platform.scores[MODULE, ADA]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", score.pop("timestamp"))
    assert score == {
        "userId": ADA,
        "scoreGiven": 24.0,
        "scoreMaximum": 24.0,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "submission": {"submittedAt": "2026-11-02T20:15:00.000Z"},
    }
    assert class_.platform.scores[MODULE, BOB]["scoreGiven"] == 17.6
    assert accesses(class_.course)[-1].did == "sent the points to the LMS"
    assert class_.platform.asked.count("/token") == 1

    asked = len(class_.platform.asked)
    again = exported("--json")
    assert again.exit_code == 0
    assert json.loads(again.stdout)["unchanged"] == sorted(
        learner(class_, one) for one in (ADA, BOB, EVE)
    )
    assert len(class_.platform.asked) == asked


def test_a_score_that_was_not_taken_is_named_and_the_command_fails(class_):
    class_.platform.answers = [RIGHT, 404]
    done = exported()
    assert done.exit_code == 1
    assert "2 scores sent, 1 failed, 3 left out." in words(done.stdout)
    assert "the LMS no longer has the assignment: ask the learner to open it" in words(done.stdout)
    assert str(done.exception).startswith("Some scores were not sent: fix what is listed")
    assert "1 score sent, 2 sent before, 3 left out." in words(exported().stdout)


@pytest.mark.parametrize("option", ["--roster", "--out"])
def test_a_file_makes_no_sense_where_points_are_sent(class_, option, tmp_path):
    assert str(exported(option, str(tmp_path)).exception) == (
        "--to lti sends the points: leave out --roster, --out and --column."
    )


def test_only_what_has_changed_is_sent_again(class_):
    send.send_scores(class_.course, MODULE)
    (address,) = read_sent(class_.course, learner(class_, ADA))
    keep_sent(class_.course, learner(class_, ADA), address, ENDED)
    time.sleep(0.002)
    found = send.send_scores(class_.course, MODULE)
    assert (found.sent, len(found.unchanged)) == ([learner(class_, ADA)], 2)


@pytest.mark.parametrize(
    "answers",
    [[503], [RIGHT, 500, 502, 503], [(429, ("Retry-After", "0"))], [RIGHT, 20.0], [RIGHT, LOST]],
    ids=["no token", "three errors", "too many requests", "slow", "lost"],
)
def test_a_busy_lms_is_asked_again(class_, answers, monkeypatch):
    monkeypatch.setattr(send, "TIMEOUT", 2.0)
    class_.platform.answers, began = answers, time.monotonic()
    found = send.send_scores(class_.course, MODULE)
    assert len(found.sent) == 3 and not found.failed
    assert time.monotonic() - began < 20
    assert len(class_.platform.scores) == 3


@pytest.mark.parametrize(
    "answers, sentence",
    [
        ([503] * 8, "127.0.0.1 answers 503: run the command again later"),
        ([RIGHT, *[(429, ("Retry-After", "3600"))] * 2], "127.0.0.1 answers 429: run the"),
        ([401] * 2, "127.0.0.1 refuses (401): compare client_id, token_url and the key with"),
        ([RIGHT, 403, 403], "127.0.0.1 refuses (403): let the tool use Assignment and Grade"),
        (
            [(307, ("Location", "http://127.0.0.2:9/"))] * 2,
            "redirects to http://127.0.0.2:9/, which",
        ),
    ],
    ids=["never answers", "wait an hour", "no such client", "no scope", "redirect"],
)
def test_a_platform_that_fails_twice_is_not_asked_for_the_rest(class_, answers, sentence):
    class_.platform.answers = answers
    found = send.send_scores(class_.course, MODULE)
    first, second, third = [why for _, why in found.failed]
    assert sentence in first and first == second and third == send.LMS_FAILED
    assert class_.platform.scores == {} and class_.platform.answers == []
    assert len(send.send_scores(class_.course, MODULE).sent) == 3


def test_one_score_that_the_lms_fails_at_does_not_stop_the_others(class_):
    class_.platform.answers = [RIGHT, *[500] * 4]
    found = send.send_scores(class_.course, MODULE)
    assert (len(found.sent), len(found.failed)) == (2, 1)
    assert send.send_scores(class_.course, MODULE).sent == [found.failed[0][0]]


@pytest.mark.parametrize("status", sorted(scores.REFUSED))
def test_a_refused_score_is_not_sent_again_in_the_same_run(class_, status):
    class_.platform.answers = [RIGHT, status, status, status]
    found = send.send_scores(class_.course, MODULE)
    assert [why for _, why in found.failed] == [scores.REFUSED[status]] * 3
    assert len(class_.platform.asked) == 4


def test_a_newer_score_in_the_lms_stays(class_):
    newer = {"timestamp": "2999-01-01T00:00:00+00:00", "scoreGiven": 3}
    class_.platform.scores[MODULE, ADA] = newer
    found = send.send_scores(class_.course, MODULE)
    assert found.failed == [(learner(class_, ADA), scores.REFUSED[409])]
    assert class_.platform.scores[MODULE, ADA] == newer


def test_a_score_older_than_the_last_one_that_was_sent_is_not_sent(class_):
    address = class_.platform.line_item(MODULE)
    later = replace(ENDED, at="2999-01-01T00:00:00.000+00:00")
    keep_sent(class_.course, learner(class_, ADA), address, later)
    found = send.send_scores(class_.course, MODULE)
    ((who, why),) = found.failed
    assert who == learner(class_, ADA) and why.startswith(
        "a score of 2999-01-01T00:00:00.000+00:00"
    )
    assert (MODULE, ADA) not in class_.platform.scores


def test_points_above_the_maximum_are_sent_as_the_maximum_and_partial_ones_as_such(
    class_, monkeypatch
):
    ada, bob = (class_.results[learner(class_, who)] for who in (ADA, BOB))
    first, *rest = bob.exercises
    bob = replace(bob, exercises=(replace(first, needs_person=True), *rest))
    changed = {one.learner: one for one in (replace(ada, score=26.0), bob)}
    monkeypatch.setattr(send, "last_of_class", lambda course, module: class_.results | changed)
    found = send.send_scores(class_.course, MODULE)
    assert found.notes == [f"{learner(class_, ADA)} has 26 of 24 points: the maximum is sent."]
    assert class_.platform.scores[MODULE, ADA]["scoreGiven"] == 24.0
    assert (learner(class_, BOB), "RET-02 needs manual grading") in found.left_out
    send.send_scores(class_.course, MODULE, partial=True)
    assert class_.platform.scores[MODULE, BOB]["gradingProgress"] == "PendingManual"


def test_no_score_goes_to_another_site_than_the_one_in_class_toml(class_):
    class_file(class_.course, class_.platform.url, scores_url="https://lms.example")
    found = send.send_scores(class_.course, MODULE)
    assert len(found.failed) == 3 and class_.platform.asked == []
    assert "which is not at https://lms.example: correct scores_url" in found.failed[0][1]


@pytest.mark.parametrize(
    "changed, sentence",
    [
        ({"token_url": ""}, r"which LMS the hub is registered with: add token_url to \[lti\]"),
        ({"token_url": "http://lms.example/token"}, "lti.token_url is 'http://lms.example/token'"),
        ({"jwks_url": "https://a:b@lms.example/keys"}, "has no name or password in it"),
        ({"scores_url": "file:///etc/passwd"}, "begins with https://"),
        ({"issuer": "lms.example"}, "lti.issuer is 'lms.example'"),
        ({"password": "x"}, r"\[lti\] has 'password', which is unknown"),
    ],
    ids=lambda value: (
        next(iter(value.items()))[1][:20] or "missing" if isinstance(value, dict) else ""
    ),
)
def test_an_lms_that_others_could_listen_to_is_refused(class_, changed, sentence):
    class_file(class_.course, class_.platform.url, **changed)
    with pytest.raises(ValueError, match=sentence):
        send.send_scores(class_.course, MODULE)
    assert class_.platform.asked == []


FORGED = generate_private_key(65537, 2048)


def by_another_key(hub, claims):
    return jwt.encode(claims, FORGED, "RS256", headers={"kid": KEY_ID})


def unsigned(hub, claims):
    return jwt.encode(claims, None, "none", headers={"kid": KEY_ID})


def with_the_public_key_as_a_secret(hub, claims):
    return jwt.encode(claims, "x" * 64, "HS256", headers={"kid": KEY_ID})


@pytest.mark.parametrize(
    "status, changed, sign",
    [
        (400, {}, unsigned),
        (400, {}, by_another_key),
        (400, {}, with_the_public_key_as_a_secret),
        (401, {"aud": "client-2"}, None),
        (400, {"iss": "https://other.example"}, None),
        (400, {"exp": 1}, None),
        (400, {"iat": 1}, None),
        (400, {"nonce": "0" * 64}, None),
        (400, {"sub": None}, None),
        (400, {"sub": "x" * 256}, None),
        (400, {"sub": "forged \ud800"}, None),
        (400, {f"{CLAIM}deployment_id": None}, None),
        (400, {f"{CLAIM}deployment_id": ""}, None),
        (400, {f"{CLAIM}version": "1.1"}, None),
        (400, {f"{CLAIM}message_type": "LtiDeepLinkingRequest"}, None),
        (400, {GRADES: {"scope": [SCORE_SCOPE], "lineitem": "https://evil.example/items/1"}}, None),
        (400, {GRADES: {"scope": [SCORE_SCOPE], "lineitem": "http://127.0.0.1:1/items/1"}}, None),
    ],
    ids=[
        *("no signature", "another key", "another algorithm", "audience", "issuer", "expired"),
        *(
            "too old",
            "nonce",
            "no sub",
            "long sub",
            "no ASCII",
            "no deployment",
            "empty deployment",
        ),
        *("version", "deep linking", "line item at another host", "line item at another port"),
    ],
)
def test_a_forged_launch_logs_no_one_in_and_leaves_nothing(hub, status, changed, sign):
    who = f"forged {time.monotonic()}"
    with httpx.Client() as browser:
        asked = hub.begun(browser, who, MODULE).params
        claims = hub.platform.claims(who, asked["nonce"], MODULE, **changed)
        token = sign(hub, claims) if sign else hub.platform.signed(claims)
        answer = hub.end(browser, {"id_token": token, "state": asked["state"]})
        assert answer.status_code == status
        assert not any("hub-login" in name for name in browser.cookies)
    kept = [path.read_text() for path in hub.course.home.glob("collected/*/*.json")]
    assert kept and not any("forged" in text or "xxx" in text for text in kept)


def test_a_launch_works_once_and_for_the_browser_that_began_it(hub):
    with httpx.Client() as browser, httpx.Client() as copy, httpx.Client() as other:
        asked = hub.begun(browser, ADA, MODULE).params
        copy.cookies.update(browser.cookies)
        claims = hub.platform.claims(ADA, asked["nonce"], MODULE)
        posted = {"id_token": hub.platform.signed(claims), "state": asked["state"]}
        assert hub.end(other, posted).status_code == 400
        assert hub.end(browser, posted).status_code == 302
        again = hub.end(copy, posted)
    assert again.status_code == 400 and "This launch was used before" in again.text


def test_over_https_the_cookies_of_a_launch_come_back_from_another_site(hub):
    with httpx.Client(headers={"X-Forwarded-Proto": "https"}) as browser:
        about = {"iss": hub.platform.url, "login_hint": ADA, "target_link_uri": hub.url}
        answer = browser.get(f"{hub.url}/hub/lti13/oauth_login", params=about)
    cookies = [one for one in answer.headers.get_list("set-cookie") if "lti13" in one]
    assert len(cookies) == 2
    assert all("SameSite=None" in one and "; Secure" in one for one in cookies)


def test_a_launch_keeps_neither_name_nor_address(hub):
    texts = [path.read_bytes() for path in hub.course.home.glob("collected/*/*.json")]
    texts += [path.read_bytes() for path in hub.log.parent.iterdir() if path.is_file()]
    assert not any(word in text for text in texts for word in (b"Lovelace", b"ada@uni.example"))
    assert b"login_hint=[secret]" in hub.log.read_bytes()
    assert ADA.encode() not in hub.log.read_bytes()


def test_the_hub_tells_an_lms_how_to_install_it_and_which_key_it_has(hub):
    facts = httpx.get(f"{hub.url}/hub/lti13/config").json()
    assert facts["scopes"] == [SCORE_SCOPE]
    assert facts["extensions"][0]["privacy_level"] == "anonymous" and "custom_fields" not in facts
    (key,) = httpx.get(facts["public_jwk_url"]).json()["keys"]
    assert set(key) == {"kty", "n", "e", "alg", "use", "kid"}
    path = hub.course.home / "hub" / "lti-key.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "claims",
    [
        {f"{CLAIM}custom": {"module": MODULE}, f"{CLAIM}resource_link": {"id": "1"}},
        {f"{CLAIM}resource_link": {"id": "1", "title": f"{MODULE.upper()} "}},
    ],
    ids=["parameter", "title"],
)
def test_an_assignment_names_its_module_by_a_parameter_or_by_its_title(hub, claims):
    with httpx.Client() as browser:
        asked = hub.begun(browser, "new", "").params
        token = hub.platform.claims("new", asked["nonce"], "", **claims)
        posted = {"id_token": hub.platform.signed(token), "state": asked["state"]}
        assert hub.end(browser, posted).status_code == 302
    assert set(read_launch(hub.course, learner(hub, "new")).line_items) == {MODULE}
    shutil.rmtree(hub.course.home / "collected" / learner(hub, "new"))
