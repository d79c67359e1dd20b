"""The requirements' pages: who asks for each one, what checks it, how people get it wrong."""

from pathlib import Path

from privacylab.authoring import ExerciseText, read_exercise
from privacylab.catalog import Catalog, Requirement, basis_note
from privacylab.catalog.basis import is_fact
from privacylab.catalog.load import CITED
from privacylab.site.notebooks import exercise_card
from privacylab.site.pages import Pages
from privacylab.site.record_pages import hidden_contents, plain, row_item
from privacylab.verification.answers import read_answers

SET_UP = "The exercise's page says how to set up the lab."
HEAD = "| requirement | what code must do | exercise |\n|---|---|---|"
HIDDEN = "Their text is not on this website: Grade runs them."


def requirement_pages(root: Path, catalog: Catalog) -> Pages:
    """A page for each requirement, and one that lists them."""
    texts = [
        read_exercise(root, module, exercise)
        for module in catalog.modules.values()
        for exercise in module.exercises
    ]
    pages: Pages = {"requirements/index.md": _index(catalog, texts)}
    for requirement in catalog.requirements.values():
        proving = [text for text in texts if requirement.id in text.exercise.covers]
        pages[f"requirements/{requirement.id}.md"] = _page(requirement, proving, catalog)
    return pages


def _index(catalog: Catalog, texts: list[ExerciseText]) -> str:
    lines = [
        "# Requirements\n",
        "What code must do so that the cases can't happen again. Each page says who asks for it, "
        "and how people get it wrong.\n",
    ]
    for module in catalog.modules.values():
        rows = [one for one in catalog.requirements.values() if one.module == module.id]
        if not rows:
            continue
        lines += [f"\n## {module.title}\n", HEAD]
        for row in rows:
            exercises = ", ".join(_link(one) for one in texts if row.id in one.exercise.covers)
            link = f"[{row.id}]({row.id}.md)"
            lines.append(f"| {link} | {plain(row.statement)} | {exercises or 'to come'} |")
    return "\n".join([*lines, "", hidden_contents(catalog.requirements)])


def _link(text: ExerciseText) -> str:
    exercise = text.exercise
    return f"[{exercise.id}](../assignments/{text.module.id}/{exercise.name}.md)"


def _page(requirement: Requirement, proving: list[ExerciseText], catalog: Catalog) -> str:
    facts = [one for one in requirement.cites if is_fact(one)]
    provisions = [one for one in requirement.cites if not is_fact(one)]
    parts = [f"# {requirement.id}\n", f"{plain(requirement.statement)}\n"]
    parts += [
        f"**Basis:** {_linked(plain(basis_note(requirement)))}\n",
        f"**A common mistake:** {plain(requirement.misconception)}\n",
    ]
    if facts:
        parts.append("## What happened, as far as the record says\n")
        parts += [*(row_item(one, catalog, "../record/") for one in facts), ""]
    if provisions:
        parts.append("## What the order requires\n")
        parts += [*(row_item(one, catalog, "../record/") for one in provisions), ""]
    if requirement.standards:
        parts.append("## Laws and standards\n")
        parts += [*(f"- {plain(one)}" for one in requirement.standards), ""]
    for text in proving:
        parts += _exercise(requirement, text)
    wrong = [answer for text in proving for answer in _counterfeits(requirement, text)]
    if wrong:
        parts.append("## How people get it wrong\n")
        parts.append(
            "Each of these is a *counterfeit*: a wrong answer that a real engineer might write. "
            "The exercise's checks catch all of them.\n"
        )
        parts += [*wrong, ""]
    return "\n".join(parts)


def _linked(basis: str) -> str:
    """A basis with links to the pages of the facts and provisions that it names."""
    return CITED.sub(r"[\g<0>](../record/\g<0>.md)", basis)


def _exercise(requirement: Requirement, text: ExerciseText) -> list[str]:
    exercise = text.exercise
    checks = [one for one in text.checks if one.requirement == requirement.id]
    public = [f"- {plain(one.sentence)}" for one in checks if not one.hidden]
    hidden = len(checks) - len(public)
    count = f"{hidden} hidden check{'s' if hidden != 1 else ''}"
    shown = [*public, f"- and {count}. {HIDDEN}" if public else f"- {count}. {HIDDEN}"]
    words = f"{_link(text)} · {plain(exercise.title)} · about {exercise.minutes} minutes"
    return [
        f"## Exercise {exercise.id}\n",
        f"{words}\n",
        "What its checks say about this requirement:\n",
        *(shown if hidden else public),
        "",
        exercise_card(exercise, SET_UP),
    ]


def _counterfeits(requirement: Requirement, text: ExerciseText) -> list[str]:
    """The names and stories of an exercise's wrong answers, but never their code."""
    return [
        f"- **{answer.name}:** {plain(' '.join(answer.story.split()))}"
        for answer in read_answers(text)
        if answer.kind == "counterfeit" and requirement.id in answer.breaks
    ]
