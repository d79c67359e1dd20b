"""The website: whole, on one host, readable by everyone, and without a single answer."""

import gzip
import html
import re
import warnings
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from privacylab.authoring import read_exercise
from privacylab.catalog import load_catalog
from privacylab.classroom.handing_out.leaks import find_leaks
from privacylab.site.build import build_site
from privacylab.site.front_page import WRONG
from privacylab.verification.answers import read_answers

LESSON = "course/01_cases/01_lesson"
EXERCISE = "assignments/02_retention/RET-02_inactivity_clock"
# whose code is run here: with a report that has a ✗, with questions, with a control
RUN = ("course/index", LESSON, EXERCISE)
KINDS = {
    "front page": "index",
    "list of modules": "course/index",
    "lesson": LESSON,
    "exercise": EXERCISE,
    "essay": "assignments/01_cases/CLK-E1_from_allegation_to_requirement",
    "case": "cases/ring",
    "timeline": "cases/timeline",
    "fact": "record/F-A7",
    "provision": "record/O-A3",
    "requirement": "requirements/RET-02",
    "list of requirements": "requirements/index",
    "glossary": "course/glossary",
    "for instructors": "docs/class",
    "for contributors": "CONTRIBUTING",
    "statement": "docs/privacy",
    "search": "search",
}
EDIT_URL = "https://forge.example/ours/lab/edit/main"
HEAVIEST = 600_000  # bytes of a page, compressed, with all that it loads
NEVER = ("serious", "critical")


@pytest.fixture(scope="module")
def site(root, tmp_path_factory) -> Path:
    """The website, with the code of three pages run."""
    folder = tmp_path_factory.mktemp("site")
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")  # those of Sphinx's own libraries
        patch.setenv("EDIT_URL", EDIT_URL)
        runs = {Path(f"{one}.ipynb") for one in RUN}
        build_site(root, folder / "work", folder / "out", print, runs=runs.__contains__)
    return folder / "out"


