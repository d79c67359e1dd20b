"""In every exercise of the course: objects that lie about themselves, and one reply to all.

Each object is tried in one exercise of eight, and each exercise meets one object of eight: what an
object can lie to is the code that compares, which all exercises share. Each reply is tried in half
of the exercises.
"""

import pytest
from lying_objects import OBJECTS, answer
from whole_course import everywhere, grade

from privacylab.sandbox.jail.bubblewrap import isolation

SAME_REPLY = (
    *("return None", "return True", "return False", "return set()"),
    *("raise ValueError(1)", "import time; return time.time_ns()"),
)


@pytest.fixture
def earned(root):
    """The steps that an idea of an answer earns points for, with their points."""
    offer = isolation()
    if not offer.bwrap:
        pytest.skip(offer.reason)

    def earned(write, part=slice(None)):
        answers = list(everywhere(root, write).items())[part]
        graded = grade(root, offer, dict(answers))
        assert {exercise for exercise, _ in graded} == {exercise for exercise, _ in answers}
        return {step: one.score for step, one in graded.items() if one.score or one.passed}

    return earned


@pytest.mark.parametrize(("number", "name"), list(enumerate(OBJECTS)))
def test_an_object_that_lies_earns_nothing_in_any_exercise(earned, number, name):
    part = slice(number % 8, None, 8)
    assert earned(lambda names: answer(OBJECTS[name], names), part) == {}


def test_an_object_within_data_has_no_say_either(root):
    """The sweep's verdicts are right, but its set of violations contains whatever is asked for."""
    code = """
class Thing:
    def __contains__(self, one): return True
    def __eq__(self, other): return True
    def __iter__(self): return iter(())
def sweep(stores, registry, expired, device_owner):
    return {"verdict": "VIOLATIONS", "violations": Thing(), "gaps": {}}
"""
    graded = grade(root, isolation(), {"RET-08": {"sweep": code}})
    assert graded["RET-08", "sweep"].score == 0


@pytest.mark.parametrize(("number", "body"), list(enumerate(SAME_REPLY)))
def test_one_reply_to_every_question_earns_nothing_in_any_exercise(earned, number, body):
    def write(names):
        return "\n".join(f"def {name}(*args, **kwargs): {body}" for name in names)

    assert earned(write, slice(number % 2, None, 2)) == {}
