"""Cards from the catalog: what a module holds, and the map of the course.

What they say is read from course/course.toml, so that a lesson and the manifest cannot part.
"""

from html import escape

from privacylab.catalog import Module, load_catalog
from privacylab.lab.html import CARD, Fragment, items, table


def module_card(module_id: str) -> Fragment:
    """A module's objectives, what is out of scope, what it needs, its minutes and its exercises.

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


def course_map(course: str = ".") -> Fragment:
    """The modules in their order: what each teaches, its minutes, and whether it is ready.

    course  the way from the notebook that shows it to the folder course/, for the links
    """
    rows = []
    for module in load_catalog().modules.values():
        title = f"{_number(module)} · {escape(module.title)}"
        if module.planned:
            state = "planned"
        else:
            lesson = f"{course}/{module.id}/lesson.ipynb"
            exercises = f"{course}/../assignments/{module.id}/{module.id}.ipynb"
            state = (
                f'<strong>ready</strong><br><a href="{lesson}">lesson</a><br>'
                f'<a href="{exercises}">exercises</a>'
            )
        minutes = f"about&nbsp;{module.minutes}" if module.planned else f"{module.minutes}"
        rows.append((title, escape(module.summary), minutes, state))
    return table(["module", "what you build", "minutes", "state"], rows)


def _number(module: Module) -> str:
    return module.id.split("_")[0]


def _time(module: Module) -> str:
    exercises = [
        f"{one.id} {one.title} ({one.minutes} minutes, {one.points} points)"
        for one in module.exercises
    ]
    within = f", with the exercises {', '.join(exercises)}" if exercises else ""
    return f"about {module.minutes} minutes{within}"
