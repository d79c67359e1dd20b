"""Writes cards from the manifest into a lesson's text, so that they show before any cell runs.

An author writes one of these on its own line:

    {card}`02_retention`       a module's objectives, scope, time and exercises
    {exercises}`02_retention`  only its exercises
    {map}`.`                   the map of the course
    {requirements}`.`          a table from each requirement to its exercises
    {glossary}`A–Z`            the terms of the glossary
    {tracks}`.`                a table of the tracks
    {track}`onboarding`        the steps or weeks of one track

The word after {map} and {requirements} is the path from the notebook to the folder course/.
{tracks} and {track} only work on a page in that folder.
"""

import re
from collections.abc import Sequence

from privacylab.authoring.errors import AuthorError
from privacylab.authoring.glossary import entries
from privacylab.catalog import Catalog, Module, Track
from privacylab.catalog.cite import LITERAL

CARD = re.compile(
    r"^\{(card|exercises|map|glossary|requirements|tracks|track)\}`([^`\n]+)`$", re.MULTILINE
)


def write_cards(markdown: str, catalog: Catalog) -> str:
    """Return the text with its cards. Raises AuthorError for an unknown module or track."""

    def card(found: re.Match[str]) -> str:
        kind, word = found.groups()
        if kind == "map":
            return course_map(catalog, word)
        if kind == "requirements":
            return requirements_table(catalog, word)
        if kind == "tracks":
            return tracks_table(catalog)
        if kind == "track":
            if word not in catalog.tracks:
                raise AuthorError(f"{found[0]}: course.toml has no track {word}: correct the id.")
            return track_card(catalog.tracks[word])
        if kind == "glossary":
            return entries(catalog.glossary)
        if word not in catalog.modules:
            raise AuthorError(f"{found[0]}: course.toml has no module {word}: correct the id.")
        module = catalog.modules[word]
        if kind == "exercises":
            return _safe("\n".join(f"1. {line}" for line in _exercises(module)))
        return module_card(module)

    return CARD.sub(card, markdown)


def module_card(module: Module) -> str:
    """Return a module's objectives, what is out of scope, prerequisites, minutes and exercises."""
    parts: list[tuple[str, Sequence[str]]] = [
        ("When you are done, you can", module.objectives),
        ("Out of scope", module.out_of_scope),
        ("You need", module.prerequisites),
        ("Exercises", _exercises(module) or ["They are still to come."]),
    ]
    lists = ["\n".join([f"**{head}**\n", *map("- {}".format, texts)]) for head, texts in parts]
    time = f"It takes about {module.minutes} minutes in all."
    return _safe("\n\n".join([f"{module.summary} {time}", *lists]))


def _exercises(module: Module) -> list[str]:
    return [
        f"[{one.id} {one.title}](../../assignments/{module.id}/{one.name}.ipynb): "
        f"{one.minutes} minutes, {one.points} points"
        for one in module.exercises
    ]


def course_map(catalog: Catalog, course: str) -> str:
    """Return the modules in order: what each teaches, its minutes, and whether it is ready."""
    modules = catalog.modules.values()
    rows = ["| module | what you build | minutes | state |", "|---|---|---|---|"]
    for one in modules:
        about, state = "about ", "planned"
        if not one.planned:
            about = ""
            state = (
                f"**ready**: [lesson]({course}/{one.lesson}), "
                f"{len(one.exercises)} exercise{'s' if len(one.exercises) > 1 else ''}"
            )
        title = f"{one.id.split('_')[0]} · {one.title}"
        rows.append(f"| {title} | {one.summary} | {about}{one.minutes} | {state} |")
    ready = hours(sum(one.minutes for one in modules if not one.planned))
    whole = hours(sum(one.minutes for one in modules))
    total = f"In all: about {whole} hours."
    if ready != whole:
        total = f"Ready: about {ready} hours of {whole} planned."
    return _safe("\n".join([*rows, f"\n{total}"]))


def requirements_table(catalog: Catalog, course: str) -> str:
    """Return a table of the requirements: what each says, and the exercises that check it."""
    rows = ["| requirement | what code must do | exercise |", "|---|---|---|"]
    for one in catalog.requirements.values():
        links = [
            f"[{exercise.id}]({course}/../assignments/{module.id}/{exercise.name}.ipynb)"
            for module in catalog.modules.values()
            for exercise in module.exercises
            if one.id in exercise.covers
        ]
        statement = one.statement.translate(LITERAL)
        rows.append(f"| **{one.id}** | {statement} | {', '.join(links) or 'to come'} |")
    return "\n".join(rows)


def tracks_table(catalog: Catalog) -> str:
    """Return a table of the tracks: who each is for, how long it takes, and how it works."""
    rows = ["| track | for whom | time | exercises | how |", "|---|---|---|---|---|"]
    for track in catalog.tracks.values():
        time = f"{track.minutes} minutes"
        if track.minutes > 180:
            time = f"{hours(track.minutes)} hours"
        essays = sum(one.essay for one in track.exercises)
        count = f"{len(track.exercises) - essays}{f' and {essays} essays' if essays else ''}"
        rows.append(f"| **{track.title}** | {track.for_whom} | {time} | {count} | {track.how} |")
    return _safe("\n".join(rows))


def track_card(track: Track) -> str:
    """Return a track's contents: its steps as a list, or its parts as a table."""
    if len(track.parts) == 1:
        steps = track.parts[0].steps
        lines = [f"1. [{one.title}]({one.link}): {one.minutes} minutes" for one in steps]
        return _safe("\n".join([*lines, f"\nTogether: {track.minutes} minutes."]))
    rows = ["| part | what | minutes |", "|---|---|---|"]
    for part in track.parts:
        what = ", ".join(
            f"[{one.exercise.id if one.exercise else one.title}]({one.link}) ({one.minutes})"
            for one in part.steps
        )
        rows.append(f"| {part.title} | {what} | {part.minutes} |")
    rows.append(f"| **all** | {len(track.exercises)} exercises | {track.minutes} |")
    return _safe("\n".join(rows))


def hours(minutes: int) -> str:
    """Return minutes as hours, to the nearest half."""
    return f"{round(minutes / 30) / 2:g}"


def _safe(text: str) -> str:
    """Escape dollar signs, because JupyterLab takes two of them for a formula."""
    return text.replace("$", r"\$")
