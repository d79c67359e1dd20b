"""Every way in which a submission can be broken: how to break it, and the words that say so."""

import json
import os
from collections.abc import Callable
from pathlib import Path

CODE = 2  # the place of a code cell
Break = Callable[[Path, bytes], object]  # is given where the notebook belongs, and a right one


def writes(change: Callable[[bytes], bytes]) -> Break:
    return lambda path, right: path.write_bytes(change(right))


def edits(change: Callable[[dict], object]) -> Break:  # type: ignore[type-arg]
    def edit(path: Path, right: bytes) -> None:
        notebook = json.loads(right)
        change(notebook)
        path.write_text(json.dumps(notebook))

    return edit


def nested(levels: int) -> list:  # type: ignore[type-arg]
    inner: list = []  # type: ignore[type-arg]
    for _ in range(levels):
        inner = [inner]
    return inner


BROKEN_CELL = "has a broken cell, number 3:"
BINARY = "a binary file: find the .ipynb file that JupyterLab saved"
NOT_JSON = "is not a notebook (line"
CUT = "breaks off at line"
NO_NOTEBOOK = "is JSON, but not a notebook"
LINK = "cannot be used (a link): put the notebook itself there"
MISSING = "No notebook is in submitted/"  # where it is the only one of the submission
NOT_JUPYTERS = "is not a notebook that Jupyter wrote"
# by what is wrong: how it is broken, and a part of the sentence; "" where it is graded all the same
BROKEN: dict[str, tuple[Break, str]] = {
    "empty": (writes(lambda _: b""), "is empty: save the notebook"),
    "blank": (writes(lambda _: b" \n\n"), "is empty: save the notebook"),
    "cut off": (writes(lambda right: right[: len(right) // 2]), CUT),
    "cut off after a bracket": (writes(lambda _: b'{"cells": [\n'), CUT),
    "a picture": (writes(lambda _: b"\x89PNG\r\n\x1a\n\x00\xff"), BINARY),
    "zeros, as a disk that failed leaves": (writes(lambda right: bytes(len(right))), NOT_JSON),
    "text that is not UTF-8": (writes(lambda right: right.replace(b"Doubling", b"\xff")), BINARY),
    "UTF-16": (writes(lambda right: right.decode().encode("utf-16")), BINARY),
    "a NUL in the middle": (writes(lambda right: right.replace(b"Doubling", b"a\0b")), NOT_JSON),
    "a conflict of git": (writes(lambda right: b"<<<<<<< HEAD\n" + right), NOT_JSON),
    "a Python file": (writes(lambda _: b"def ret_02(x):\n    return 2 * x\n"), NOT_JSON),
    "a list": (writes(lambda _: b"[1, 2]"), NO_NOTEBOOK),
    "other JSON": (writes(lambda _: b'{"a": 1}'), NO_NOTEBOOK),
    "nested too deeply": (writes(lambda _: b"[" * 100_000), "nested too deeply"),
    "metadata nested too deeply": (
        edits(lambda nb: nb["cells"][2]["metadata"].update(a=nested(500))),
        "nested too deeply",
    ),
    "an output nested too deeply": (
        edits(lambda nb: nb["cells"][CODE].update(outputs=nested(150))),
        "nested too deeply",
    ),
    "a number of 5,000 digits": (
        writes(lambda right: b'{"a": ' + b"7" * 5_000 + b"," + right.lstrip()[1:]),
        "thousands of digits",
    ),
    "half an emoji in a cell": (
        edits(lambda nb: nb["cells"][2].update(source="x = '\ud83d'")),
        "half a character",
    ),
    "half an emoji in a name": (
        edits(lambda nb: nb["metadata"].update({"\udc00": 1})),
        "half a character",
    ),
    "another format": (edits(lambda nb: nb.update(nbformat=3)), "in notebook format 3"),
    "a format that is no number": (edits(lambda nb: nb.update(nbformat="4")), NO_NOTEBOOK),
    "no cells": (edits(lambda nb: nb.pop("cells")), "without cells or header"),
    "a cell that is none": (edits(lambda nb: nb["cells"].insert(2, 7)), BROKEN_CELL),
    "a cell without a source": (edits(lambda nb: nb["cells"][2].pop("source")), BROKEN_CELL),
    "a header that is none": (edits(lambda nb: nb["cells"][2].update(metadata=None)), NOT_JUPYTERS),
    "none of the exercises": (edits(lambda nb: nb.update(cells=[])), "does not hold the exercise"),
    "a folder in its place": (lambda path, _: path.mkdir(), "cannot be used (a folder)"),
    "a pipe in its place": (lambda path, _: os.mkfifo(path), "cannot be used (a pipe)"),
    "a link to nowhere": (lambda path, _: path.symlink_to("nowhere"), LINK),
    "a link to itself": (lambda path, _: path.symlink_to(path.name), LINK),
    "a link to the machine's own files": (lambda path, _: path.symlink_to("/etc/passwd"), LINK),
    "nothing": (lambda path, _: None, MISSING),
    "outputs of 100 MB": (
        edits(
            lambda nb: nb["cells"][CODE].update(
                outputs=[{"output_type": "stream", "name": "stdout", "text": "x" * 100_000_000}]
            )
        ),
        "",
    ),
    "a version of nobody's": (edits(lambda nb: nb.update(nbformat_minor=99)), ""),
    "a kernel of another kind": (edits(lambda nb: nb["metadata"].update(kernelspec=7)), ""),
}
