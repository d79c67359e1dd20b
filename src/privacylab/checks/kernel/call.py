"""check() and grade(): they run the command line on the notebook's file, and show its result."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from privacylab.checks.kernel.notebook import differing, exercise_in, find_notebook, when_saved
from privacylab.checks.kernel.summary import Summary, of_checks, of_grade
from privacylab.text import one_line

COLORS = ("FORCE_COLOR", "CLICOLOR")  # a kernel sets these, and they would color the JSON
PATIENCE = 2  # seconds before progress is shown
NOT_HERE = "check() and grade() work in a notebook that you run yourself. Here they do nothing."


def check(exercise: str = "") -> None:
    """Run the public checks of this notebook as last saved. Nothing is graded or recorded.

    exercise is the id of the notebook's exercise, such as "RET-02". You need it only if your front
    end does not tell the kernel which notebook it shows.
    """
    _run("check", exercise, sys._getframe(1).f_globals)


def grade(exercise: str = "") -> None:
    """Grade this notebook as last saved, with the public and the hidden checks.

    exercise is the id of the notebook's exercise, as for check().
    """
    _run("grade", exercise, sys._getframe(1).f_globals)


def _run(verb: str, exercise: str, names: dict[str, Any]) -> None:
    shell: Any = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    # a jail has no kernel; earlier() and nbgrader run cells that the learner did not run here
    own = hasattr(shell, "kernel") and names is shell.user_ns
    if not own or os.environ.get("NBGRADER_EXECUTION"):
        print(NOT_HERE)
        return
    from IPython.display import display

    try:
        notebook = find_notebook(exercise, names)
    except LookupError as reason:
        print(reason.args[0])
        return
    shown: list[Any] = []

    def show(said: Any) -> None:
        if shown:
            shown[0].update(said)
        else:
            shown.append(display(said, display_id=True))

    saved = when_saved(notebook)
    try:
        show(_ask(verb, notebook, _notes(notebook, saved, names), show))
    except KeyboardInterrupt:
        show(_Sentence("Stopped. Nothing was recorded, and your notebook is unchanged."))


class _Sentence(str):
    """A sentence that Jupyter shows without quotation marks."""

    def __repr__(self) -> str:
        return str(self)


def _notes(notebook: Path, saved: str, names: dict[str, Any]) -> list[str]:
    others = differing(notebook, names)
    first = f"These results are for {notebook.name} as saved {saved}."
    if not others:
        return [f"{first} If you have changed it since, save it (Ctrl + S), and run this again."]
    which = " and ".join(others)
    verb = "differs" if len(others) == 1 else "differ"
    return [
        first,
        f"! {which} as you last ran it {verb} from what is saved. If yours is newer, save it "
        "(Ctrl + S), and run this again.",
    ]


def _ask(
    verb: str, notebook: Path, notes: list[str], show: Callable[[Any], None]
) -> Summary | _Sentence:
    """Run the command on a notebook and return its result, showing progress meanwhile."""
    doing = {"check": "Checking", "grade": "Grading"}[verb]
    words = [sys.executable, "-m", "privacylab.cli", verb, notebook.name, "--json"]
    process = subprocess.Popen(
        words,
        cwd=notebook.parent,
        env={name: value for name, value in os.environ.items() if name not in COLORS},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Jupyter's interrupt ends it through this process, and only once
    )
    seconds = PATIENCE
    try:
        while True:
            try:
                said, errors = process.communicate(timeout=PATIENCE if seconds == PATIENCE else 1)
                break
            except subprocess.TimeoutExpired:
                show(_Sentence(f"{doing} {notebook.name} … {seconds} s"))
                seconds += 1
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
        raise
    found = _parsed(said)
    if found and verb == "check":
        return of_checks(found, exercise_in(notebook), notes)
    if found and found[0]["exercises"]:
        return of_grade(found[0], notes)
    reason = found[0]["reason"] if found else " ".join(errors.split()).removeprefix("privacylab: ")
    status = f"(status {process.returncode})"
    reason = reason or f"The command ended without a report {status}: run this cell again."
    return _Sentence(one_line(reason.replace("run the command again", "run this cell again")))


def _parsed(said: str) -> list[dict[str, Any]]:
    try:
        return list(json.loads(said))
    except ValueError:
        return []
