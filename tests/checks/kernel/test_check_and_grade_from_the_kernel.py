"""The last cell of an exercise, run in a kernel of Jupyter, VS Code or anything else."""

import json
import os
import shutil
import time
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel

from privacylab.checks.kernel.notebook import differing, find_notebook, when_saved
from privacylab.checks.kernel.summary import of_checks

NAME = "assignments/00_start/ST-01_keep_delete_or_hold.ipynb"
LATE = '    if held:\n        return "hold"\n    return "delete" if today > due_on else "keep"'
STUB = "    # YOUR CODE HERE\n    raise NotImplementedError()"


@pytest.fixture(scope="module")
def notebook(root, tmp_path_factory) -> Path:
    """ST-01 in a copy of the course, with an answer that is one day late."""
    copy = tmp_path_factory.mktemp("clone")
    for folder in ("course", "assignments", "solutions"):
        shutil.copytree(root / folder, copy / folder)
    shutil.copy(root / "nbgrader_config.py", copy)
    path = copy / NAME
    sent = nbformat.read(path, 4)
    for cell in sent.cells:
        cell.source = cell.source.replace(STUB, LATE)
    nbformat.write(sent, path)
    return path


@pytest.fixture(scope="module")
def kernel(notebook):
    manager, client = start_new_kernel(cwd=str(notebook.parent))
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def run(kernel, source):
    """What a cell shows at its end, as text and HTML; an update takes its place."""
    shown = {}

    def take(message):
        content = message["content"]
        if message["msg_type"] in ("display_data", "update_display_data"):
            shown[content["transient"].get("display_id")] = content["data"]
        elif message["msg_type"] == "stream":
            shown["text"] = {"text/plain": shown.get("text", {}).get("text/plain", "")}
            shown["text"]["text/plain"] += content["text"]
        elif message["msg_type"] == "error":
            raise AssertionError("\n".join(content["traceback"]))

    kernel.execute_interactive(source, output_hook=take, timeout=120)
    (data,) = shown.values()
    return data


def code_of(notebook):
    return [one for one in nbformat.read(notebook, 4).cells if one.cell_type == "code"]


def test_the_last_cell_checks_the_saved_notebook_and_grade_adds_the_hidden_checks(kernel, notebook):
    cell = code_of(notebook)[-1]
    assert '\ncheck("ST-01")' in cell.source
    shown = run(kernel, cell.source)
    text = shown["text/plain"]
    assert text.startswith("ST-01: ") and "public checks pass\n" in text
    assert f"These results are for {notebook.name} as saved" in text
    assert "✗ failed" in text and "expected:" in text
    assert "came back:" in shown["text/html"] and "<script" not in shown["text/html"]
    graded = run(kernel, 'grade("ST-01")')["text/plain"]
    assert " points\n" in graded and "hidden check" in graded
    assert (notebook.parents[2] / "var" / "kept" / "ST-01").is_dir()


def test_it_says_that_what_was_run_is_not_what_is_saved(kernel, notebook):
    setup, answer = (
        one.source
        for one in code_of(notebook)
        if "import pandas" in one.source or LATE in one.source
    )
    kernel.execute_interactive(setup, timeout=60)
    kernel.execute_interactive(answer, timeout=60)
    cell = code_of(notebook)[-1].source
    assert "differs from what is saved" not in run(kernel, cell)["text/plain"]
    kernel.execute_interactive(answer.replace("today > due_on", "today >= due_on"), timeout=60)
    said = run(kernel, cell)["text/plain"]
    assert "! decide as you last ran it differs from what is saved." in said


def test_a_notebook_that_is_not_there_or_damaged_is_one_sentence(kernel, notebook):
    said = run(kernel, 'check("NEW-99")')["text/plain"]
    assert said.startswith("The kernel does not know which notebook this is.")
    content = notebook.read_bytes()
    notebook.write_bytes(content[:60])
    said = run(kernel, 'check("ST-01")')["text/plain"]
    notebook.write_bytes(content)
    assert "breaks off" in said and "Traceback" not in said


def test_where_no_person_runs_the_cell_it_does_nothing(kernel, notebook, monkeypatch):
    as_earlier = (
        "from privacylab.checks.earlier_exercises import _run as as_earlier\n"
        'space = {"__name__": "__main__"}\n'
        "print(repr(as_earlier('from privacylab.checks import check\\ncheck(\"ST-01\")', space)))"
    )
    assert run(kernel, as_earlier)["text/plain"].strip() == "''"
    said = run(kernel, 'import os\nos.environ["NBGRADER_EXECUTION"] = "autograde"\ncheck("ST-01")')
    assert said["text/plain"] == (
        "check() and grade() work in a notebook that you run yourself. Here they do nothing.\n"
    )
    run(kernel, 'del os.environ["NBGRADER_EXECUTION"]\nprint("as before")')


def test_the_front_ends_word_comes_first_unless_it_is_another_exercise(
    notebook, tmp_path, monkeypatch
):
    monkeypatch.chdir(notebook.parent)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    copy = tmp_path / "my copy.ipynb"
    shutil.copy(notebook, copy)
    assert find_notebook("ST-01", {}).name == notebook.name
    assert find_notebook("ST-01", {"__vsc_ipynb_file__": str(copy)}) == copy
    monkeypatch.setenv("JPY_SESSION_NAME", str(copy))
    assert find_notebook("", {}) == copy
    assert find_notebook("ST-01", {}) == copy
    copy.rename(tmp_path / "renamed.ipynb")  # which Jupyter's server does not tell a kernel
    assert find_notebook("ST-01", {}).name == notebook.name
    with pytest.raises(LookupError, match="Name its exercise"):
        find_notebook("", {})


def test_how_long_ago_a_file_was_saved_is_said_in_words(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text("no notebook")
    for ago, words in ((12, "12 s ago"), (300, "5 minutes ago")):
        os.utime(path, (time.time() - ago,) * 2)
        assert when_saved(path) == words
    os.utime(path, (0, 0))
    assert when_saved(path).startswith("on ")
    assert differing(path, {}) == []


def test_what_a_learner_chose_is_shown_as_text():
    check = {"title": "a<b>", "requirement": "ST-01", "outcome": "failed", "hidden": False}
    check |= {"hint": 1, "detail": ["came back: '\u202e<script>'"]}
    report = {"step": "decide", "summary": "0 of 1", "notice": "", "checks": [check]}
    shown = of_checks([report], "ST-01", [])._repr_mimebundle_()
    assert "<script>" not in shown["text/html"] and "&lt;script&gt;" in shown["text/html"]
    assert "\u202e" not in json.dumps(shown, ensure_ascii=False)
