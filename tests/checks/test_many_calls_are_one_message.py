"""call_each gives what a loop of calls gives, here and where the function is a learner's."""

from pathlib import Path

import pytest

from privacylab.checks import MIME, call_each
from privacylab.sandbox.examiner.cell_order import CellStep
from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail.bubblewrap import isolation
from privacylab.sandbox.protocol.proxies import proxy_class

TEST = """
from privacylab.checks import Checks, call_each
checks = Checks("RET-02")
with checks("in the order of the cases"):
    assert call_each(f, [(1, 2), [3, 4]]) == [(1, 2, 1), (3, 4, 2)]
with checks("none"):
    assert call_each(f, []) == []
with checks("what a call raises is raised"):
    call_each(f, [(5, 6), (7, 0)])
checks.report()
"""


def test_a_plain_function_is_called_with_each_case():
    assert call_each(divmod, [(7, 2), [9, 4]]) == [(3, 1), (2, 1)]


def test_a_learners_function_is_called_with_each_case(root: Path, tmp_path: Path):
    answer = "n = 0\ndef f(a, b):\n    global n\n    n += b // b\n    return a, b, n"
    session = Session(root, tmp_path, 30, 5, isolation(), 0)
    shown = session.execute(
        [CellStep(0, "learner", "0", answer), CellStep(1, "test", "A-f-test", TEST)]
    )
    (report,) = [one["data"][MIME] for one in shown[1] if MIME in one.get("data", {})]
    outcomes = [check["outcome"] for check in report["checks"]]
    assert outcomes == ["passed", "passed", "crashed"]


@pytest.mark.parametrize("replies", [[1], [1, 2, 3], "ab", None])
def test_fewer_or_more_replies_than_calls_are_refused(replies):
    kind = proxy_class("function", "c")
    proxy = kind(lambda *asked: replies, 1)
    with pytest.raises(TypeError, match="more or fewer"):
        call_each(proxy, [(1,), (2,)])
