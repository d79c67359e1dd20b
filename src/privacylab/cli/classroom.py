"""Instructors' commands around grading: collect submissions, hand grades back, erase data."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from privacylab.catalog import find_home, find_root, load_catalog
from privacylab.catalog.model import MANIFEST
from privacylab.cli.common import AsJson, UsageError, console, progress_bar
from privacylab.terminal import Terminal
from privacylab.text import one_line

Table = Annotated[
    Path | None,
    typer.Option("--roster", help="The gradebook or grading worksheet that the LMS exports."),
]


def collect(
    file: Annotated[Path, typer.Argument(help="The zip from Canvas or Moodle, or a folder.")],
    roster: Table = None,
    as_json: AsJson = False,
) -> None:
    """Import the submissions that you downloaded from an LMS.

    A file that can't be accepted is listed, with the reason and what to do. The latest version of
    each exercise counts; earlier ones are kept. A second run with the same files changes nothing.

    Example: privacylab collect downloaded/submissions.zip --roster downloaded/grades.csv
    """
    from privacylab.classroom.collect import collect as take
    from privacylab.classroom.report import collection_as_json, show_collection
    from privacylab.grading import own_course

    course = own_course()
    with Terminal(stderr=True).status("Collecting …"):
        found = take(course, file, roster)
    if as_json:
        print(json.dumps(collection_as_json(found), indent=2))
    else:
        show_collection(found, console)


def export(
    module: Annotated[str, typer.Argument(help="The module, such as 02_retention.")],
    to: Annotated[
        str, typer.Option(help="canvas, moodle, hub, csv, or lti, which sends the points.")
    ],
    roster: Table = None,
    out: Annotated[
        Path | None, typer.Option(help="The folder to write to, exports/<module> by default.")
    ] = None,
    column: Annotated[
        str, typer.Option(help="The assignment's column in Canvas's table, if it isn't obvious.")
    ] = "",
    partial: Annotated[
        bool,
        typer.Option("--partial", help="Include learners whose essays still need manual grading."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fill in the LMS's own table with the points, and zip the feedback pages for upload.

    Learners without a grade are left out, and listed with the reason. With lti, the command sends
    the LMS each score that it doesn't have yet, over the network, and writes no file.

    Examples: privacylab export 02_retention --to canvas --roster downloaded/grades.csv
              privacylab export 02_retention --to lti
    """
    if to == "lti":
        if roster or out or column:
            raise UsageError("--to lti sends the points: leave out --roster, --out and --column.")
        _send(module, partial, as_json)
        return
    from privacylab.classroom.access_log.log import record
    from privacylab.classroom.handing_back.export import export as hand_back
    from privacylab.classroom.report import export_as_json, show_export
    from privacylab.grading import own_course

    course = own_course()
    record(course, "exported the points", module)
    with Terminal(stderr=True).status("Reading the grades …"):
        found = hand_back(course, module, to, roster, out, column, partial)
    if as_json:
        print(json.dumps(export_as_json(found), indent=2))
    else:
        show_export(found, to, console)


def _send(module: str, partial: bool, as_json: bool) -> None:
    from privacylab.classroom.access_log.log import record
    from privacylab.classroom.report import show_transfer
    from privacylab.grading import own_course

    try:
        from privacylab.classroom.hub.lti.send import send_scores
    except ModuleNotFoundError:
        raise UsageError("--to lti needs more packages: pip install 'privacylab[hub]'") from None
    course = own_course()
    record(course, "sent the points to the LMS", module)
    with progress_bar("Sending scores") as step:
        found = send_scores(course, module, partial, step)
    if as_json:
        print(json.dumps(asdict(found), indent=2))
    else:
        show_transfer(found, console)
    if found.failed:
        raise UsageError(
            "Some scores were not sent: fix what is listed, and run the command again. It sends "
            "only what the LMS doesn't have."
        )


def bundle(
    track: Annotated[str, typer.Option(help="The track, such as university.")],
    out: Annotated[
        Path | None, typer.Option(help="The zip to write, <track>-bundle.zip by default.")
    ] = None,
) -> None:
    """Pack the course for a track's learners, without answers, hidden tests and history.

    The same course gives the same bytes. Learners with a bundle hand in their work, and you grade
    it.

    Example: privacylab bundle --track university
    """
    from privacylab.classroom.handing_out.bundle import write_bundle
    from privacylab.grading import Course
    from privacylab.grading.class_file import read_class
    from privacylab.grading.feedback.report import from_here

    root = find_root()
    settings = read_class(Course(root, find_home()))
    out = out or find_home() / f"{track}-bundle.zip"
    with Terminal(stderr=True).status("Building every notebook …"):
        made = write_bundle(root, track, out, settings)
    mb = out.stat().st_size / (1 << 20)
    console.print(f"{from_here(out)}: {len(made.files)} files, {mb:.1f} MB", soft_wrap=True)
    console.print(f"Modules: {', '.join(made.modules)}")
    catalog = load_catalog(root)
    if not catalog.upload:
        console.print(f'Its README doesn\'t say where to upload: add upload = "…" to {MANIFEST}.')
    if not settings.retention and not catalog.retention:
        console.print("Its README doesn't say how long work is kept: see docs/records.md.")


