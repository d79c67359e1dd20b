"""In which order a submission's cells and checks run, and what each of them meets."""

import json
from dataclasses import astuple, replace
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from privacylab.authoring.exercise_text import BEGIN_HIDDEN, END_HIDDEN
from privacylab.checks import MIME
from privacylab.sandbox.examiner.cell_order import CellStep
from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail.bubblewrap import isolation
from privacylab.sandbox.pool.forkserver import REHEARSE_AT, Forkserver, start_forkserver

GIVEN = CellStep(0, "given", "setup", "from privacylab.checks import Checks, small_table, tables")
GIVEN_AGAIN = replace(GIVEN, place=2)


def cell_of_test(place: int, public: str, hidden: str, before: str = "") -> CellStep:
    lines = [
        'checks = Checks("RET-02")',
        f'with checks("public {place}"):',
        f"    {public}",
        BEGIN_HIDDEN,
        before,
        'with checks("hidden", hint=1):',
        f"    {hidden}",
        END_HIDDEN,
        "checks.report()",
    ]
    return CellStep(place, "test", f"A-{place}-test", "\n".join(lines))


@pytest.fixture
def run(root: Path, tmp_path: Path):
    def run(*steps: CellStep, timeout: float = 30) -> dict[int, list[dict]]:
        session = Session(root, tmp_path, timeout, 5, isolation(), 2)
        return session.execute([GIVEN, *steps])

    return run


def outcomes(outputs: list[dict]) -> list[str]:
    (report,) = [one["data"][MIME] for one in outputs if MIME in one.get("data", {})]
    return [check["outcome"] for check in report["checks"]]


def test_a_hidden_check_meets_the_names_as_its_own_cell_left_them(run):
    shown = run(
        CellStep(
            1, "learner", "1", "def helper(x):\n    return 2 * x\ndef f(x):\n    return helper(x)"
        ),
        cell_of_test(2, "number = 2; assert f(2) == 4", "assert f(number) == 4 and f(30) == 60"),
        CellStep(3, "learner", "3", "def helper(x):\n    return -x\nf = helper\nextra = 1"),
        cell_of_test(4, "number = 9; assert f(2) == -2", "assert f(number) == -9"),
        CellStep(5, "learner", "5", "del f, helper\nimport math as f"),
    )
    assert outcomes(shown[2]) == outcomes(shown[4]) == ["passed", "passed"]


def test_no_hidden_check_speaks_before_all_that_a_learner_sees_is_there(run):
    shown = run(
        CellStep(1, "learner", "1", "heard = []\ndef f(x):\n    heard.append(x)\n    return heard"),
        cell_of_test(2, "assert 1 in f(1)", "assert f('secret')"),
        CellStep(3, "learner", "3", "print(heard)"),
        cell_of_test(4, "assert not f(2)", "assert f('secret')"),
        CellStep(5, "learner", "5", "heard"),
    )
    assert shown[3] == [{"output_type": "stream", "name": "stdout", "text": "[1]\n"}]
    assert shown[5][0]["data"] == {"text/plain": "[1, 2, 2]"}  # called again, to explain
    assert outcomes(shown[4]) == ["failed", "passed"]
    assert "secret" not in json.dumps(shown)


def test_what_is_said_while_hidden_checks_run_is_said_to_nobody(run):
    says = "class Leak(Exception): pass\ndef f(x):\n    print(x)\n    raise Leak(x)"
    named = f"{says}\ndef g(x):\n    raise type(x, (Exception,), {{}})"
    shown = run(
        CellStep(1, "learner", "1", f"{named}\nsay = print"),
        cell_of_test(2, "f('open')", "f('secret')", before="say('secret')"),
        cell_of_test(3, "pass", "pass", before="g('secret')"),
    )
    assert "open\n" in [one.get("text") for one in shown[2]]
    assert outcomes(shown[2]) == ["crashed", "crashed"]
    assert outcomes(shown[3]) == ["passed"]  # and no score, as its hidden part ended early
    assert "execute_result" not in [one["output_type"] for one in shown[3]]
    assert "secret" not in json.dumps(shown)


