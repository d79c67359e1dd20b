"""The feedback pages: files that open anywhere, make no request and run nothing.

There is one for each exercise, and one for the whole module. They hold what a learner may see: the
released form of each test with what its checks reported, and the text and output of the learner's
own cells, as text. nbgrader writes the pages of exercises as its HTML feedback.
"""

import base64
import binascii
import functools
from collections.abc import Callable, Container, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import mistune
from jinja2 import Environment
from markupsafe import Markup, escape
from nbconvert.exporters import Exporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.markdown_mistune import MarkdownWithMath, import_plugin
from nbformat import NotebookNode
from traitlets import default

from privacylab.authoring.cells import Role, is_look, name_of, role, step_of
from privacylab.catalog import Exercise, Module, find_root, load_catalog
from privacylab.grading.cells import OwnCells, own_cells
from privacylab.grading.course import ME, Course
from privacylab.grading.feedback.mathml import Formulas
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.grading.gradebook.recorded import read_grades
from privacylab.grading.gradebook.stamps import find_attempt
from privacylab.grading.limited import OverBudget, run_limited
from privacylab.grading.result import model as words
from privacylab.grading.result.model import ExerciseGrade, SubmissionResult
from privacylab.grading.submission.staging import LEFT_OUT
from privacylab.templates import templates_in
from privacylab.text import one_line, unstyled, visible_html

LONGEST = 20_000  # characters of one text; a longer one is cut, and the page says so
MOST_SHOWN = 4_000_000  # characters of all cells of a page
TOO_LONG = "… the cells after this one are not shown: the page would be too long."
NO_RESPONSE = "No response."  # nbgrader's own comment
PICTURES = ("image/png", "image/jpeg")


