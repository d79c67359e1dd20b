"""The glossary: each spelling leads to one term, and the terms are sorted."""

from collections.abc import Callable
from pathlib import Path

import pytest

from privacylab.catalog import load_catalog

GLOSSARY = """\
[[terms]]
term = "audit log"
means = "A record."
cites = ["O-A1"]

[[terms]]
term = "backup"
means = "A copy."
also = ["copy"]
"""


@pytest.fixture
def with_glossary(small_course: Path) -> Path:
    (small_course / "course" / "glossary.toml").write_text(GLOSSARY, encoding="utf-8")
    return small_course


def test_a_glossary_is_read_and_a_course_needs_none(with_glossary: Path) -> None:
    first, second = load_catalog(with_glossary).glossary
    assert (first.term, first.anchor, first.cites) == ("audit log", "audit-log", ("O-A1",))
    assert second.also == ("copy",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '"copy"',
            '"Audit log"',
            ": backup: 'Audit log' also leads to audit log: leave it in one.",
        ),
        ('"audit log"', '"copies"', ": backup comes after copies: sort the terms."),
        (
            "O-A1",
            "O-A9",
            ": audit log: there is no fact or provision O-A9: correct the id, or add it to "
            "course/cases.toml.",
        ),
        ('means = "A copy."\n', "", ": backup has no 'means': add it."),
        ("means", "meaning", ": audit log has no 'means': add it."),
    ],
)
def test_a_broken_rule_is_one_sentence_that_says_what_to_do(
    with_glossary: Path, complaint: Callable[[str, str, str], str], old: str, new: str, said: str
) -> None:
    assert complaint("course/glossary.toml", old, new) == f"course/glossary.toml{said}"