def test_a_name_of_a_hidden_part_is_there_for_later_hidden_parts_of_the_notebook_alone(run):
    uses = "assert f(concealed) == 7"
    shown = run(
        CellStep(1, "notebook", "RET-02", ""),
        GIVEN_AGAIN,
        CellStep(3, "learner", "3", "def f(x):\n    return x"),
        cell_of_test(4, "assert f(1) == 1", "assert f(3) == 3", before="concealed = 7"),
        cell_of_test(5, "assert f(2) == 2", uses),
        CellStep(6, "notebook", "RET-05", ""),
        replace(GIVEN_AGAIN, place=7),
        CellStep(8, "learner", "8", "def f(x):\n    return x"),
        cell_of_test(9, "assert f(2) == 2", uses),
    )
    assert outcomes(shown[4]) == outcomes(shown[5]) == ["passed", "passed"]
    assert outcomes(shown[9]) == ["passed", "not attempted"]


def test_each_notebook_has_a_namespace_of_its_own_in_the_same_jail(run):
    shown = run(
        CellStep(1, "notebook", "RET-02", ""),
        CellStep(2, "learner", "2", "import os\nsecret = 5\ndef f():\n    return secret"),
        CellStep(3, "learner", "3", "os.getpid()"),
        CellStep(4, "notebook", "RET-05", ""),
        CellStep(5, "learner", "5", "import os\nos.getpid()"),
        CellStep(6, "learner", "6", "secret"),
        CellStep(7, "learner", "7", "from privacylab.checks import earlier\nsecret = 9\n"),
        CellStep(8, "learner", "8", "g = earlier('RET-02', 'f')\ng()"),
    )
    assert shown[3][0]["data"] == shown[5][0]["data"]  # one process
    assert shown[6][0]["ename"] == "NameError"
    assert shown[8][0]["data"] == {"text/plain": "5"}


def test_a_hidden_check_meets_the_names_of_its_own_notebook_though_others_have_run_since(run):
    reads = "def f(x):\n    return factor * x"
    shown = run(
        CellStep(1, "notebook", "RET-02", ""),
        GIVEN_AGAIN,
        CellStep(3, "learner", "3", f"factor = 2\n{reads}"),
        cell_of_test(4, "number = 2; assert f(2) == 4", "assert f(number) == 4 and f(30) == 60"),
        CellStep(5, "notebook", "RET-05", ""),
        replace(GIVEN_AGAIN, place=6),
        CellStep(7, "learner", "7", f"factor = -1\n{reads}"),
        cell_of_test(8, "number = 9; assert f(2) == -2", "assert f(number) == -9"),
        CellStep(9, "notebook", "RET-01", ""),
        CellStep(10, "learner", "10", "factor = f = None"),
    )
    assert outcomes(shown[4]) == outcomes(shown[8]) == ["passed", "passed"]


def test_a_name_that_one_notebook_lacks_is_not_found_in_another_one_by_its_checks(run):
    shown = run(
        CellStep(1, "notebook", "RET-02", ""),
        GIVEN_AGAIN,
        CellStep(3, "learner", "3", "def f(x):\n    return True"),
        cell_of_test(4, "assert f(1)", "assert f(2)"),
        CellStep(5, "notebook", "RET-05", ""),
        replace(GIVEN_AGAIN, place=6),
        cell_of_test(7, "assert f(1)", "assert f(2)"),
    )
    assert outcomes(shown[4]) == ["passed", "passed"]
    assert outcomes(shown[7]) == ["not attempted", "not attempted"]


