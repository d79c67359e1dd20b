"""The report of Check and of Grade says what happened, in words that are true of the notebook."""

import json
import shutil

import pytest
from nbformat.v4 import new_code_cell, new_output
from one_exercise import NOTEBOOK, RIGHT, solve

from privacylab.grading.result.cell_error import cell_error
from privacylab.jupyter.holder_process import answer

RULE = "-" * 75
TOLD = {  # by error: what IPython shows of it, and what is made of that
    ("NameError", "name 'bound' is not defined"): (
        f"{RULE}\nNameError      Traceback (most recent call last)\nCell In[2], line 2\n"
        "      1 # mine\n----> 2 limit = bound + 1\n      3 def decide():\n\n"
        "NameError: name 'bound' is not defined",
        "at line 2, `limit = bound + 1`, with a NameError: name 'bound' is not defined",
    ),
    ("IndentationError", "unexpected indent (<ipython-input-2-ffa90162f6f3>, line 3)"): (
        "  Cell In[2], line 3\n    x\n    ^\nIndentationError: unexpected indent\n",
        "at line 3, `x`, with an IndentationError: unexpected indent",
    ),
    ("JSONDecodeError", "Expecting value: line 1 column 2 (char 1)\nand more"): (
        f"{RULE}\nCell In[2], line 4\n      3 import json\n----> 4 json.loads('{{')\n\n"
        "File /lib/json/__init__.py:346, in loads(s)\n--> 346     return decode(s)\n",
        "at line 4, `json.loads('{')`, with a JSONDecodeError: Expecting value: line 1 column 2 "
        "(char 1)",
    ),
    ("<b>", "\x1b[31m`" + "x" * 900): ("no traceback", f"with an error: \\x1b[31m'{'x' * 191}…"),
    ("MemoryError", ""): ("MemoryError", "with a MemoryError"),
}
HEAD = "def decide(due_on, held, today):\n"


@pytest.fixture(scope="module")
def course(alone, tmp_path_factory):
    """A course in which ST-01 has had full marks."""
    copy = tmp_path_factory.mktemp("says") / "lab"
    shutil.copytree(alone, copy)
    answer(copy, "grade", solve(copy, RIGHT))
    return copy


def write(course, source):
    notebook = json.loads(solve(course, "").read_text())
    for cell in notebook["cells"]:
        if cell["id"] == "ST-01-decide":
            cell["source"] = source
    (course / NOTEBOOK).write_text(json.dumps(notebook))
    return course / NOTEBOOK


@pytest.mark.parametrize("error", TOLD)
def test_the_error_of_a_cell_is_one_line_with_the_place_in_the_cell(error):
    told, said = TOLD[error]
    cell = new_code_cell(outputs=[new_output("error", traceback=told.split("\n"))])
    cell.outputs[0].ename, cell.outputs[0].evalue = error
    found = cell_error(cell)
    assert found and found.place == said


@pytest.mark.parametrize("action", ["check", "grade"])
def test_a_cell_that_stopped_says_what_python_said_and_where(course, action):
    notebook = write(course, f"limit = bound + 1\n{HEAD}{RIGHT}")
    report = answer(course, action, notebook)["report"]
    (step,) = report["steps"]
    assert (report["word"], step["outcome"]) == ("crashed", "crashed")
    assert step["notice"] == (
        "ST-01: `decide` is not defined, because its cell stopped at line 1, `limit = bound + 1`, "
        "with a NameError: name 'bound' is not defined."
    )
    assert (report["best"]["score"], report["gallery"]) == (2, True)
    assert "YOUR CODE HERE" not in json.dumps(report)
    if action == "grade":
        page = (course / "feedback/me/00_start/ST-01_keep_delete_or_hold.html").read_text()
        main = page[page.index("<main>") : page.index('class="notebook"')]
        assert "because its cell stopped at line 1" in main and "YOUR CODE HERE" not in main


def test_a_cell_that_stopped_below_its_function_says_so_beside_what_failed(course):
    report = answer(course, "check", write(course, f"{HEAD}    return 'keep'\n\n\ntotal(3)\n"))
    (step,) = report["report"]["steps"]
    assert step["outcome"] == "failed"
    assert step["notice"] == (
        "ST-01: the cell of `decide` stopped at line 5, `total(3)`, with a NameError: name 'total' "
        "is not defined."
    )
    assert step["checks"][0]["do"].startswith("Compare what came back")


def test_what_is_not_written_yet_is_to_be_written(course):
    released = "    # YOUR CODE HERE\n    raise NotImplementedError()\n"
    report = answer(course, "check", write(course, HEAD + released))["report"]
    (step,) = report["steps"]
    assert (report["word"], step["outcome"]) == ("not begun", "not attempted")
    assert step["checks"][0]["do"] == "Write `decide`: there is nothing to check yet."


def test_a_renamed_function_is_told_once_and_nothing_contradicts_it(course):
    renamed = HEAD.replace("decide", "decided")
    (step,) = answer(course, "check", write(course, renamed + RIGHT))["report"]["steps"]
    assert "did you rename it?" in step["notice"]
    assert {check["do"] for check in step["checks"]} == {""}
