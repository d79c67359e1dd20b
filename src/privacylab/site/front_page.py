"""The front page: what you do here, in ten seconds. Its text is in text/front_page.md."""

import ast
from html import escape
from pathlib import Path

from privacylab.authoring.build import Built
from privacylab.authoring.cards import hours
from privacylab.authoring.cells import Role, role
from privacylab.catalog import Catalog, Track
from privacylab.site.in_browser.notebooks import address_of
from privacylab.site.record_pages import hidden_contents, plain
from privacylab.site.run import SiteError

WORDS = Path(__file__).parent / "text" / "front_page.md"
SHOWN = "RET-02"  # the exercise of the picture, and of the wrong answer
STUB = "raise NotImplementedError()"
WRONG = "inactive_from = last_use + pd.Timedelta(days=540)"
ALT = (
    "An exercise in JupyterLab. On the left, its prompt, and a function that counts 540 days as "
    "18 months. On the right, the report: a check that failed, with the call, what came back, what "
    "was expected, and a hint to open."
)
SECTIONS = (
    "Course <course/index>",
    "Cases <cases/index>",
    "Requirements <requirements/index>",
    "Glossary <course/glossary>",
    "Teaching <teaching>",
    "Contributing <contributing>",
    "About <about>",
)


def front_page(catalog: Catalog, built: list[Built], in_browser: bool) -> str:
    """The Markdown of the front page; built has the exercises as learners get them.

    in_browser says whether the first modules also run in a reader's browser.

    Raises SiteError if the course no longer has what the page shows.
    """
    found = catalog.exercise(SHOWN)
    if not found:
        raise SiteError(f"The front page shows {SHOWN}, which is not an exercise: choose another.")
    module, exercise = found
    page = f"assignments/{module.id}/{exercise.name}"
    notebook = next(one for one in built if one.path.as_posix() == f"{page}.ipynb")
    modules = [one for one in catalog.modules.values() if one.exercises]
    first = f"assignments/{modules[0].id}/{modules[0].exercises[0].name}.ipynb"
    return WORDS.read_text(encoding="utf-8").format(
        exercises=sum(len(one.exercises) for one in modules),
        modules=len(modules),
        hours=hours(sum(one.minutes for one in modules)),
        first=first,
        in_browser=f" · [Try it in your browser]({address_of(first)})" if in_browser else "",
        id=exercise.id,
        title=plain(exercise.title),
        page=page,
        minutes=exercise.minutes,
        alt=ALT,
        wrong_answer=_wrong_answer(notebook),
        tracks="\n".join(map(_track, catalog.tracks.values())),
        contents=hidden_contents(SECTIONS),
    )


def _wrong_answer(notebook: Built) -> str:
    """A diff of the first function: as learners get it, and as someone in a hurry completes it.

    Its annotations and docstring are left out, because the picture has them.
    """
    cell = next(one for one in notebook.read().cells if role(one) is Role.ANSWER)
    (function,) = ast.parse(cell.source).body
    if not isinstance(function, ast.FunctionDef) or STUB not in cell.source:
        raise SiteError(f"{notebook.path} has no {STUB!r}, where the front page puts its mistake.")
    arguments = ", ".join(one.arg for one in function.args.args)
    body = [f"    {ast.unparse(one)}" for one in function.body[1:]]
    lines = [f" def {function.name}({arguments}):"]
    for line in body:
        stub = line.strip() == STUB
        lines += [f"-{line}", "+" + line.replace(STUB, WRONG)] if stub else [f" {line}"]
    return "\n".join(lines)


def _track(track: Track) -> str:
    page, _, place = track.parts[0].steps[0].link.partition("#")
    address = f"course/{page.removesuffix('.ipynb')}.html{f'#{place.lower()}' if place else ''}"
    time = f"{track.minutes} minutes"
    if track.minutes > 180:
        time = f"About {hours(track.minutes)} hours"
    return (
        f'<a class="pl-card" href="{address}"><strong>{escape(track.title)}</strong>'
        f"<span>{time}</span> {escape(track.for_whom)} {escape(track.how)}</a>"
    )