def test_a_hidden_check_meets_an_earlier_notebook_as_that_was_when_its_own_cell_ran(run):
    later = "def twice(x):\n    return 2 * x\ndef g(x):\n    return twice(x)"
    takes = "from privacylab.checks import earlier\ng = earlier('RET-02', 'g')"
    shown = run(
        CellStep(1, "notebook", "RET-02", ""),
        GIVEN_AGAIN,
        CellStep(3, "learner", "3", "def f(x):\n    return x"),
        cell_of_test(4, "assert f(1) == 1", "assert f(2) == 2"),
        CellStep(5, "learner", "5", later),
        CellStep(6, "notebook", "RET-05", ""),
        replace(GIVEN_AGAIN, place=7),
        CellStep(8, "learner", "8", takes),
        cell_of_test(9, "assert g(1) == 2", "assert g(3) == 6"),
    )
    assert outcomes(shown[4]) == outcomes(shown[9]) == ["passed", "passed"]


def test_a_look_cell_is_left_out_and_shows_nothing(root, tmp_path):
    marks = NotebookNode(grade_id="RET-02-f", grade=False, solution=True)
    look = new_code_cell("f = 'played'\nprint(f)")
    look.metadata.privacylab = NotebookNode(role="look")
    cells = [
        new_code_cell("f = 'mine'", metadata=NotebookNode(nbgrader=marks)),
        look,
        new_code_cell("f"),
    ]
    Session(root, tmp_path, 30, 5, isolation(), 2).run({"RET-02": new_notebook(cells=cells)})
    assert look.outputs == []
    assert cells[2].outputs[0].data == {"text/plain": "'mine'"}


def test_a_check_that_needs_an_earlier_exercise_is_skipped_and_says_so(run):
    gone = "from privacylab.checks import earlier\nf = earlier('AUD-05', 'root')"
    shown = run(
        CellStep(1, "notebook", "AUD-09", ""),
        GIVEN_AGAIN,
        CellStep(3, "learner", "3", gone),
        cell_of_test(4, "assert f(1)", "assert f('secret')"),
    )
    assert outcomes(shown[4]) == ["skipped", "skipped"]
    (report,) = [one["data"][MIME] for one in shown[4] if MIME in one.get("data", {})]
    assert report["checks"][0]["detail"] == [
        "It needs AUD-05: its notebook is not beside this one."
    ]


OPENS = """import sqlite3
book = sqlite3.connect(":memory:")
def f(x):
    return book.execute("select ?", (x,)).fetchone()[0]"""
READS = """from pathlib import Path
Path("here").write_text("7")
def f(x):
    return int(Path("here").read_text()) * x"""
DIVIDES = """from decimal import Decimal, getcontext
def f(x):
    return str(Decimal(1) / x)"""
RATES = "rates = {'a': 2}\ndef f(x):\n    return rates['a'] * x"


@pytest.mark.parametrize(
    ("answer", "public", "hidden", "later"),
    [
        (OPENS, "assert f(1) == 1", "assert f(2) == 2", "book.close()"),
        (READS, "assert f(1) == 7", "assert f(2) == 14", "import os; os.mkdir('o'); os.chdir('o')"),
        (DIVIDES, "assert len(f(3)) == 30", "assert len(f(7)) == 30", "getcontext().prec = 2"),
        (RATES, "assert f(1) == 2", "assert f(3) == 6", "rates.clear()"),
    ],
    ids=["closes its database", "leaves its folder", "sets a precision", "changes its object"],
)
def test_a_later_cell_changes_nothing_that_an_earlier_hidden_check_meets(
    run, answer, public, hidden, later
):
    shown = run(
        CellStep(1, "learner", "1", answer),
        cell_of_test(2, public, hidden),
        CellStep(3, "learner", "3", later),
    )
    assert outcomes(shown[2]) == ["passed", "passed"]


