"""Builds the website: runs the lessons, writes a source for each page, and runs Sphinx on them."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from privacylab.authoring.build import Built, build_all
from privacylab.catalog import Catalog, Module, load_catalog
from privacylab.site.front_page import front_page
from privacylab.site.in_browser.build import build_in_browser
from privacylab.site.in_browser.notebooks import IN_BROWSER, offer_browser
from privacylab.site.links import broken_links, loaded_from_elsewhere
from privacylab.site.notebooks import below_exercise, below_lesson, notebook_page, run_cells
from privacylab.site.pages import Pages, link_pages, write_pages
from privacylab.site.pictures import Pictures
from privacylab.site.record_pages import hidden_contents, record_pages
from privacylab.site.requirement_pages import requirement_pages
from privacylab.site.run import Runner, SiteError
from privacylab.site.text_pages import copy_pictures, text_pages

FIRST_PAGE = "course/index.ipynb"
SETTINGS = Path(__file__).parent / "theme"
LEFT_OUT = (".buildinfo*", "_sources", "webpack-macros.html")  # what no page needs
Say = Callable[[str], None]


def build_site(
    root: Path,
    work: Path,
    out: Path,
    say: Say,
    pyodide: Path | None = None,
    runs: Callable[[Path], bool] = lambda _: True,
) -> None:
    """Build the website of the course at root into the folder out.

    work is a folder for what a second build needs. say gets a line for each thing that takes a
    while. With pyodide, the folder of Pyodide, the first two modules also run in a reader's
    browser. runs takes a notebook's path and says whether to run its code.

    Raises SiteError if a link leads nowhere, or a page would load something from another host. Then
    out stays as it was.
    """
    catalog = load_catalog(root)
    say("Reading the texts …")
    built = [one for one in build_all(root) if not one.secret]
    if pyodide:  # first, so that a wrong folder is reported before the lessons run
        build_in_browser(root, work / "browser", work / IN_BROWSER, pyodide, built, say)
    source, extra = work / "source", work / "extra"
    pages = _notebooks(root, work, catalog, built, Pictures(extra), say, runs)
    if pyodide:
        offer_browser(pages)
    pages |= record_pages(catalog) | requirement_pages(root, catalog) | text_pages(root)
    pages["index.md"] = front_page(catalog, built, in_browser=pyodide is not None)
    link_pages(pages, root)
    write_pages(pages, source)
    copy_pictures(root, source)
    say(f"Writing {len(pages)} pages with Sphinx …")
    made = work / "html"
    _sphinx(source, extra, work / "doctrees", made)
    _remove_others(pages, made)
    if pyodide:
        shutil.copytree(work / IN_BROWSER, made / IN_BROWSER)
    say("Following the links …")
    wrong = [*broken_links(made), *loaded_from_elsewhere(made)]
    if wrong:
        raise SiteError("The website has links to fix:\n" + "\n".join(wrong[:40]))
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(made, out, ignore=shutil.ignore_patterns(*LEFT_OUT))


def _notebooks(
    root: Path,
    work: Path,
    catalog: Catalog,
    built: list[Built],
    pictures: Pictures,
    say: Say,
    runs: Callable[[Path], bool],
) -> Pages:
    """The pages of lessons and exercises, after their code has run."""
    runner = Runner(root, work)
    for one in built:
        if one.path.parts[0] == "assignments":
            runner.put_assignment(one.path, one.content)
    pages: Pages = {}
    for number, one in enumerate(built, 1):
        code = run_cells(one.read())
        outputs: list[list[NotebookNode]] = []
        if code and runs(one.path):
            if not runner.is_kept(code):
                say(f"[{number}/{len(built)}] Running {one.path} …")
            outputs = runner.outputs(code, one.path)
        page = notebook_page(one, outputs, pictures, _below_title(one.path, catalog))
        if one.path.as_posix() == FIRST_PAGE:  # whose title is the website's own
            page.cells[0].source = page.cells[0].source.replace(catalog.title, "The course", 1)
        contents = _contents(one.path, catalog, built)
        if contents:
            page.cells.append(new_markdown_cell(hidden_contents(contents), id="contents"))
        pages[one.path.as_posix()] = page
    pictures.remove_others()
    return pages


def _below_title(path: Path, catalog: Catalog) -> str:
    module = catalog.modules.get(path.parent.name)
    if module and path.parts[0] == "assignments":
        exercise = module.exercise(path.stem)
        return below_exercise(module, exercise, catalog) if exercise else ""
    return below_lesson(module) if module and _is_lesson(path, module) else ""


def _is_lesson(path: Path, module: Module) -> bool:
    return path.as_posix() == f"course/{module.lesson}"


def _contents(path: Path, catalog: Catalog, built: list[Built]) -> list[str]:
    """The pages that belong below a page, as its table of contents names them."""
    if path.as_posix() == FIRST_PAGE:
        lessons = [one.lesson for one in catalog.modules.values()]
        return ["onboarding", *(one.removesuffix(".ipynb") for one in lessons), "last_page"]
    module = catalog.modules.get(path.parent.name)
    if not module or not _is_lesson(path, module):
        return []
    exercises = [f"/assignments/{module.id}/{one.name}" for one in module.exercises]
    others = [one.path for one in built if one.path.parent == path.parent and one.path != path]
    return [*exercises, *(other.stem for other in others)]


def _sphinx(source: Path, extra: Path, doctrees: Path, out: Path) -> None:
    """Run Sphinx, with warnings as errors. Raises SiteError."""
    from sphinx.cmd.build import build_main  # takes a second, and only `make site` needs it

    words = [
        "-W",
        "--keep-going",
        "-b",
        "html",
        "-j",
        "auto",
        "-c",
        str(SETTINGS),
        "-d",
        str(doctrees),
    ]
    if build_main([*words, "-D", f"html_extra_path={extra}", str(source), str(out)]) != 0:
        shutil.rmtree(doctrees)  # or the next build would skip the page with the warning
        raise SiteError("Sphinx printed a warning above: fix its cause, and build again.")


def _remove_others(pages: Pages, made: Path) -> None:
    """Delete the pages of earlier builds whose texts are gone: Sphinx leaves them."""
    shutil.rmtree(made / IN_BROWSER, ignore_errors=True)
    wanted = {made / "search.html"}
    wanted |= {(made / name).with_suffix(".html") for name in pages}
    for path in made.rglob("*.html"):
        if path not in wanted and made / "_static" not in path.parents:
            path.unlink()


def main(root: Path, pyodide: Path | None) -> None:
    """Build the website into docs/_build, and print its size."""
    start = time.monotonic()
    out = root / "docs" / "_build"
    build_site(root, root / "var" / "site", out, lambda line: print(line, flush=True), pyodide)
    pages = list(out.rglob("*.html"))
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1_000_000
    took = time.monotonic() - start
    print(f"{len(pages)} pages, {size:.1f} MB, in {took:.0f} seconds: open {out / 'index.html'}")
