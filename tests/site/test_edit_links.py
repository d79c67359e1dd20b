"""A page leads to the text that it is made from, if the publisher says where that can be edited."""

import pytest
from jinja2 import Template

from privacylab.site.build import SETTINGS
from privacylab.site.text_pages import text_of


@pytest.mark.parametrize(
    "page, text",
    [
        ("index", "src/privacylab/site/text/front_page.md"),
        ("course/index", "course/index.md"),
        ("course/02_retention/02_lesson", "course/02_retention/02_lesson.md"),
        (
            "assignments/02_retention/RET-02_inactivity_clock",
            "solutions/02_retention/RET-02_inactivity_clock/exercise.py",
        ),
        ("record/O-A3", "course/cases.toml"),
        ("requirements/index", "course/requirements.toml"),
        ("docs/class", "docs/class.md"),
        ("teaching", ""),
        ("search", ""),
    ],
)
def test_a_page_is_edited_where_its_text_is(page, text, root):
    assert text_of(page, root) == text


def test_without_an_address_there_is_no_link_and_an_exercises_link_warns_of_its_answer():
    template = Template((SETTINGS / "templates" / "edit.html").read_text(encoding="utf-8"))
    assert template.render(edit_url="", page_text="docs/class.md").strip() == ""
    assert template.render(edit_url="https://forge.example", page_text="").strip() == ""
    assert "spoiler" not in template.render(edit_url="https://forge.example", page_text="a.md")
    exercise = "solutions/02_retention/RET-02_inactivity_clock/exercise.py"
    shown = template.render(edit_url="https://forge.example", page_text=exercise)
    assert f"https://forge.example/{exercise}" in shown and "spoiler" in shown
