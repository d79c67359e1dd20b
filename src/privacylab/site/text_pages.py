"""The pages of texts in the course's folder: for instructors, for contributors, about."""

import shutil
from pathlib import Path, PurePosixPath

from privacylab.site.pages import Pages
from privacylab.site.record_pages import hidden_contents

TEACHING = (
    "docs/teaching/README",
    "docs/teaching/university",
    "docs/teaching/onboarding",
    "docs/teaching/discussion",
    "docs/teaching/law_students",
    "docs/install",
    "docs/bundle",
    "docs/class",
    "docs/lms",
    "docs/lti",
    "docs/hub",
    "examples/jupyterhub/README",
    "docs/cluster",
    "docs/records",
)
CONTRIBUTING = (
    "CONTRIBUTING",
    "ARCHITECTURE",
    "SECURITY",
    "CODE_OF_CONDUCT",
    "docs/release",
    "docs/website",
    "CHANGELOG",
    "datasets/murmur/DATASHEET",
    "datasets/porchlight/DATASHEET",
)
ABOUT = ("docs/accessibility", "docs/privacy")
PICTURES = (
    "docs/architecture.svg",
    "docs/exercise.webp",
)  # what these texts and the front page show
FRONT_PAGE = "src/privacylab/site/text/front_page.md"
MADE_OF = {  # the pages of a folder that have no text of their own
    "cases": "course/cases.toml",
    "record": "course/cases.toml",
    "requirements": "course/requirements.toml",
}
# docs/teaching/rubrics.md has samples of answers to the essays, so it has no page.


def text_pages(root: Path) -> Pages:
    """The texts as they are, and a page that links to each group of them."""
    listed = (*TEACHING, *CONTRIBUTING, *ABOUT)
    pages: Pages = {f"{one}.md": (root / f"{one}.md").read_text(encoding="utf-8") for one in listed}
    pages["teaching.md"] = _group(
        "For instructors",
        "A plan for eight weeks, a sheet for onboarding in one sitting, questions for class, and "
        "how grading works. Samples for grading essays are in your copy of the course, not here.",
        TEACHING,
        pages,
    )
    pages["contributing.md"] = _group(
        "For contributors",
        "How to write an exercise, how the code is organized, and how learners' code is isolated.",
        CONTRIBUTING,
        pages,
    )
    pages["about.md"] = _group(
        "About this website", "How it treats the people who read it.", ABOUT, pages
    )
    return pages


def copy_pictures(root: Path, folder: Path) -> None:
    """Put the pictures of these texts beside them, where Sphinx looks for them."""
    for name in PICTURES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, folder / name)


def text_of(page: str, root: Path) -> str:
    """The path of the text that a page is made from, which you edit if you find a mistake.

    Empty for a page that only lists others.
    """
    path = PurePosixPath(page)
    if path.parts[0] == "assignments":
        return str(PurePosixPath("solutions", *path.parts[1:], "exercise.py"))
    text = FRONT_PAGE if page == "index" else MADE_OF.get(path.parts[0], f"{page}.md")
    return text if (root / text).is_file() else ""


def _group(title: str, words: str, texts: tuple[str, ...], pages: Pages) -> str:
    links = [f"- [{_title(str(pages[f'{one}.md']))}]({one}.md)" for one in texts]
    return "\n".join([f"# {title}\n", f"{words}\n", *links, "", hidden_contents(texts)])


def _title(text: str) -> str:
    """The first heading of a text."""
    return next(line for line in text.splitlines() if line.startswith("# ")).removeprefix("# ")
