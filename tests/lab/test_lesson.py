"""The lesson and the first page, run as a learner runs them."""

import subprocess
import sys

import pytest
from nbclient import NotebookClient

MODULE = "02_retention"


@pytest.fixture(scope="module")
def run(root, built):
    """A function that runs a page of the course from top to bottom, in its folder."""

    def run_page(path):
        notebook = built[path].read()
        place = {"metadata": {"path": str((root / path).parent)}}
        NotebookClient(notebook, timeout=120, kernel_name="python3", resources=place).execute()
        return [cell for cell in notebook.cells if cell.cell_type == "code"]

    return run_page


@pytest.mark.parametrize("page", [f"course/{MODULE}/lesson.ipynb", "course/index.ipynb"])
def test_a_page_runs_from_top_to_bottom_without_an_error_or_a_warning(run, page):
    cells = run(page)
    outputs = [output for cell in cells for output in cell.outputs]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    silent = [cell.source for cell in cells if not cell.outputs]
    assert silent == []


def test_an_assignment_that_asks_for_hints_does_not_wait_for_figures_or_widgets():
    code = "import sys; from privacylab.lab import hint; print('matplotlib' in sys.modules)"
    code += "; print('ipywidgets' in sys.modules); from privacylab.lab import show, predict"
    code += "; print('matplotlib' in sys.modules, 'ipywidgets' in sys.modules, callable(show))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "False", "True", "True"]
