"""held_by shows an object's attributes, here and where the object is a learner's in the jail."""

from pathlib import Path

from privacylab.checks import MIME, held_by
from privacylab.sandbox.examiner.cell_order import CellStep
from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail.bubblewrap import isolation

ANSWER = """
class Log:
    def __init__(self):
        self._old = [b"the salt"]
"""
TEST = """
from privacylab.checks import Checks, held_by
checks = Checks("RET-02")
with checks("a salt that was moved is seen"):
    assert "the salt" in held_by(Log())
with checks("other private attributes are not read"):
    assert not hasattr(Log(), "_old")
checks.report()
"""


class Slots:
    __slots__ = ()


def test_the_attributes_of_an_object_are_shown_and_one_without_any_shows_none():
    log = type("Log", (), {})()
    log.kept = b"the salt"
    assert held_by(log) == "{'kept': b'the salt'}"
    assert held_by(Slots()) == "''"


def test_what_a_learners_object_holds_is_shown_and_nothing_else_of_it(root: Path, tmp_path: Path):
    session = Session(root, tmp_path, 30, 5, isolation(), 0)
    shown = session.execute(
        [CellStep(0, "learner", "0", ANSWER), CellStep(1, "test", "A-f-test", TEST)]
    )
    (report,) = [one["data"][MIME] for one in shown[1] if MIME in one.get("data", {})]
    assert [check["outcome"] for check in report["checks"]] == ["passed", "passed"]
