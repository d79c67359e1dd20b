"""Commands for the signed record that a learner completed a track."""

from pathlib import Path
from typing import Annotated

import typer

from privacylab.catalog import load_catalog
from privacylab.cli.common import UsageError, console
from privacylab.text import one_line


def certify(
    learner: Annotated[str, typer.Argument(help="The learner's folder, login, number or name.")],
    key: Annotated[Path, typer.Option(help="The organization's private key, outside the course.")],
    track: Annotated[str, typer.Option(help="The track that was completed.")] = "onboarding",
    name: Annotated[
        str, typer.Option(help="The name for the record, as the learner gives it.")
    ] = "",
    passing: Annotated[
        int, typer.Option(min=1, max=100, help="The minimum for each exercise, in percent.")
    ] = 100,
    scores: Annotated[bool, typer.Option("--scores", help="Include the points.")] = False,
) -> None:
    """Sign a record that a learner completed a track, based on the grades of submitted work.

    The record has the name, the exercises, the date, and the versions of the lab and the course.
    Give the learner both files.

    Example: privacylab certify ada --track onboarding --key ~/keys/org.pem --name "Ada Lovelace"
    """
    from privacylab.classroom.access_log.log import record
    from privacylab.classroom.completion.record import completion_of, place_of
    from privacylab.classroom.completion.signature import (
        fingerprint_of,
        read_private_key,
        signature_of,
        write_signed,
    )
    from privacylab.classroom.holdings import find_subject
    from privacylab.grading import own_course
    from privacylab.grading.feedback.report import from_here

    course = own_course()
    tracks = load_catalog(course.root).tracks
    if track not in tracks:
        raise UsageError(f"There is no track {track!r}. Tracks: {', '.join(tracks)}.")
    person = find_subject(course, learner)
    name = name or next((one.name for one in person.known if one.name), person.learner)
    private = read_private_key(
        key, course, lambda: str(typer.prompt("Passphrase for the key", hide_input=True))
    )
    record(course, f"signed a completion of {track}", about=person.learner)
    made = completion_of(
        *(course, person.learner, tracks[track], name, passing, scores),
        fingerprint_of(private.public_key()),
    )
    path = place_of(course, person.learner, tracks[track])
    write_signed(made, private, path)
    console.print(str(made), soft_wrap=True)
    console.print(f"Give the learner {from_here(path)} and {signature_of(path).name}.")


def verify_completion(
    file: Annotated[Path, typer.Argument(help="The record, with its signature beside it.")],
    key: Annotated[Path, typer.Option(help="The organization's public key.")],
) -> None:
    """Check who signed a record of completion, and that nothing in it has changed.

    It works without the course, and exits with status 1 if the record can't be trusted.

    Example: privacylab verify-completion onboarding.completion.json --key org.pub
    """
    from privacylab.classroom.completion.signature import verified

    found = verified(file, key)
    console.print(f"Valid: {one_line(str(found))}", soft_wrap=True)
    for exercise, points in (found.scores or {}).items():
        console.print(f"  {one_line(exercise)}: {one_line(points)} points")
