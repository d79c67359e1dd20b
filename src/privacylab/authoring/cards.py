"""Cards from the manifest, written into a lesson's text, so that they are there before a cell runs.

An author writes, on a line of its own, {card}`02_retention` for what a module holds,
{exercises}`02_retention` for its exercises alone, {map}`.` for the map of the course, or
{glossary}`A–Z` for the terms of the glossary. The map's word is the path from the notebook to the
folder course/.
"""

import re
from collections.abc import Sequence

from privacylab.authoring.errors import AuthorError
from privacylab.authoring.glossary import entries
from privacylab.catalog import Catalog, Module

CARD = re.compile(r"^\{(card|exercises|map|glossary)\}`([^`\n]+)`$", re.MULTILINE)


def write_cards(markdown: str, catalog: Catalog) -> str:
    """The text with its cards. Raises AuthorError for a module that is not in the manifest."""

    def card(found: re.Match[str]) -> str:
        kind, word = found.groups()
        if kind == "map":
            return course_map(catalog, word)
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
    """A module's objectives, what is out of scope, what it needs, its minutes and its exercises."""
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
    """The modules in their order: what each teaches, its minutes, and whether it is ready."""
    modules = catalog.modules.values()
    rows = ["| module | what you build | minutes | state |", "|---|---|---|---|"]
    for one in modules:
        about, state = "about ", "planned"
        if not one.planned:
            about = ""
            state = (
                f"**ready**: [lesson]({course}/{one.id}/lesson.ipynb), "
                f"{len(one.exercises)} exercises"
            )
        title = f"{one.id.split('_')[0]} · {one.title}"
        rows.append(f"| {title} | {one.summary} | {about}{one.minutes} | {state} |")
    ready = _hours(sum(one.minutes for one in modules if not one.planned))
    whole = _hours(sum(one.minutes for one in modules))
    return _safe("\n".join([*rows, f"\nReady: about {ready} hours of {whole} planned."]))


def _hours(minutes: int) -> str:
    """Hours, to the half."""
    return f"{round(minutes / 30) / 2:g}"


def _safe(text: str) -> str:
    """JupyterLab takes two dollars for a formula."""
    return text.replace("$", r"\$")