@pytest.fixture(scope="module")
def texts(site) -> dict[str, str]:
    """What each page says, by its path."""
    return {
        path.relative_to(site).as_posix(): _text(path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
    }


def _text(page: str) -> str:
    page = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", page))


@pytest.fixture(scope="module")
def address(site, host):
    with host(site) as address:
        yield address


@pytest.fixture(scope="module")
def exercises(root):
    catalog = load_catalog(root)
    modules = catalog.modules.values()
    return [read_exercise(root, module, one) for module in modules for one in module.exercises]


@pytest.fixture(scope="module")
def visits(address, browser):
    """What a browser asks for, by kind of page: each address, its status, its compressed size.

    An address that did not answer has the status 0.
    """
    seen = {}
    for kind, name in KINDS.items():
        page, asked = browser.new_page(), []
        page.on("request", lambda sent, asked=asked: asked.append(sent))
        page.goto(f"{address}/{name}.html")
        page.wait_for_load_state("networkidle")
        answers = [(one.url, one.response()) for one in asked if not one.url.startswith("data:")]
        seen[kind] = [
            (url, got.status, len(gzip.compress(got.body()))) if got else (url, 0, 0)
            for url, got in answers
        ]
        page.close()
    return seen


def test_there_is_a_page_for_each_lesson_exercise_fact_provision_and_requirement(root, site):
    catalog = load_catalog(root)
    wanted = {f"record/{one}" for one in (*catalog.facts, *catalog.provisions)}
    wanted |= {f"requirements/{one}" for one in catalog.requirements}
    for module in catalog.modules.values():
        wanted.add(f"course/{module.lesson}".removesuffix(".ipynb"))
        wanted |= {f"assignments/{module.id}/{one.name}" for one in module.exercises}
    assert [one for one in wanted if not (site / f"{one}.html").is_file()] == []


def test_every_text_for_instructors_and_authors_has_a_page_but_for_samples_of_essays(root, site):
    texts = [*root.glob("docs/*.md"), *root.glob("docs/teaching/*.md"), *root.glob("*.md")]
    texts += root.glob("datasets/*/*.md")
    pages = [path.relative_to(root).with_suffix(".html") for path in texts]
    missing = {page.as_posix() for page in pages if not (site / page).is_file()}
    assert missing == {"docs/teaching/rubrics.html", "README.html"}  # the front page is the README


def test_no_line_of_an_answer_or_a_hidden_test_is_on_it(root, texts, exercises):
    files = {name: text.encode() for name, text in texts.items()}
    public = {one.sentence for text in exercises for one in text.checks if not one.hidden}
    leaks = {one.line.lstrip("+ ") for one in find_leaks(root, files)} - public
    assert leaks == {WRONG}  # the wrong answer of the front page, which is there on purpose


def test_no_sentence_of_a_hidden_check_is_on_a_page(texts, exercises):
    whole = "\n".join(texts.values())
    hidden = [one.sentence for text in exercises for one in text.checks if one.hidden]
    assert [one for one in hidden if one in whole] == []


def test_a_requirements_page_names_every_wrong_answer_that_breaks_it(texts, exercises):
    for text in exercises:
        for answer in read_answers(text):
            story = " ".join(answer.story.split())
            for requirement in answer.breaks:
                page = texts[f"requirements/{requirement}.html"]
                assert f"{answer.name}: {story}" in page


def test_an_exercises_page_has_its_public_checks_and_the_command_that_starts_it(texts, exercises):
    for text in exercises:
        page = texts[f"assignments/{text.module.id}/{text.exercise.name}.html"]
        assert f"privacylab lab {text.exercise.id}" in page
        assert f"{text.exercise.minutes} minutes" in page
        for check in text.checks:
            assert check.hidden or check.sentence in page


def test_the_front_page_shows_an_exercise_a_wrong_answer_and_three_tracks(root, texts, site):
    page = texts["index.html"]
    assert f"+    {WRONG}" in page and "-    raise NotImplementedError()" in page
    assert all(one.title in page for one in load_catalog(root).tracks.values())
    assert (site / "_images" / "exercise.webp").is_file()


def test_a_page_leads_to_its_text_where_the_publisher_says_where_that_is(site):
    for page, text in (
        (LESSON, f"{LESSON}.md"),
        (EXERCISE, f"{EXERCISE.replace('assignments', 'solutions')}/exercise.py"),
        ("record/F-A7", "course/cases.toml"),
    ):
        html = (site / f"{page}.html").read_text(encoding="utf-8")
        assert f'href="{EDIT_URL}/{text}"' in html


def test_a_question_has_its_answer_folded_and_a_control_is_a_still_picture(site):
    lesson = (site / f"{LESSON}.html").read_text(encoding="utf-8")
    assert lesson.count("<summary>Show the answer</summary>") >= 3
    assert "from privacylab.lab import Question" not in lesson
    exercise = (site / f"{EXERCISE}.html").read_text(encoding="utf-8")
    assert "A still picture." in exercise and "widget-view" not in lesson + exercise


def test_a_visit_to_any_kind_of_page_asks_one_host_and_finds_everything(visits):
    answers = [one for answers in visits.values() for one in answers]
    assert {urlsplit(address).hostname for address, _, _ in answers} == {"127.0.0.1"}
    assert [address for address, status, _ in answers if status != 200] == []


def test_no_page_weighs_more_than_its_share(site, visits):
    weights = {kind: sum(size for _, _, size in answers) for kind, answers in visits.items()}
    shared = weights["fact"]  # a page with nothing but what all pages load
    for path in site.rglob("*.html"):  # with pictures that a browser loads later, too
        text = path.read_text(encoding="utf-8")
        pictures = {path.parent / one for one in re.findall(r'<img [^>]*src="([^":]+)"', text)}
        own = len(gzip.compress(text.encode())) + sum(one.stat().st_size for one in pictures)
        weights[path.relative_to(site).as_posix()] = own + shared
    assert {name: size for name, size in weights.items() if size > HEAVIEST} == {}


def test_search_works_in_the_browser_which_remembers_what_the_privacy_page_says(address, browser):
    page = browser.new_page()
    page.goto(f"{address}/search.html?q=inactive")
    page.locator("#search-results li a", has_text="RET-02").first.click(timeout=60_000)
    page.wait_for_load_state("networkidle")
    page.goto(f"{address}/index.html")
    kept = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert set(kept) <= {"theme", "mode", "sphinx_highlight_terms", "sidebar-scroll-top"}
    assert page.context.cookies() == []
    page.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_page_has_no_serious_finding_in_light_or_dark(kind, address, browser):
    # a color that is still fading into the other theme's is neither of them
    still = {"color_scheme": "light", "reduced_motion": "reduce"}
    page = browser.new_page(viewport={"width": 1280, "height": 3000}, **still)
    page.goto(f"{address}/{KINDS[kind]}.html{'?q=inactive' if kind == 'search' else ''}")
    if kind == "search":
        page.locator("#search-results li").first.wait_for()
    for closed in page.locator("details").all():
        closed.evaluate("it => { it.open = true }")
    found = Axe().run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    dark = Axe().run(page, options={"runOnly": ["color-contrast"]}).response
    assert dark["passes"] + dark["violations"], "axe-core looked at no color"
    found += dark["violations"]
    page.set_viewport_size({"width": 640, "height": 500})  # 200% zoom
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert [
        (one["id"], node["html"][:200])
        for one in found
        for node in one["nodes"]
        if one["impact"] in NEVER
    ] == []
    assert wide <= 640