class FeedbackPage(Exporter):
    """Writes a graded notebook as a feedback page. Plugged into GenerateFeedback."""

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Run the preprocessors (nbgrader's GetGrades among them), then render the page."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        facts = resources["nbgrader"]
        folder = Path(resources["metadata"]["path"])
        course = Course(find_root(folder), folder.parents[2])
        module = course.module(facts["assignment"])
        exercise = module.exercise(facts["notebook"])
        assert exercise  # nbgrader writes feedback on what it has graded
        with open_gradebook(course) as gradebook:
            attempt = find_attempt(gradebook, module, facts["student"])
            sent = gradebook.find_submission(module.id, facts["student"])
            cells = (one for each in sent.notebooks for one in (*each.grades, *each.comments))
            names = {one.cell_id: one.name for one in cells}
            notebooks = {exercise: nb}
            graded = read_grades(gradebook, course, module, attempt, sent, names, notebooks)
        return _exercise_page(graded, course, module, exercise, nb), resources


def write_pages(
    graded: SubmissionResult,
    course: Course,
    module: Module,
    notebooks: Mapping[Exercise, NotebookNode],
    linked: Container[Exercise],
    write: Callable[[Path, str], None],
) -> None:
    """Write the pages of these notebooks, and the module's page with links to those in linked."""
    for exercise, notebook in notebooks.items():
        try:
            page = run_limited(_exercise_page, graded, course, module, exercise, notebook)
        except OverBudget as budget:
            empty = NotebookNode(notebook, cells=[])
            page = _exercise_page(graded, course, module, exercise, empty, str(budget))
        write(course.feedback(graded.learner, module.id, exercise), page)
    paths = {one: course.feedback(graded.learner, module.id, one) for one in module.exercises}
    pages = {one.id: path.name for one, path in paths.items() if one in linked}
    write(graded.feedback, _page(graded, course, module, graded.exercises, pages=pages))


def write_refusal(
    course: Course, learner: str, module: Module, reason: str, only: Exercise | None = None
) -> Path:
    """Replace all pages of a submission that could not be graded with one that says why.

    With only, replace just that exercise's page. Return the path of the page.
    """
    path = course.feedback(learner, module.id, only)
    for exercise in () if only else module.exercises:
        course.feedback(learner, module.id, exercise).unlink(missing_ok=True)
    _write(path, _render(module, learner, reason=reason))
    return path


def _write(path: Path, page: str) -> None:
    """Write a page completely or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(page, encoding="utf-8", errors="replace")
    new.replace(path)


def _exercise_page(
    graded: SubmissionResult,
    course: Course,
    module: Module,
    exercise: Exercise,
    notebook: NotebookNode,
    too_much: str = "",
) -> str:
    """Return an exercise's page; too_much says what its cells took too much of to be shown."""
    (grade,) = (one for one in graded.exercises if one.id == exercise.id)
    prefix = f"{exercise.id}: "
    said = [line.removeprefix(prefix) for line in graded.repaired if line.startswith(prefix)]
    said += [line for line in graded.repaired if line.startswith(LEFT_OUT)]
    if too_much:
        said.append(
            f"Your cells are not shown: rendering them takes too much {too_much}. "
            "The score is not affected."
        )
    cells = _cells(notebook, own_cells(course.root, module, exercise))
    return _page(
        graded,
        course,
        module,
        (grade,),
        exercise=grade,
        score=grade.score,
        points=grade.points,
        late_penalty=0,
        mark=grade.mark,
        attempted=grade.attempted,
        repaired=said,
        untouched=grade.untouched,
        own=graded.learner == ME,
        stretch=exercise.stretch if grade.full_marks else "",
        commented=any(view.get("comment") not in (None, NO_RESPONSE) for view in cells),
        cells=cells,
    )


def _page(
    graded: SubmissionResult,
    course: Course,
    module: Module,
    exercises: tuple[ExerciseGrade, ...],
    **facts: Any,
) -> str:
    general = {
        "score": graded.score,
        "points": graded.points,
        "late_penalty": graded.late_penalty,
        "due": graded.due,
        "late": graded.late,
        "catalog": load_catalog(course.root),
        "repaired": graded.repaired,
        "untouched": graded.untouched,
        "mark": graded.mark,
        "attempted": graded.attempted,
    }
    return _render(module, graded.learner, exercises=exercises, **(general | facts))


def _render(module: Module, learner: str, **facts: Any) -> str:
    template = _environment().get_template("page.html.j2")
    return visible_html(template.render(module=module, learner=one_line(learner), **facts))


@functools.cache
def _environment() -> Environment:
    environment = templates_in(Path(__file__).parent)
    environment.filters["look"] = _look
    environment.filters["number"] = lambda value: f"{value:g}"
    environment.filters["prose"] = _prose
    environment.filters["markdown"] = functools.partial(_rendered, "markdown")
    environment.filters["day"] = _day
    return environment


@functools.cache
def _look(word: str) -> Markup:
    """Return an outcome in words, with its sign and its color."""
    sign, colour = words.LOOKS[word]
    return Markup(
        '<span class="outcome" style="color:{}"><span aria-hidden="true">{}</span> {}</span>'
    ).format(colour, sign, word)


def _day(iso: str) -> str:
    """Return a time in words, such as "3 May 2026, 14:20 UTC"."""
    when = datetime.fromisoformat(iso)
    return f"{when.day} {when:%b %Y, %H:%M} UTC"


def _cells(nb: NotebookNode, own: OwnCells) -> list[dict[str, Any]]:
    texts = {cell.source for cell in own.released.cells if cell.cell_type == "markdown"}
    views: list[dict[str, Any]] = []
    size = 0
    for cell in nb.cells:
        if size > MOST_SHOWN:
            views.append({"title": "", "source": _text(TOO_LONG)})
            break
        if not cell.source.strip() or is_look(cell):
            continue
        if role(cell) is None and cell.source in texts:  # the learner knows it: folded
            if not views or "text" not in views[-1]:
                views.append(
                    {"text": [], "title": cell.source.splitlines()[0].strip("# ").replace("`", "")}
                )
            views[-1]["text"].append(_source(cell))
        else:
            views.append(_cell(cell, own.public))
            size += len(views[-1]["source"]) + sum(map(len, views[-1].get("outputs", ())))
    return views


def _cell(cell: NotebookNode, public: dict[str, NotebookNode]) -> dict[str, Any]:
    kind = role(cell)
    if kind in (Role.TEST, Role.GIVEN):
        # from the release, never from the graded notebook, which has the hidden checks
        released = public.get(name_of(cell))
        view: dict[str, Any] = {"source": _source(released) if released else "", "title": ""}
        if kind is Role.TEST:
            return view | {"title": "Test"}
        return view | {"title": "Given", "outputs": _outputs(cell)}
    view = {"title": "", "source": _source(cell), "outputs": _outputs(cell)}
    if kind is Role.ANSWER:
        mark = cell.metadata.nbgrader
        title = f"Your answer · {step_of(name_of(cell))}"
        view |= {"title": title, "comment": mark.get("comment")}
    return view


def _source(cell: NotebookNode) -> Markup:
    return _rendered(cell.cell_type, cell.source)


@functools.lru_cache(maxsize=500)
def _rendered(kind: str, source: str) -> Markup:
    """Render the source of a cell; most of them are the same throughout a class."""
    if len(source) > LONGEST:
        return _text(source)
    if kind == "markdown":
        try:
            return Markup('<div class="prose">{}</div>').format(_prose(source))
        except RecursionError:  # lists in lists in quotes
            return _text(source)
    return Markup(Highlight2HTML(pygments_lexer="ipython3")(source))


def _outputs(cell: NotebookNode) -> list[Markup]:
    return [_output(output) for output in cell.get("outputs", [])]


def _output(output: NotebookNode) -> Markup:
    if output.output_type == "stream":
        return _text(output.text, "stderr" if output.name == "stderr" else "")
    if output.output_type == "error":
        why = words.WHY_STOPPED.get(output.ename)
        return _text(f"Stopped: {why}." if why else "\n".join(output.traceback), "error")
    for kind in PICTURES:
        picture = _picture(kind, output.data.get(kind))
        if picture:
            return picture
    return _text(str(output.data.get("text/plain", "(an output that is not text)")))


def _picture(kind: str, data: Any) -> Markup | None:
    try:
        plain = base64.b64encode(base64.b64decode(str(data), validate=False)).decode()
    except binascii.Error:
        return None
    if data is None:
        return None
    return Markup('<img alt="drawn by this cell" src="data:{};base64,{}">').format(kind, plain)


def _text(text: str, kind: str = "") -> Markup:
    text = unstyled(text)
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}\n… cut here, after {LONGEST} of {len(text)} characters"
    return Markup('<pre class="output {}">{}</pre>').format(kind, text)


class _Prose(Formulas, mistune.HTMLRenderer):
    """Renders Markdown without anything that runs or is fetched from elsewhere."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        level = min(level + 2, 6)  # below the page's own headings
        return f"<h{level}>{text}</h{level}>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return str(escape(f"[picture: {text}]"))

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if not url.startswith(("https://", "http://")):
            return text
        return f'<a rel="noreferrer noopener" href="{escape(url)}">{text}</a>'


def _prose(source: str) -> Markup:
    # nbconvert's parser, so that a formula begins and ends where JupyterLab sees it
    render = MarkdownWithMath(renderer=_Prose(escape=True), plugins=[import_plugin("table")])
    return Markup(render.render(source))
