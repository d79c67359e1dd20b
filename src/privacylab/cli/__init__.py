"""The command line: one verb, one thing. Each command is thin; what it calls does the work."""

import sys

from rich.console import Console
from rich.markup import escape

from privacylab.cli import author, instructor, learner
from privacylab.cli.common import app
from privacylab.errors import LabError

__all__ = ["app", "main"]

COMMANDS = (
    learner.lab,
    learner.hint,
    learner.check,
    instructor.grade,
    learner.progress,
    instructor.cluster,
    instructor.doctor,
    instructor.demo,
    author.new,
    author.build,
    author.preview,
    author.verify,
    author.data,
)
for command in COMMANDS:  # in the order in which --help lists them
    app.command()(command)


def main() -> None:
    """Run the command line. A foreseen error ends in one sentence and exit code 1."""
    try:
        app()
    except LabError as error:
        Console(stderr=True).print("[bold]privacylab:[/]", escape(str(error)), highlight=False)
        sys.exit(1)
