"""What is saved can be opened tomorrow, and reading a lesson changes nothing for git."""

import json
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import pytest
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from nbformat.v4 import new_output

from privacylab.jupyter.saving import VIEW, before_saving
from privacylab.lab.display.play import RUN_TO_PLAY
from privacylab.lab.display.prediction import Question, predict

LESSON = "course/02_retention/02_lesson.ipynb"
EXERCISE = "assignments/02_retention/RET-02_inactivity_clock.ipynb"


@pytest.fixture
def contents(alone):
    """What writes files for Jupyter's server, in a course that git watches."""
    manager = LargeFileManager(root_dir=str(alone))
    manager.register_pre_save_hook(before_saving)
    return manager


def run(notebook, *outputs):
    """The notebook as JupyterLab sends it once its cells have run."""
    sent = json.loads(nbformat.writes(notebook))
    for number, cell in enumerate(sent["cells"]):
        cell["source"] = "".join(cell["source"])
        cell["metadata"]["scrolled"] = True
        if cell["cell_type"] == "code":
            cell |= {"execution_count": number, "outputs": [dict(one) for one in outputs]}
    sent["metadata"]["language_info"] |= {"version": "3.12.1", "pygments_lexer": "ipython3"}
    return sent


def opened(notebook):
    """The notebook as JupyterLab sends it where it was opened, and nothing was run."""
    sent = json.loads(nbformat.writes(notebook))
    for cell in sent["cells"]:
        cell["source"] = "".join(cell["source"])
    sent["metadata"]["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    sent["metadata"]["language_info"] |= {"version": "3.12.1", "pygments_lexer": "ipython3"}
    return sent


def save(contents, path, notebook):
    model = {"type": "notebook", "format": "json", "content": notebook}
    return contents.save(model, path)


def widget_output():
    data = {"text/plain": "VBox()", VIEW: {"model_id": "1"}}
    return new_output("display_data", data)


def test_a_lesson_that_was_run_and_saved_is_the_same_file(contents, alone):
    before = (alone / LESSON).read_bytes()
    notebook = nbformat.read(alone / LESSON, 4)
    save(contents, LESSON, run(notebook, new_output("stream", text="1"), widget_output()))
    assert (alone / LESSON).read_bytes() == before


def test_every_page_that_was_opened_and_saved_by_itself_is_the_same_file(contents, alone):
    folders = ("course", "course/*", "assignments/*")  # without Jupyter's checkpoints, one below
    pages = [one for folder in folders for one in alone.glob(f"{folder}/[!.]*.ipynb")]
    assert len(pages) > 50 and alone / "course/onboarding.ipynb" in pages
    for page in pages:
        before = page.read_bytes()
        save(contents, page.relative_to(alone).as_posix(), opened(nbformat.read(page, 4)))
        assert page.read_bytes() == before, page


def test_a_lesson_that_a_reader_has_changed_keeps_the_change_and_no_output(contents, alone):
    before = (alone / LESSON).read_bytes()
    notebook = nbformat.read(alone / LESSON, 4)
    source, notebook.cells[1].source = notebook.cells[1].source, "my note"
    save(contents, LESSON, run(notebook, new_output("stream", text="1")))
    saved = nbformat.read(alone / LESSON, 4)
    assert saved.cells[1].source == "my note"
    assert not any(cell.get("outputs") for cell in saved.cells)
    saved.cells[1].source = source
    save(contents, LESSON, run(saved, new_output("stream", text="1")))
    assert (alone / LESSON).read_bytes() == before  # and git finds nothing, once it is undone


def test_a_widget_in_an_exercise_is_saved_as_what_it_shows(contents, alone):
    shown = predict(Question("Who decides?", ("the parent", "no one"), "the parent", "By law."))
    data = shown._repr_mimebundle_()
    assert VIEW in data
    assert "Who decides?" in data["text/html"] and "○ no one" in data["text/html"]
    notebook = nbformat.read(alone / EXERCISE, 4)
    sent = run(notebook, new_output("display_data", data), widget_output())
    save(contents, EXERCISE, sent)
    saved = nbformat.read(alone / EXERCISE, 4)
    ours, other = next(cell.outputs for cell in saved.cells if cell.cell_type == "code")
    assert set(ours.data) == {"text/plain", "text/html"}
    assert ours.data["text/html"].endswith(RUN_TO_PLAY)
    assert other.data == {"text/plain": "Run this cell to play."}


def test_what_is_no_notebook_of_a_course_is_saved_as_it_is(tmp_path):
    model = {"type": "file", "content": "a"}
    before_saving(model, "a.txt", SimpleNamespace(root_dir=str(tmp_path)))
    assert model == {"type": "file", "content": "a"}


def test_every_control_of_the_lab_leaves_a_picture(root):
    code = (
        "from privacylab.companies import murmur, porchlight\n"
        "import pandas as pd\n"
        "from privacylab.lab import case_timeline, inactivity_dial, merkle_path\n"
        "tables = murmur.table('profiles'), murmur.table('use_events')\n"
        "every = [case_timeline(), merkle_path([b'view'] * 7)]\n"
        "every.append(inactivity_dial(*tables, pd.Timestamp('2023-08-31')))\n"
        "for one in every:\n"
        "    html = one._repr_mimebundle_()['text/html']\n"
        "    assert ('<svg' in html or '<img' in html) and html.endswith('play.</em></p>'), html\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
