"""sys.stdout and sys.stderr in the jail answer as ipykernel's do."""

import json
import os
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from privacylab.sandbox.examiner.cell_order import CellStep
from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail.bubblewrap import Isolation

PROBES = """
import io, json, logging, sys, warnings

NAMES = ["encoding", "errors", "name", "buffer", "mode", "newlines", "closed", "line_buffering",
         "write_through", "reconfigure"]
CALLS = ["isatty", "flush", "writable", "readable", "seekable", "read", "readline", "tell",
         "detach", "truncate"]


def tried(ask):
    try:
        return repr(ask())
    except Exception as error:
        return f"raises {type(error).__name__}"


def seen(stream):
    found = {name: tried(lambda: getattr(stream, name)) for name in NAMES}
    found |= {name: tried(lambda: getattr(stream, name)()) for name in CALLS}
    return found | {
        "fileno": tried(lambda: type(stream.fileno())),
        "write": tried(lambda: stream.write("four")),
        "write nothing": tried(lambda: stream.write("")),
        "write a smile": tried(lambda: stream.write("\\N{GRINNING FACE}")),
        "write bytes": tried(lambda: stream.write(b"x")),
        "write a number": tried(lambda: stream.write(1)),
        "writelines": tried(lambda: stream.writelines(["a\\n", "b\\n"])),
        "writelines of bytes": tried(lambda: stream.writelines([b"a"])),
        "print": tried(lambda: print("a", 1, sep="-", file=stream, flush=True)),
        "is text": tried(lambda: isinstance(stream, io.TextIOBase)),
        "is one": tried(lambda: isinstance(stream, io.IOBase)),
        "with": tried(lambda: stream.__enter__() is stream),
        "encode": tried(lambda: "\\xe9".encode(stream.encoding)),
    }
"""
LOOKS = ["seen(sys.stdout)", "seen(sys.stderr)"]
SHOWS = [  # cells of which every output is compared
    "print('to stderr', file=sys.stderr)",
    "sys.stdout.writelines(['a\\n', 'b\\n']); sys.stdout.flush()",
    "logging.StreamHandler().emit(logging.makeLogRecord({'msg': 'said'}))",
    "logging.getLogger('x').warning('careful')",
    "logging.StreamHandler(sys.stdout).emit(logging.makeLogRecord({'msg': 'm'}))",
    "sys.stdout.write('four');",
    "sys.stderr.write('one'); sys.stderr.write('two')",
    "print(print is not None, end=''); print(1, 2, sep='\\t')",
]


def test_both_streams_answer_every_probe_as_ipykernels_do(
    root: Path, tmp_path: Path, jail_isolation: Isolation
):
    looks = [f"found = {look}\nprint('@' + json.dumps(found))" for look in LOOKS]
    cells = [PROBES, *looks, *SHOWS]
    notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
    # under pytest, ipykernel leaves the process's own streams alone
    environment = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    # a kernel sends what it has five times a second, so where it cuts a text is chance
    client = NotebookClient(notebook, kernel_name="python3", timeout=60, coalesce_streams=True)
    client.execute(env=environment)
    steps = [CellStep(n, "learner", str(n), source) for n, source in enumerate(cells)]
    shown = Session(root, tmp_path, 60, 5, jail_isolation, 0).execute(steps)
    for number, cell in enumerate(notebook.cells):
        here, there = shown[number], cell.outputs
        if number in (1, 2):
            assert _found(here) == _found(there)
        elif number:
            assert _texts(here) == _texts(there), cell.source


def _found(outputs: list[Any]) -> dict[str, str]:
    (line,) = [
        line for one in outputs for line in one.get("text", "").splitlines() if line.startswith("@")
    ]
    return json.loads(line[1:])


def _texts(outputs: list[Any]) -> list[tuple[str, str]]:
    """What was printed, by stream, and what was returned."""
    return [
        (one.get("name", one["output_type"]), one.get("text") or one["data"]["text/plain"])
        for one in outputs
    ]
