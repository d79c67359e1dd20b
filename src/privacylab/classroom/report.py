"""Shows on a terminal what was collected, handed back, held and erased."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from privacylab.classroom.collect import (
    COUNTS,
    EARLIER,
    LEFT_OUT,
    REFUSED,
    UNCHANGED,
    Account,
    Collection,
)
from privacylab.classroom.erase import ErasureCertificate
from privacylab.classroom.handing_back.export import Export
from privacylab.classroom.holdings import HeldPlace, Subject
from privacylab.classroom.hub.folders import HUB
from privacylab.classroom.lms_names import CANVAS, MOODLE
from privacylab.classroom.senders import how_many
from privacylab.grading.feedback.report import from_here
from privacylab.grading.submission.names import printable
from privacylab.terminal import Terminal, bold
from privacylab.text import one_line

if TYPE_CHECKING:  # it needs packages that only a hub has
    from privacylab.classroom.hub.lti.send import Transfer

MOST_SHOWN = 40  # names in a list; --json has all


def show_collection(found: Collection, console: Terminal) -> None:
    """Show how many files there were, what needs a person's attention, and what to do next."""
    console.print(_counts(found))
    if found.on_roster:
        there = found.on_roster - len(found.missing)
        console.print(f"{there:,} of {found.on_roster:,} people in the table submitted.")
    for state, title in (
        (REFUSED, "Not accepted"),
        (COUNTS, "Recognized under another name"),
        (EARLIER, "Earlier versions, which are kept"),
        (UNCHANGED, "Received before"),
        (LEFT_OUT, "Left out"),
    ):
        _show_accounts(title, [one for one in found.accounts if one.state == state], console)
    _show_list("Submitted, but nothing could be accepted", found.empty, console)
    _show_list("Late, according to Canvas", found.late, console)
    nothing = [f"{one.name} ({one.login or one.number})" for one in found.missing]
    _show_list("Nothing received from", nothing, console)
    _show_list("Notes", found.notes, console)
    console.print(bold("\nNext"))
    for module in found.modules:
        console.print(f"  privacylab grade {module} --all", soft_wrap=True)


def _counts(found: Collection) -> str:
    words = {
        COUNTS: "accepted",
        EARLIER: "kept as earlier versions",
        UNCHANGED: "received before",
        REFUSED: "not accepted",
        LEFT_OUT: "left out",
    }
    told = [f"{found.count(state):,} {word}" for state, word in words.items() if found.count(state)]
    files = how_many("file", len(found.accounts))
    return f"{files} from {how_many('learner', len(found.learners))}: {', '.join(told)}."


def _show_accounts(title: str, accounts: Sequence[Account], console: Terminal) -> None:
    said = [one for one in accounts if one.why]
    if not said:
        return
    console.print(bold(f"\n{title}"))
    table = Table.grid(padding=(0, 2))
    for one in said[:MOST_SHOWN]:
        table.add_row(printable(one.path), one_line(f"{one.why[0].upper()}{one.why[1:]}."))
    console.print(table)
    _say_rest(said, console)


def _show_list(title: str, lines: Sequence[str], console: Terminal) -> None:
    if not lines:
        return
    console.print(bold(f"\n{title}"))
    for line in lines[:MOST_SHOWN]:
        console.print(f"  {one_line(line)}", soft_wrap=True)
    _say_rest(lines, console)


def _say_rest(lines: Sequence[Any], console: Terminal) -> None:
    if len(lines) > MOST_SHOWN:
        console.print(f"  and {len(lines) - MOST_SHOWN:,} more: --json lists them all")


def collection_as_json(found: Collection) -> dict[str, Any]:
    """Return the same as plain data."""
    facts = asdict(found)
    for one in facts["missing"]:
        one["sent"] = None
    return facts


def show_export(found: Export, form: str, console: Terminal) -> None:
    """Show who is in the table, who was left out and why, and where to upload the files."""
    left = f", {len(found.left_out):,} left out" if found.left_out else ""
    console.print(f"{how_many('learner', len(found.people))} in the table{left}.")
    told = [f"{learner}: {why}" for learner, why in found.left_out]
    _show_list("Left out", told, console)
    _show_list("Notes", found.notes, console)
    console.print(bold("\nNext"))
    where, pages = {
        CANVAS: (
            "In Canvas, Grades → Import",
            "On the assignment's page, Upload Graded Submissions (Re-Upload Submissions)",
        ),
        MOODLE: (
            "In Moodle, on the assignment's page, Upload grading worksheet",
            "On the same page, Upload multiple feedback files in a zip",
        ),
        HUB: ("The table", "Learners see their feedback on the hub now, from"),
    }.get(form, ("The table", "The pages"))
    console.print(f"  {where}: {from_here(found.table)}", soft_wrap=True)
    if found.pages:
        console.print(f"  {pages}: {from_here(found.pages)}", soft_wrap=True)


def show_transfer(found: "Transfer", console: Terminal) -> None:
    """Show how many scores were sent, and who was left out or failed, and why."""
    counts = [f"{how_many('score', len(found.sent))} sent"]
    for people, word in (
        (found.unchanged, "sent before"),
        (found.failed, "failed"),
        (found.left_out, "left out"),
    ):
        counts += [f"{len(people):,} {word}"] if people else []
    console.print(f"{', '.join(counts)}.")
    for title, named in (("Failed", found.failed), ("Left out", found.left_out)):
        who = {learner: f" ({name} in the LMS)" for learner, name in found.lms_ids.items()}
        _show_list(title, [f"{one}{who.get(one, '')}: {why}" for one, why in named], console)
    _show_list("Notes", found.notes, console)


def export_as_json(found: Export) -> dict[str, Any]:
    """Return the same as plain data."""
    pages = str(found.pages) if found.pages else None
    return {**asdict(found), "table": str(found.table), "pages": pages}


def show_holdings(found: Sequence[HeldPlace], console: Terminal) -> None:
    """Show where data about a person is held, and how much."""
    table = Table("place", "what", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("how many", justify="right")
    for one in found:
        table.add_row(one_line(one.place), one.what, f"{one.size:,}")
    console.print(table)


def show_unsearched(subject: Subject, console: Terminal) -> None:
    """Show which names a person has to look for, because no search can."""
    for name in subject.unsearched:
        console.print(
            f"Files can't be searched for “{one_line(name)}”, because other words contain it. "
            "Look for it yourself in exports/, downloaded/, and the tables beside gradebook.db."
        )


def show_erasure(
    certificate: ErasureCertificate, left: Sequence[HeldPlace], console: Terminal
) -> None:
    """Show what was erased, what is left, and where the certificate is."""
    told = ", ".join(f"{place} {count:,}" for place, count in certificate.found.items())
    console.print(f"Erased: {told}.")
    if left:
        console.print(bold("Left"))
        show_holdings(left, console)
    else:
        console.print("A search of all files finds nothing more.")
    console.print(f"Certificate: {from_here(certificate.file)}", soft_wrap=True)
