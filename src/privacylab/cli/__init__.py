"""The command line: one verb, one thing. Each command is thin; what it calls does the work."""

import sys
import traceback

from rich.text import Text

from privacylab.cli import author, instructor, learner
from privacylab.cli.common import UsageError, app
from privacylab.errors import LabError
from privacylab.terminal import Terminal, bold
from privacylab.text import one_line, visible

__all__ = ["app", "main"]

COMMANDS = (
    learner.lab,
    learner.hint,
    learner.check,
    instructor.grade,
    learner.progress,
    learner.tracks,
    learner.certificate,
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
        for word in sys.argv[1:]:
            if word != one_line(word):
                raise UsageError(
                    f'"{one_line(word)}" has characters that cannot be seen: rename what it names.'
                )
        app()
    except LabError as error:
        Terminal(stderr=True).print(Text.assemble(bold("privacylab:"), f" {visible(str(error))}"))
        sys.exit(1)
    except Exception:
        sys.stderr.write(visible(traceback.format_exc()))
        sys.exit(1)
