"""Runs the command line in this process, where everything is loaded and the grader has started."""

import contextlib
import io
import sys
from pathlib import Path
from unittest import mock

from privacylab.catalog import CatalogError, find_root, reload_catalog
from privacylab.cli import main


def run(*words: str, cwd: Path | None = None) -> tuple[int, str, str]:
    """Run a command in a folder; (exit code, output, errors), as of a process of its own.

    A process of its own takes a second of CPU, and three more where it starts the grader.
    """
    out, err, code = io.StringIO(), io.StringIO(), 0
    with (
        contextlib.chdir(cwd or Path()),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(sys, "argv", ["privacylab", *words]),
    ):
        with contextlib.suppress(CatalogError):  # which the command itself will say
            reload_catalog(find_root())
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    return code, out.getvalue(), err.getvalue()
