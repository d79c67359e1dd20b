"""Every way in which a submission can be broken: how to break it, and the words that say so."""

import json
import os
import socket
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


def make_sparse(path: Path, size: int) -> None:
    """A file that seems to hold so many bytes, and takes none."""
    with path.open("wb") as file:
        file.truncate(size)


def whole_with(beside: Callable[[Path], object]) -> Break:
    """A right notebook, with something beside it."""

    def break_it(path: Path, right: bytes) -> None:
        path.write_bytes(right)
        beside(path.parent)

    return break_it


def link_the_folder(path: Path, right: bytes) -> None:
    """The module's folder is a link to a right submission elsewhere."""
    elsewhere = path.parents[3] / "elsewhere" / path.parents[1].name
    for one in path.parent.iterdir():
        one.unlink()
    path.parent.rmdir()
    elsewhere.mkdir(parents=True)
    (elsewhere / path.name).write_bytes(right)
    path.parent.symlink_to(elsewhere)


def put_a_file_in_place_of_the_folder(path: Path, _: bytes) -> None:
    for one in path.parent.iterdir():
        one.unlink()
    path.parent.rmdir()
    path.parent.write_text("")


def open_a_socket(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)  # the whole path can be too long for a socket
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(f"/proc/self/fd/{folder}/{path.name}")
    os.close(folder)


def many_files(folder: Path) -> None:
    for number in range(1_500):
        (folder / f"{number}.txt").touch()


def nested(levels: int) -> list:  # type: ignore[type-arg]
    inner: list = []  # type: ignore[type-arg]
    for _ in range(levels):
        inner = [inner]
    return inner


EMPTY = {"cell_type": "markdown", "metadata": {}, "source": ""}
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
    "a socket in its place": (lambda path, _: open_a_socket(path), "cannot be used (a socket)"),
    "a notebook of 500 MB": (
        lambda path, _: make_sparse(path, 500 << 20),
        "is larger than 128 MB: clear its outputs",
    ),
    "a notebook without end": (lambda path, _: make_sparse(path, 1 << 42), "is larger than 128 MB"),
    "a folder that is a link": (link_the_folder, "is a link: put the folder itself there"),
    "a file in place of the folder": (
        put_a_file_in_place_of_the_folder,
        "is a file: put the folder",
    ),
    "200,000 empty cells": (
        edits(lambda nb: nb["cells"].extend([EMPTY] * 200_000)),
        "cells, but the limit is 5,000: delete",
    ),
    "one cell of 10 MB": (
        edits(lambda nb: nb["cells"][CODE].update(source="x = 1\n" * 1_700_000)),
        "hold more than 1,000,000 characters: move data to a file",
    ),
    "JSON that needs a lot of memory": (
        writes(lambda right: b'{"a": [' + b"{}," * 15_000_000 + b"{}]," + right.lstrip()[1:]),
        "takes too much memory: clear all outputs",
    ),
    "a time that is a pipe": (
        whole_with(lambda folder: os.mkfifo(folder / "timestamp.txt")),
        "timestamp.txt cannot be used (a pipe)",
    ),
    "a time that is a link": (
        whole_with(lambda folder: (folder / "timestamp.txt").symlink_to("/etc/hostname")),
        "timestamp.txt cannot be used (a link)",
    ),
    "a time that is none": (
        whole_with(lambda folder: (folder / "timestamp.txt").write_text("2023-13-45")),
        "timestamp.txt holds no date",
    ),
    "a time of 1 GB": (
        whole_with(lambda folder: make_sparse(folder / "timestamp.txt", 1 << 30)),
        "timestamp.txt cannot be used (larger than 20 MB)",
    ),
    "a pipe beside it": (whole_with(lambda folder: os.mkfifo(folder / "data.csv")), ""),
    "a file without end beside it": (
        whole_with(lambda folder: make_sparse(folder / "data.bin", 1 << 42)),
        "",
    ),
    "a link to everything beside it": (
        whole_with(lambda folder: (folder / "all").symlink_to("/")),
        "",
    ),
    "1,500 files beside it": (whole_with(many_files), ""),
    "a name that is not UTF-8 beside it": (
        whole_with(lambda folder: Path(os.fsdecode(os.fsencode(folder) + b"/\xff")).touch()),
        "",
    ),
    "brackets without end in Markdown": (
        edits(lambda nb: nb["cells"].append(EMPTY | {"source": "[" * 500_000})),
        "",
    ),
    "pasted pictures of 50 MB": (
        edits(
            lambda nb: nb["cells"].append(
                EMPTY
                | {"source": "A picture", "attachments": {"a": {"image/png": "A" * 50_000_000}}}
            )
        ),
        "",
    ),
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
