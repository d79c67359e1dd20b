"""What an import of the lab room loads."""

import subprocess
import sys


def test_an_assignment_that_asks_for_hints_does_not_wait_for_figures_or_widgets():
    code = "import sys; from privacylab.lab import hint; print('matplotlib' in sys.modules)"
    code += "; print('ipywidgets' in sys.modules); from privacylab.lab import show, predict"
    code += "; print('matplotlib' in sys.modules, 'ipywidgets' in sys.modules, callable(show))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "False", "True", "True"]
