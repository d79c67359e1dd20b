"""A small course that keeps every rule, for tests to break."""

from collections.abc import Callable
from pathlib import Path

import pytest

from privacylab.catalog import CatalogError, reload_catalog

MANIFEST = """\
title = "A small course"
modules = ["02_retention", "04_deletion"]
"""

RETENTION = """\
title = "Retention"
summary = "One exercise."
objectives = ["Count months."]
out_of_scope = ["The rest."]
lesson_minutes = 10
prerequisites = []
to_come = ["RET-05"]
exercises = ["RET-02_clock"]
"""

DELETION = """\
title = "Deletion"
summary = "Planned."
objectives = ["Delete."]
out_of_scope = ["The rest."]
lesson_minutes = 20
prerequisites = []
to_come = ["DEL-01"]
exercises = []
"""

CASES = """\
[sources]
ORD = "the order"
BLOG = "a blog"

[traps]
T1 = "A trap."

[[facts]]
id = "F-A1"
case = "amazon"
text = "Audio was kept."
source = ["BLOG"]
confidence = "SEEN-S"
taught_in = ["02_retention"]

[[facts]]
id = "F-A2"
case = "amazon"
text = "It is for a later module."
source = ["BLOG"]
confidence = "SEEN-S"
taught_in = ["04_deletion"]

[[facts]]
id = "F-A3"
case = "amazon"
text = "Nobody has read it."
source = []
confidence = "MEMORY"
taught_in = ["04_deletion"]

[[facts]]
id = "F-R1"
case = "ring"
text = "It cost $5 <or> \\"$6\\" | `7` *and* [8]_9_."
source = ["BLOG ¶5"]
confidence = "DERIVED"
date = "2023-05"
taught_in = ["02_retention"]

[[provisions]]
id = "O-A1"
case = "amazon"
text = "The order requires 18 months."
section = "Definitions"
source = ["ORD"]
confidence = "SEEN-P"
taught_in = ["02_retention"]
"""


def _requirement(name: str, module: str, cites: str, basis: str) -> str:
    return f"""
[[requirements]]
id = "{name}"
statement = "{name} is kept."
cites = {cites}
standards = []
module = "{module}"
misconception = "It is not."
basis = "{basis}"
"""


REQUIREMENTS = "".join(
    (
        _requirement("RET-02", "02_retention", '["O-A1"]', "required"),
        _requirement("RET-03", "02_retention", '["F-A1"]', "allegation"),
        _requirement("RET-05", "02_retention", "[]", "engineering"),
        _requirement("DEL-01", "04_deletion", '["F-A1"]', "allegation"),
    )
)
CLOCK = "solutions/02_retention/RET-02_clock"
SETTINGS = """\
title = "The clock"
minutes = 20

[hints]
RET-02 = ["The idea.", "The clause, O-A1.", "The shape."]
RET-03 = ["The idea.", "The clause.", "The shape."]
"""
TEXT = """\
# %% given="setup"
from privacylab.checks import Checks

# %% [markdown]
# Complete `late`.

# %% step="late"
def late(days):
    ### BEGIN SOLUTION
    return days > 90
    ### END SOLUTION

# %% test="late"
with checks("a year is late"):
    assert late(365)

### BEGIN HIDDEN TESTS
with checks("a day is not", "RET-03", hint=1):
    assert not late(1)
### END HIDDEN TESTS
"""
LESSON = """\
# Lesson

It cost.{fact}`F-R1` Audio was kept.{fact}`F-A1`
"""

FILES = {
    "course/course.toml": MANIFEST,
    "course/cases.toml": CASES,
    "course/requirements.toml": REQUIREMENTS,
    "course/02_retention/module.toml": RETENTION,
    "course/02_retention/02_lesson.md": LESSON,
    "course/04_deletion/module.toml": DELETION,
    f"{CLOCK}/exercise.toml": SETTINGS,
    f"{CLOCK}/exercise.py": TEXT,
}


@pytest.fixture
def small_course(tmp_path: Path) -> Path:
    """The root of the small course."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def refusal(small_course: Path) -> Callable[[], str]:
    """refusal(): what the catalog says of the small course as its files are now."""

    def read() -> str:
        with pytest.raises(CatalogError) as caught:
            reload_catalog(small_course)
        return str(caught.value)

    return read


@pytest.fixture
def complaint(small_course: Path, refusal: Callable[[], str]) -> Callable[[str, str, str], str]:
    """complaint(file, old, new): what the catalog says once old has become new in that file."""

    def break_it(file: str, old: str, new: str) -> str:
        path = small_course / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return refusal()

    return break_it
