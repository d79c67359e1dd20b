"""The card at the top of a lesson, read from the manifest, so that the two always agree."""

from html import escape

from privacylab.catalog import Module, load_catalog
from privacylab.lab.display.html import CARD, Fragment, items
from privacylab.lab.display.words import count


def module_card(module_id: str) -> Fragment:
    """A module's objectives, what is out of scope, what it needs, and how long it takes.

    Raises LookupError for a module that is not in the catalog.
    """
    modules = load_catalog().modules
    if module_id not in modules:
        raise LookupError(f"There is no module {module_id!r}: try one of {', '.join(modules)}.")
    module = modules[module_id]
    parts = [
        ("When you are done, you can", module.objectives),
        ("Out of scope", module.out_of_scope),
        ("You need", module.prerequisites),
        ("It takes", (_time(module),)),
    ]
    html = "".join(f"<p><strong>{title}</strong></p>{items(texts)}" for title, texts in parts)
    lines = [f"{title}:\n" + "\n".join(f"  - {text}" for text in texts) for title, texts in parts]
    head = f"{_number(module)} · {module.title}. {module.summary}"
    return Fragment(
        f'<section style="{CARD}"><p>{escape(head)}</p>{html}</section>', "\n".join([head, *lines])
    )


def _number(module: Module) -> str:
    return module.id.split("_")[0]


def _time(module: Module) -> str:
    whole = f"about {module.minutes} minutes"
    if not module.exercises:
        return whole
    exercises = count(len(module.exercises), "exercise")
    return f"{whole}: {module.lesson_minutes} for this lesson, the rest for {exercises}"
