"""A notebook is run to its end, whatever stands in it."""

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, writes_json

from privacylab.catalog import Exercise
from privacylab.grading.nbgrader_plugin import Execute
from privacylab.grading.quiet import quiet, silent_log
from privacylab.grading.submission import run as runner
from privacylab.sandbox.examiner import session
from privacylab.sandbox.examiner.outputs import Outputs


def cell_of_test(name: str, source: str) -> NotebookNode:
    mark = {"grade_id": f"T-1-{name}-test", "grade": True, "solution": False, "points": 1}
    return new_code_cell(source, metadata=NotebookNode(nbgrader=NotebookNode(mark)))


def run(tmp_path, *cells: NotebookNode) -> list[NotebookNode]:
    notebook = new_notebook(cells=list(cells))
    with quiet():
        execute = Execute(timeout=2, patience=1, log=silent_log())
        execute.run({Exercise("T-1_run", "Run", 5): notebook}, tmp_path)
    return notebook.cells


def said(cell: NotebookNode) -> list[str]:
    return [
        output.get("ename", output.get("data", {}).get("text/plain")) for output in cell.outputs
    ]


SWALLOWS = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> dict[str, NotebookNode]:
    cells = {
        "loop": cell_of_test("loop", "while True: pass"),
        "after the loop": cell_of_test("a", "1.0"),
        "no stop": new_code_cell(SWALLOWS),
        "exit": new_code_cell("import os\nos._exit(0)"),
        "stderr": cell_of_test("b", "import sys\nprint('careful', file=sys.stderr)\n0.5"),
        "no score": cell_of_test("c", "print('fine')"),
        "own stderr": new_code_cell("print('mine', file=sys.stderr)"),
    }
    return dict(zip(cells, run(tmp_path_factory.mktemp("run"), *cells.values()), strict=True))


def test_an_endless_loop_is_stopped_and_the_next_cell_runs(ran):
    assert said(ran["loop"]) == ["RanTooLong"]
    assert said(ran["after the loop"]) == ["1.0"]


def test_a_cell_that_cannot_be_interrupted_is_left_out_and_the_rest_runs_again(ran):
    assert said(ran["no stop"]) == ["RanTooLong"]


def test_a_cell_that_ends_python_is_left_out_and_the_rest_runs_again(ran):
    assert said(ran["exit"]) == ["StoppedPython"]


def test_what_a_test_prints_to_standard_error_costs_nothing(ran):
    assert said(ran["stderr"]) == ["0.5"]


def test_a_test_that_gives_no_score_gives_no_points(ran):
    assert said(ran["no score"])[-1] == "NoScore"


def test_what_a_learners_own_cell_prints_to_standard_error_is_kept(ran):
    assert [output.text for output in ran["own stderr"].outputs] == ["mine\n"]


def test_half_a_character_in_an_output_is_replaced(tmp_path):
    halves = "print('a' + chr(0xD83D))\n'b' + chr(0xD83D)"
    fails = "raise ValueError('c' + chr(0xD83D))"
    shown, failed, after = run(
        tmp_path, *map(new_code_cell, (halves, fails)), cell_of_test("t", "1.0")
    )
    assert shown.outputs[0].text == "a?\n"
    assert failed.outputs[0].evalue == "c?"
    assert said(after) == ["1.0"]
    writes_json(new_notebook(cells=[shown, failed, after])).encode()


def test_errors_count_towards_what_a_cell_may_show():
    shown = Outputs()
    for _ in range(50):
        shown.error("ValueError", "x" * 1000, ["y" * 100_000])
    assert 1_000_000 < len(str(shown.items)) < 1_200_000
    assert shown.items[-1]["traceback"] == ["ValueError"]


def test_all_cells_together_show_no_more_than_a_notebook_can_hold(tmp_path, monkeypatch):
    monkeypatch.setattr(session, "MOST_SHOWN", 3000)
    long = [new_code_cell(f"print('{number}' * 2000)") for number in range(3)]
    *cells, test = run(tmp_path, *long, cell_of_test("t", "1.0"))
    assert [cell.outputs[0].text[:1] for cell in cells] == ["0", "\n", "\n"]
    assert "the output was cut here" in cells[1].outputs[0].text
    assert said(test) == ["1.0"]


def test_too_many_cells_that_stop_python_end_in_one_sentence(tmp_path, monkeypatch):
    from privacylab.errors import CannotGrade

    assert runner.MOST_RESTARTS >= 3
    monkeypatch.setattr(runner, "MOST_RESTARTS", 0)
    with pytest.raises(CannotGrade, match="run each notebook from top to bottom"):
        run(tmp_path, new_code_cell("import os\nos._exit(0)"))
