"""The feedback page helps, hides what is hidden, runs nothing and fetches nothing."""

import itertools
import re
from html import unescape
from html.parser import HTMLParser

import pytest
import tiny_course as tiny

from privacylab.authoring.exercise_text import BEGIN_HIDDEN, END_HIDDEN
from privacylab.grading.cells import own_cells

GRADED = ("ada", "ben", "cem", "dot")


class Page(HTMLParser):
    """The tags of a page, with their attributes."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def hidden_lines(course) -> set[str]:
    lines = set()
    module = course.module(tiny.MODULE)
    wholes = [own_cells(course.root, module, one).whole for one in module.exercises]
    for cell in (cell for whole in wholes for cell in whole.cells):
        if BEGIN_HIDDEN in cell.source:
            region = cell.source.split(BEGIN_HIDDEN)[1].split(END_HIDDEN)[0]
            lines |= {line.strip() for line in region.splitlines()} - {""}
    return lines


def test_no_line_of_a_hidden_region_and_no_hidden_sentence_is_in_any_feedback(class_run, course):
    lines = hidden_lines(course)
    assert len(lines) == 29  # a sentence and an assertion for each requirement, and five numbers
    sentences = {
        tiny.HIDDEN_SENTENCE.format(name) for task in tiny.TASKS for name in tiny.COVERS[task]
    }
    pages = list(class_run.course.home.glob("feedback/**/*.html"))
    assert len(pages) == 10 + 4 * 3 + 2  # of each submission, of each exercise that was graded
    for path in pages:
        text = re.sub(r"<[^>]*>", "", unescape(path.read_text(encoding="utf-8")))
        for secret in [*lines, *sentences, "concealed", "no 1001"]:
            assert secret not in text, (path.name, secret)


@pytest.mark.parametrize(
    ("learner", "task"), [*itertools.product(GRADED, ("", *tiny.TASKS)), ("cut", "")]
)
def test_a_page_runs_nothing_and_fetches_nothing(class_run, learner, task):
    page = Page(class_run.page(learner, task))
    assert not {tag for tag, _ in page.tags} & {
        "script",
        "link",
        "iframe",
        "object",
        "embed",
        "base",
    }
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")]
        assert tag != "img" or (attributes["src"] or "").startswith("data:image/")
    text = class_run.page(learner, task)
    assert "@import" not in text and "url(" not in text


def test_a_browser_is_told_to_run_nothing_and_fetch_nothing(class_run):
    for task in ("", "RET-02"):
        tags = Page(class_run.page("ada", task)).tags
        policy = [one.get("content") for _, one in tags if "http-equiv" in one]
        assert policy == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]


def test_what_a_learners_code_printed_is_shown_as_text(class_run):
    page = class_run.page("ada", "RET-02")
    assert "&lt;b&gt;loud&lt;/b&gt;" in page
    assert "to stderr" in page
    assert "tracker.example" not in re.sub(
        r'<div class=" highlight.*?</div>', "", page, flags=re.DOTALL
    )


def test_the_table_says_outcome_and_points_in_words(class_run):
    page = class_run.page("cem")
    assert "partly passed" in page and "1.6 of 8" in page
    assert "3.1</strong> of 24 points" in page


def test_the_modules_page_links_to_the_page_of_each_exercise_that_was_sent(class_run):
    for learner, sent in (("cem", tiny.TASKS), ("eve", ("RET-02", "RET-08"))):
        links = [one["href"] for tag, one in Page(class_run.page(learner)).tags if tag == "a"]
        assert links == [f"{tiny.name_of(task)}.html" for task in sent]


def test_what_fails_is_open_with_its_hint_and_what_passed_is_one_line(class_run):
    page = class_run.page("cem", "RET-08")
    top = page[: page.index("Your notebook, as it was graded</h2>")]
    assert top.count('<section class="step" id="ret_08">') == 1
    assert "came back" in top[: top.index("<details")] and "expected" in top
    assert 'hint("RET-08", 1)</code> in your notebook' in top and "1 hidden check of RET-08" in top
    right = class_run.page("ada", "RET-08")
    assert '<details class="step" id="ret_08">' in right
    assert '<section class="step"' not in right


def test_the_page_says_when_it_was_graded_and_from_which_version(class_run):
    page = class_run.page("ada", "RET-08")
    day = r"\d+ [A-Z][a-z]+ \d{4}, \d\d:\d\d UTC"
    assert re.search(f"Graded on {day}, from the notebook that was submitted", page)
    assert "reference answer beside yours" not in page  # that is for those who learn alone


def test_of_many_failures_the_first_three_are_open_and_the_others_one_line(class_run):
    page = class_run.page("cem", "RET-08")
    rows = re.findall(r"<li>(<details><summary>)?<span class=\"outcome\"[^>]*>", page)
    assert len(rows) > 4 and rows[:3] == [""] * 3 and all(rows[3:])


def test_the_courses_own_prose_is_folded_and_the_learners_is_not(class_run):
    folded = re.findall(
        r'<details class="folded">(.*?)</details>', class_run.page("ada", "RET-01"), flags=re.DOTALL
    )
    assert any("The course's text" in part for part in folded)
    assert not any("Your answer" in part for part in folded)


def test_a_hidden_failure_says_what_the_mistake_does(class_run):
    page = class_run.page("cem", "RET-02")
    alleged = "The complaint alleges that nothing was doubled."
    assert f"This mistake repeats what the complaint alleges (F-A1): {alleged}" in page


def test_what_was_set_right_is_on_the_page(class_run):
    for sentence in class_run.graded["ben"].repaired:
        assert sentence in unescape(class_run.page("ben"))
        task, _, said = sentence.partition(": ")
        assert said in unescape(class_run.page("ben", task))


def test_a_page_shows_the_public_part_of_a_test(class_run):
    text = re.sub(r"<[^>]*>", "", unescape(class_run.page("ada", "RET-08")))
    assert 'with checks("two becomes four"):' in text


MARKDOWN = """
# A heading
<script>alert(1)</script> <img src=x onerror=alert(2)>
![a picture](https://tracker.example/p.png) [a link](javascript:alert(3))
[out](https://example.org/?a=1&b="2") [in](../lesson.ipynb) **bold**
"""


def test_markdown_is_rendered_without_what_runs_or_is_fetched():
    from privacylab.grading.feedback.page import _prose

    html = str(_prose(MARKDOWN))
    page = Page(html)
    assert {tag for tag, _ in page.tags} <= {"h3", "p", "a", "strong", "br"}
    assert [a["href"] for tag, a in page.tags if tag == "a"] == [
        "https://example.org/?a=1&b=%222%22"
    ]
    assert "<strong>bold</strong>" in html and "[picture: a picture]" in html


@pytest.mark.parametrize(("learner", "task"), [*itertools.product(GRADED, ("", *tiny.TASKS))])
def test_every_outcome_has_a_word_and_a_colour_that_contrasts(class_run, learner, task):
    found = re.findall(
        r'class="outcome" style="color:(#\w{6})"><[^>]*>.</span> ([a-z ]+)<',
        class_run.page(learner, task),
    )
    assert found
    for colour, word in found:
        assert contrast_on_white(colour) >= 4.5
        assert word.strip()


def contrast_on_white(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
