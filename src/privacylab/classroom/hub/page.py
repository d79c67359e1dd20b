"""A learner's page: what came when, with its receipt, and the feedback so far."""

import functools
import json
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

from privacylab.catalog import Module, load_catalog
from privacylab.classroom.hub.folders import FEEDBACK, RECEIPTS
from privacylab.classroom.hub.storage import HandedIn, handed_in
from privacylab.classroom.senders import how_many
from privacylab.grading import Course
from privacylab.grading.class_file import ClassSettings, read_class
from privacylab.templates import templates_in
from privacylab.text import one_line, visible_html

HERE = Path(__file__).parent
KB = 1000


@dataclass(frozen=True)
class OwnHandIn:
    """One hand-in as the page shows it: when, what is in it, and the name of its receipt."""

    when: str
    files: tuple[str, ...]
    size: str
    receipt: str


@dataclass(frozen=True)
class OwnModule:
    """A module with its hand-ins, the latest first, and (page, title) of its feedback."""

    id: str
    title: str
    due: str
    hand_ins: tuple[OwnHandIn, ...]
    feedback: tuple[tuple[str, str], ...]


def own_page(course: Course, learner: str) -> str:
    """Return a learner's page, in HTML."""
    catalog, settings = load_catalog(course.root), read_class(course)
    kept = handed_in(course, learner)
    modules = [_module(course, settings, learner, one, kept) for one in catalog.modules.values()]
    shown = [one for one in modules if one.hand_ins or one.feedback]
    retention = settings.retention.words if settings.retention else catalog.retention
    page = _environment().get_template("page.html.j2")
    return visible_html(page.render(modules=shown, learner=learner, retention=retention))


def _module(
    course: Course, settings: ClassSettings, learner: str, module: Module, kept: list[HandedIn]
) -> OwnModule:
    own = [_hand_in(course, settings, learner, one) for one in kept if one.module == module.id]
    titles = {module.id: "The whole module"}
    titles |= {one.name: f"{one.id} {one.title}" for one in module.exercises}
    folder = course.home / FEEDBACK / learner / module.id
    pages = [(name, said) for name, said in titles.items() if (folder / f"{name}.html").is_file()]
    due = settings.due_words(module.id, learner)
    return OwnModule(module.id, module.title, due, tuple(own), tuple(pages))


def _hand_in(course: Course, settings: ClassSettings, learner: str, one: HandedIn) -> OwnHandIn:
    receipt = course.home / RECEIPTS / learner / f"{one.name}.json"
    files = json.loads(receipt.read_text(encoding="utf-8"))["files"]
    at = one.at.astimezone(settings.zone)
    when = f"{at:%a} {at.day} {at:%b %Y, %H:%M:%S %Z}"
    size = f"{max(1, round(one.size / KB)):,} kB"
    return OwnHandIn(when, tuple(sorted(files)), size, receipt.name)


@functools.cache
def _environment() -> Environment:
    environment = templates_in(HERE, HERE.parent / "overview")  # for base.html.j2
    environment.filters["one_line"] = one_line
    environment.globals["how_many"] = how_many
    return environment