def about(
    learner: Annotated[str, typer.Argument(help="The learner's folder, login, number or name.")],
) -> None:
    """List everything that this copy of the course holds about a learner.

    Example: privacylab about ada@uni.example
    """
    from privacylab.classroom.access_log.log import record
    from privacylab.classroom.holdings import find_subject, holdings
    from privacylab.classroom.report import show_holdings, show_unsearched
    from privacylab.grading import own_course

    course = own_course()
    subject = find_subject(course, learner)
    record(course, "listed what is held", about=subject.learner)
    show_holdings(holdings(course, subject), console)
    show_unsearched(subject, console)


def erase(
    learner: Annotated[str, typer.Argument(help="The learner's folder, login, number or name.")],
    yes: Annotated[bool, typer.Option("--yes", help="Erase without asking first.")] = False,
) -> None:
    """Erase everything about a learner, search again, and keep old zips from bringing it back.

    The certificate in var/erasures/ says what was erased, but not whose it was.

    Example: privacylab erase ada@uni.example
    """
    from privacylab.classroom.access_log.log import record
    from privacylab.classroom.erase import erase as erase_all
    from privacylab.classroom.holdings import find_subject, holdings
    from privacylab.classroom.report import show_erasure, show_holdings, show_unsearched
    from privacylab.grading import own_course

    course = own_course()
    subject = find_subject(course, learner)
    if not yes:
        show_holdings(holdings(course, subject), console)
        if not typer.confirm("Erase all of this?"):
            raise UsageError("Nothing was erased.")
    record(course, "erased a learner")
    certificate, left = erase_all(course, learner)
    show_erasure(certificate, left, console)
    show_unsearched(subject, console)
    if left:
        raise UsageError("Some data is left: remove what is listed, and run the command again.")


def retention(
    yes: Annotated[bool, typer.Option("--yes", help="Erase what is due without asking.")] = False,
) -> None:
    """Show when data about learners is due for deletion, and delete it once it is due.

    class.toml sets the retention period; see docs/records.md. Your own work is kept.

    Example: privacylab retention
    """
    from privacylab.classroom.report import show_erasure
    from privacylab.classroom.retention import delete_due, what_is_due
    from privacylab.classroom.senders import how_many
    from privacylab.grading import own_course

    course = own_course()
    due = what_is_due(course)
    held = how_many("learner", len(due.people))
    day = f"{due.delete_on.day} {due.delete_on:%B %Y}"
    if due.days > 0:
        days = how_many("day", due.days)
        console.print(f"{held}. Everything about them is due for deletion on {day}, in {days}.")
        return
    if not due.people:
        console.print("Nothing is held about any learner.")
        return
    console.print(f"{held}. Everything about them has been due for deletion since {day}:")
    console.print(one_line(", ".join(one.learner for one in due.people)), soft_wrap=True)
    if not yes and not typer.confirm("Erase all of it?"):
        raise UsageError("Nothing was erased.")
    with Terminal(stderr=True).status("Erasing …"):
        certificate, left = delete_due(course, due)
    show_erasure(certificate, left, console)
    if left:
        raise UsageError("Some data is left: remove what is listed, and run the command again.")


def log(
    action: Annotated[str, typer.Argument(help='"show" the entries, or "verify" them.')] = "show",
    about: Annotated[
        str, typer.Option(help="Only entries about this learner, or about everyone.")
    ] = "",
    head: Annotated[
        str, typer.Option(help="For verify, a head that was kept earlier: number, colon, hash.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show who viewed or changed grades, or verify that no entry was changed or removed.

    The log is a hash tree like the one in module 03. If you keep a head, you can prove later that
    the log still begins with the entries of that day.

    Examples: privacylab log --about ada@uni.example
              privacylab log verify --head 12:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6…
    """
    from privacylab.classroom.access_log import show
    from privacylab.classroom.access_log.log import EVERYONE, Head, accesses, problems
    from privacylab.classroom.access_log.log import head as current
    from privacylab.classroom.holdings import find_subject
    from privacylab.grading import own_course

    course = own_course()
    if action == "verify":
        found = problems(course, Head.of(head) if head else None)
        if found:
            raise UsageError(f"The log was tampered with. {' '.join(found)}")
        console.print(f"{current(course).size:,} entries, unchanged.")
        if not head:
            console.print("To prove it, compare with a head that someone else keeps: --head")
    elif action == "show":
        learner = find_subject(course, about).learner if about else ""
        wanted = (learner, EVERYONE)
        entries = [one for one in accesses(course) if not learner or one.about in wanted]
        if as_json:
            print(json.dumps(show.as_json(entries, current(course)), indent=2))
        else:
            show.show_log(entries, current(course), console)
    else:
        raise UsageError(f'You can "show" or "verify" the log, not {action!r}.')
