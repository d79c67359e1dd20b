"""Two people with real accounts work, hand in, are graded, and read their feedback on a hub."""

import os

import attacks
import httpx
import pytest
from class_on_a_hub import ADA, BEN, EXERCISE, MODULE, NOTEBOOK, SERVICE, class_on_hub

RIGHT = 'return "hold" if held else "delete" if today >= due_on else "keep"'
WRONG = 'return "keep"'


@pytest.fixture(scope="module")
def hub(root, proxy):
    """A class in which both learners have handed in, and got their feedback."""
    if os.geteuid() != 0:
        pytest.skip("it makes accounts, which only root can")
    with class_on_hub(root, proxy) as found:
        for name, answer in ((ADA, RIGHT), (BEN, WRONG)):
            solve(found.learners[name], answer)
            hand_in(found.learners[name])
        found.grader("collect", found.home / "hub" / "handed-in")
        found.grader("grade", MODULE, "--all")
        found.grader("export", MODULE, "--to", "hub")
        yield found


def solve(learner, answer):
    """Type an answer, and save the notebook, as JupyterLab does."""
    where = f"/user/{learner.name}/api/contents/{NOTEBOOK}"
    model = learner.browser.get(where, headers=learner.header).json()
    (cell,) = [
        one for one in model["content"]["cells"] if "raise NotImplementedError()" in one["source"]
    ]
    cell["source"] = cell["source"].replace("raise NotImplementedError()", answer)
    saved = learner.browser.put(where, headers=learner.header, json=model)
    assert saved.status_code == 200, saved.text


def hand_in(learner):
    """Press Hand In above the notebook."""
    where = f"/user/{learner.name}/privacylab/report"
    request = {"path": NOTEBOOK, "action": "grade"}
    said = httpx.post(
        f"{learner.browser.base_url}{where}", headers=learner.header, json=request, timeout=120
    )
    assert "is handed in. The hub received it at" in said.text, said.text


def test_each_reads_the_feedback_on_the_own_answer(hub):
    for name, full in ((ADA, True), (BEN, False)):
        browser = hub.learners[name].browser
        assert f"feedback/{MODULE}/{EXERCISE}.html" in browser.get(SERVICE).text
        page = browser.get(f"{SERVICE}feedback/{MODULE}/{EXERCISE}.html")
        assert page.status_code == 200 and name in page.text
        assert ("✗" not in page.text) == full and attacks.SECRET not in page.text
        assert page.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none';")


@pytest.mark.parametrize("attack", attacks.ATTACKS, ids=lambda one: one.__name__.strip("_"))
def test_no_one_gets_what_is_not_theirs_by(attack, hub):
    assert attack(hub) == ""
