"""Runs the code of notebooks for the website, and caches the output until something changes.

The cache key covers everything that can change the output: the cells' code, the lab's own code, the
catalog, and the invented companies' data. So a change in prose alone runs nothing again.
"""

import hashlib
import os
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, reads_json, writes_json

from privacylab.errors import LabError
from privacylab.files import write_whole

FIRST = "from privacylab.site.in_kernel import show_stills\n\nshow_stills()"
PACKAGE = Path(__file__).parents[1]
# what code of a notebook uses, besides itself
USES = ("catalog/**/*", "checks/**/*", "companies/**/*", "lab/**/*", "site/in_kernel.py")
ENDINGS = (".py", ".toml", ".csv", ".gz", ".parquet", ".json")
LONGEST = 600  # seconds for one cell: the first one to open Murmur builds its stores


class SiteError(LabError):
    """The website can't be built: one sentence that says what is wrong and what to do."""


class Runner:
    """Runs notebooks of the course at root, and keeps everything in work, the website's own folder.

    The kernels see the home of a learner who hasn't written anything yet.
    """

    def __init__(self, root: Path, work: Path):
        self._root, self._kept, self._home = root, work / "outputs", work / "home"
        self._uses = _digest_of_files(root)
        self._kept.mkdir(parents=True, exist_ok=True)

    def put_assignment(self, path: Path, content: str) -> None:
        """Put the empty notebook of an exercise where a lesson looks for the learner's own."""
        target = self._home / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")

    def is_kept(self, code: list[str]) -> bool:
        """Whether the output of this code is kept from an earlier run."""
        return self._file(code).is_file()

    def outputs(self, code: list[str], path: Path) -> list[list[NotebookNode]]:
        """The output of each cell; path is the notebook's, relative to the course's root.

        Raises SiteError if a cell fails.
        """
        file = self._file(code)
        if not file.is_file():
            cells = [new_code_cell(one) for one in (FIRST, *code)]
            notebook = new_notebook(cells=cells)
            self._run(notebook, path)
            write_whole(file, writes_json(notebook).encode())
        kept = reads_json(file.read_text(encoding="utf-8"))
        return [cell.outputs for cell in kept.cells[1:]]

    def _file(self, code: list[str]) -> Path:
        digest = hashlib.sha256("\0".join([self._uses, *code]).encode()).hexdigest()
        return self._kept / f"{digest[:32]}.ipynb"

    def _run(self, notebook: NotebookNode, path: Path) -> None:
        folder = self._root / path.parent
        environment = {
            **os.environ,
            "PRIVACYLAB_COURSE": str(self._root),
            "PRIVACYLAB_HOME": str(self._home),
            "MPLBACKEND": "agg",
        }
        client = NotebookClient(
            notebook, timeout=LONGEST, resources={"metadata": {"path": str(folder)}}
        )
        try:
            client.execute(env=environment)
        except CellExecutionError as error:
            said = str(error).strip().splitlines()[-1]
            raise SiteError(f"{path}: a cell fails ({said}): fix it, and build again.") from None


def _digest_of_files(root: Path) -> str:
    found = [*(root / "course").rglob("*"), *(root / "datasets").rglob("*")]
    found += [path for one in USES for path in PACKAGE.glob(one)]
    digest = hashlib.sha256()
    for path in sorted(found):
        if path.suffix in ENDINGS:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
