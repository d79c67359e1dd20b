"""The command line. Each command is thin: the functions it calls do the work."""

import sys
import traceback
from collections.abc import Callable
from contextlib import suppress

import typer
from rich.text import Text

from privacylab.catalog import find_root, settle_home
from privacylab.catalog.exercises import is_bundle
from privacylab.catalog.load import IN_PACKAGE
from privacylab.cli import author, classroom, completion, instructor, learner
from privacylab.cli.common import UsageError, app
from privacylab.errors import LabError
from privacylab.terminal import Terminal, bold
from privacylab.text import one_line, visible

__all__ = ["app", "main"]

COMMANDS = (
    learner.lab,
    learner.hint,
    learner.check,
    learner.watch,
    instructor.grade,
    learner.hand_in,
    learner.progress,
    learner.reset,
    learner.restore,
    learner.update,
    learner.tracks,
    learner.certificate,
    classroom.bundle,
    classroom.collect,
    instructor.class_,
    instructor.similar,
    classroom.export,
    classroom.about,
    classroom.erase,
    classroom.retention,
    classroom.log,
    completion.certify,
    completion.verify_completion,
    instructor.cluster,
    instructor.doctor,
    instructor.demo,
    author.new,
    author.build,
    author.preview,
    author.verify,
    author.data,
)
# need the answers, or other people's work: hidden in a learner's bundle
AN_INSTRUCTORS = (
    *(instructor.grade, instructor.class_, instructor.similar, instructor.cluster),
    *(instructor.demo, learner.certificate),
    *(classroom.bundle, classroom.collect, classroom.export, classroom.about, classroom.erase),
    *(classroom.retention, classroom.log, completion.certify),
    *(author.new, author.build, author.preview, author.verify, author.data),
)
# write into the course, or need a clone: hidden if the course is part of the package
AN_AUTHORS = (
    *(classroom.bundle, author.new, author.build, author.preview, author.verify, author.data),
)
ANY_WORDS = {"allow_extra_args": True, "ignore_unknown_options": True}


def _refuse(context: typer.Context) -> None:
    """Say that this command is for instructors."""
    raise UsageError(
        f"`privacylab {context.info_name}` is for your instructor, whose copy of the course has "
        "the hidden checks. To hand in a module, run: privacylab hand-in MODULE"
    )


def _refuse_here(context: typer.Context) -> None:
    """Say that this command needs a clone of the course."""
    raise UsageError(
        f"`privacylab {context.info_name}` needs the course's repository, and this copy of the "
        "course is part of the installed package: clone the repository, and run the command there."
    )


def _hidden() -> tuple[tuple[Callable[..., None], ...], Callable[..., None]]:
    """Return the commands that don't work with this copy of the course, and what replaces them."""
    with suppress(LabError):  # the command itself will report it
        root = find_root()
        if is_bundle(root):
            return AN_INSTRUCTORS, _refuse
        if root == IN_PACKAGE:
            return AN_AUTHORS, _refuse_here
    return (), _refuse


hidden, refusal = _hidden()
for command in COMMANDS:  # in the order in which --help lists them
    name = command.__name__.strip("_").replace("_", "-")  # class is a Python keyword
    if command in hidden:
        app.command(name, hidden=True, context_settings=ANY_WORDS)(refusal)
    else:
        app.command(name)(command)


def main() -> None:
    """Run the command line. An expected error prints one sentence and exits with status 1."""
    try:
        for word in sys.argv[1:]:
            if word != one_line(word):
                raise UsageError(
                    f'"{one_line(word)}" has invisible characters: retype it, or rename the file.'
                )
        settle_home()
        app()
    except LabError as error:
        Terminal(stderr=True).print(Text.assemble(bold("privacylab:"), f" {visible(str(error))}"))
        sys.exit(1)
    except Exception:
        sys.stderr.write(visible(traceback.format_exc()))
        sys.exit(1)
