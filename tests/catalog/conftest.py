"""A small course that keeps every rule, for tests to break."""

from collections.abc import Callable
from pathlib import Path

import pytest

from privacylab.catalog import CatalogError, load_catalog

MANIFEST = """\
title = "A small course"

[[modules]]
id = "02_retention"
title = "Retention"
summary = "One exercise."
objectives = ["Count months."]
out_of_scope = ["The rest."]
minutes = 10
prerequisites = []
to_come = ["RET-05"]

[[modules.exercises]]
id = "RET-02"
title = "The clock"
covers = ["RET-02", "RET-03"]
points = 4
minutes = 10

[[modules]]
id = "04_deletion"
title = "Deletion"
summary = "Planned."
objectives = ["Delete."]
out_of_scope = ["The rest."]
minutes = 20
prerequisites = []
to_come = ["DEL-01"]
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


def _requirement(name: str, module: str, cites: str, inference: str = "false") -> str:
    return f"""
[[requirements]]
id = "{name}"
statement = "{name} is kept."
cites = {cites}
standards = []
module = "{module}"
misconception = "It is not."
inference = {inference}
"""


REQUIREMENTS = "".join(
    (
        _requirement("RET-02", "02_retention", '["O-A1"]'),
        _requirement("RET-03", "02_retention", '["F-A1"]'),
        _requirement("RET-05", "02_retention", "[]", "true"),
        _requirement("DEL-01", "04_deletion", '["F-A1"]'),
    )
)
HINTS = """\
RET-02 = ["The idea.", "The clause, O-A1.", "The shape."]
RET-03 = ["The idea.", "The clause.", "The shape."]
"""
LESSON = """\
# Lesson

It cost.{fact}`F-R1`
"""

FILES = {
    "course/course.toml": MANIFEST,
    "course/cases.toml": CASES,
    "course/requirements.toml": REQUIREMENTS,
    "course/02_retention/hints.toml": HINTS,
    "course/02_retention/lesson.md": LESSON,
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
def complaint(small_course: Path) -> Callable[[str, str, str], str]:
    """complaint(file, old, new): what the catalog says once old has become new in that file."""

    def break_it(file: str, old: str, new: str) -> str:
        path = small_course / "course" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(CatalogError) as caught:
            load_catalog(small_course)
        return str(caught.value)

    return break_it
