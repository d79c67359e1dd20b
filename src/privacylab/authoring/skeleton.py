"""Writes the skeleton of a new exercise. It builds, and verify lists what is still to write."""

import json
import re
import tomllib
from pathlib import Path

from privacylab.authoring.errors import AuthorError, NoSolutions
from privacylab.catalog import IN_REQUIREMENTS, Catalog, Module
from privacylab.catalog.exercises import NAME

TO_WRITE = "TO WRITE"  # marks what an author must replace; verify lists what is left
EXERCISE = '''# %% [markdown]
# ## Why
#
# {to_write}: say in at most 80 words what the complaint alleges or the order requires, and whom
# the mistake hurts. Cite what you say, such as {{fact}}`F-A7`.

# %% look
# {to_write}: show the problem in the company's own data: a figure, or a table of ten rows.

# %% given="setup"
from privacylab.checks import Checks, hint

# %% [markdown]
# ## Step 1 · `{function}`
#
# {to_write}: complete `{function}(days)`. Say in at most 150 words what it takes and returns, and
# show two or three examples:
#
# | `days` | result |
# |---|---|
# | 1 | False |
# | 2 | True |

# %% step="{function}"
def {function}(days: int) -> bool:
    """Return whether … Source: the clause that it serves."""
    ### BEGIN SOLUTION
    return days > 1
    ### END SOLUTION

# %% test="{function}"
with checks("two days are too many, and one is not"):
    assert {function}(2)
    assert not {function}(1)

### BEGIN HIDDEN TESTS
with checks("a hidden check names the rung of the hint that helps", hint=1):
    assert {function}(3)
    assert not {function}(0)
### END HIDDEN TESTS
'''
SETTINGS = """title = {title}
minutes = 30

[hints]
{id} = [
    "{to_write}: the idea, without code.",
    "{to_write}: where it comes from.",
    "{to_write}: the shape of the code.",
]
"""
COUNTERFEITS = (
    "# At least four wrong answers that a real engineer would write: see CONTRIBUTING.md.\n"
)
REQUIREMENT = """
[[requirements]]
id = "{id}"
statement = "{to_write}: in one sentence, what code must do."
cites = []
standards = []
module = "{module}"
misconception = "{to_write}: what a mistaken engineer believes."
basis = "engineering"
"""


def new_exercise(
    root: Path, catalog: Catalog, module: Module, wanted: str, title: str
) -> list[str]:
    """Write an exercise's folder and its line in module.toml; return the paths of these files.

    A requirement that isn't in the catalog yet is added too. Raises AuthorError if the id is taken
    or invalid, NoSolutions if this copy of the course has no solutions.
    """
    if not (root / "solutions").is_dir():
        raise NoSolutions(
            "This copy of the course has no solutions, so you can't add an exercise here. Use an "
            "author's copy, which has them."
        )
    words = re.findall(r"[a-z0-9]+", title.lower())
    if not words:
        raise AuthorError(f'The title {title!r} has no letters: write one such as "The sweep".')
    short = [word for word in words if word not in ("the", "a", "an")] or words
    name = f"{wanted}_{'_'.join(short)}"
    if not NAME.fullmatch(name):
        raise AuthorError(f"{wanted!r} is not an exercise id: write one such as RET-24.")
    for other in catalog.modules.values():
        for one in other.exercises:
            if wanted == one.id or wanted in one.covers:
                raise AuthorError(f"{wanted} is taken: {other.id}/{one.name} has checks for it.")
    if wanted in catalog.requirements and catalog.requirements[wanted].module != module.id:
        home = catalog.requirements[wanted].module
        raise AuthorError(f"{wanted} is a requirement of {home}: add the exercise there.")
    folder = root / "solutions" / module.id / name
    function = f"is_{'_'.join(short)}"  # a name that Python takes, whatever the title
    texts = {
        "exercise.py": EXERCISE.format(function=function, to_write=TO_WRITE),
        "exercise.toml": SETTINGS.format(
            id=wanted, title=json.dumps(title, ensure_ascii=False), to_write=TO_WRITE
        ),
        "counterfeits.toml": COUNTERFEITS,
    }
    listing = root / "course" / module.id / "module.toml"
    essays = [one.name for one in module.exercises if one.essay]
    listed = _with_line(listing.read_text(encoding="utf-8"), name, wanted, essays)
    folder.mkdir(parents=True)
    for file, text in texts.items():
        (folder / file).write_text(text, encoding="utf-8")
    listing.write_text(listed, encoding="utf-8")
    written = [f"{folder.relative_to(root).as_posix()}/{file}" for file in texts]
    written.append(f"course/{module.id}/module.toml")
    if wanted not in catalog.requirements:
        with (root / IN_REQUIREMENTS).open("a", encoding="utf-8") as requirements:
            requirements.write(REQUIREMENT.format(id=wanted, module=module.id, to_write=TO_WRITE))
        written.append(IN_REQUIREMENTS)
    return written


def _with_line(listing: str, name: str, requirement: str, essays: list[str]) -> str:
    """Return module.toml with one more exercise, before the essay that ends a module."""
    found = re.search(r"^exercises = \[(.*?)\]", listing, re.MULTILINE | re.DOTALL)
    if not found:
        raise AuthorError("module.toml has no list of exercises: write exercises = [] there.")
    names = tomllib.loads(found[0])["exercises"]
    place = next((place for place, one in enumerate(names) if one in essays), len(names))
    names.insert(place, name)
    lines = "exercises = [\n" + "".join(f'    "{one}",\n' for one in names) + "]"
    listing = listing[: found.start()] + lines + listing[found.end() :]
    to_come = re.search(r"^to_come = \[.*?\]", listing, re.MULTILINE | re.DOTALL)
    if to_come:
        left = re.sub(rf'"{requirement}",?\s*', "", to_come[0])
        listing = listing.replace(to_come[0], left)
    return listing