def test_a_run_with_hidden_checks_begins_when_the_jail_of_the_first_run_has_ended(run):
    """The second run finds nothing that the first has left in its scratch folder or processes."""
    leaves = "import os\nfrom pathlib import Path\nseen = Path('seen')\nwas = seen.exists()\n"
    leaves += "seen.write_text('x')\nif os.fork() == 0:\n    import time; time.sleep(60)\n"
    leaves += "def f(x):\n    return [was, len([p for p in os.listdir('/proc') if p.isdigit()])]"
    shown = run(
        CellStep(1, "learner", "1", leaves),
        cell_of_test(2, "count = f(1)[1]", "was, now = f(1); assert not was and now == count"),
    )
    assert outcomes(shown[2]) == ["passed", "passed"]


def test_a_cell_that_stops_python_in_the_second_run_costs_its_own_step_alone(run):
    dies = "import os\ndef f(x):\n    if x == 'secret':\n        os._exit(1)\n    return True"
    shown = run(
        CellStep(1, "learner", "1", dies),
        cell_of_test(2, "assert f(1)", "assert f('secret')"),
        cell_of_test(3, "assert f(2)", "assert f('other')"),
    )
    assert [one["ename"] for one in shown[2] if one["output_type"] == "error"] == ["StoppedPython"]
    assert outcomes(shown[3]) == ["passed", "passed"]
    assert "secret" not in json.dumps(shown)


def test_how_code_crashes_in_a_hidden_check_is_told_to_nobody(run):
    tells = "errors = [KeyError, ValueError, TypeError]\ndef f(x):\n    raise errors[x]"
    shown = run(
        CellStep(1, "learner", "1", tells),
        cell_of_test(2, "pass", "f(1)"),
    )
    assert outcomes(shown[2]) == ["passed", "crashed"]
    assert "ValueError" not in json.dumps(shown)


def test_both_parts_of_a_test_share_the_time_of_one_cell(run):
    slow = "import time\ndef f(x):\n    time.sleep(x)\n    return True"
    shown = run(
        CellStep(1, "learner", "1", slow),
        cell_of_test(2, "assert f(1.5)", "assert f(1.5)"),
        cell_of_test(3, "assert f(0.1)", "assert f(0.1)"),
        timeout=2,
    )
    assert [one["ename"] for one in shown[2] if one["output_type"] == "error"] == ["RanTooLong"]
    assert outcomes(shown[3]) == ["passed", "passed"]


def test_a_test_that_is_no_python_ends_alone(run):
    shown = run(
        CellStep(1, "test", "A-1-test", "checks = Checks('A-1'"),
        CellStep(2, "learner", "2", "def f(x):\n    return x"),
        cell_of_test(3, "assert f(1)", "assert f(2)"),
    )
    assert [one["ename"] for one in shown[1]] == ["SyntaxError"]
    assert outcomes(shown[3]) == ["passed", "passed"]


def rehearsal(*steps: CellStep) -> tuple:
    return tuple(astuple(one) for one in steps)


def test_a_module_has_been_rehearsed_once_that_pays(root, run):
    made = "small_table('a', ('made ahead',))"
    where = cell_of_test(2, "assert 'made ahead' in str(tables._made)", made)
    learner = CellStep(1, "learner", "1", "x = 1")
    found = []
    for _ in range(REHEARSE_AT + 1):
        start_forkserver(isolation()).rehearse(root, rehearsal(GIVEN, learner, where), 30)
        found.append(outcomes(run(learner, where)[2])[0])
    assert found == ["failed"] * (REHEARSE_AT - 1) + ["passed"] * 2


def test_a_rehearsal_that_fails_or_never_ends_harms_nobody(root):
    forkserver = Forkserver(isolation())
    broken = CellStep(1, "learner", "1", "raise SystemExit(3)")
    no_python = CellStep(2, "test", "A-2-test", "checks = (")
    endless = CellStep(3, "learner", "3", "while True: pass")
    for _ in range(REHEARSE_AT):
        forkserver.rehearse(root, rehearsal(GIVEN, broken, no_python, endless), 1)
    examiner = forkserver.open()
    assert forkserver.alive
    examiner.close(done=False)
    forkserver.close()
