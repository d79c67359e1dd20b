"""The pages of the record: the two cases, their timeline, each fact and each provision."""

import datetime
import re
from collections.abc import Iterable

from privacylab.catalog import Catalog, Fact, Provision, Requirement
from privacylab.catalog.cite import LITERAL
from privacylab.catalog.model import CONFIDENCE
from privacylab.lab.cases.timeline import NAMES as SHORT
from privacylab.site.pages import Pages

NAMES = {"amazon": "United States v. Amazon (Alexa)", "ring": "FTC v. Ring"}
OTHERS = {
    "cambridge_analytica": "The FTC's order on Cambridge Analytica",
    "everalbum": "The FTC's order on Everalbum",
    "edmodo": "United States v. Edmodo (proposed order)",
    "rite_aid": "FTC v. Rite Aid",
}
SETTLED = (
    "A complaint *alleges*, and an order *requires*. Both companies settled without admitting "
    "anything, so no court decided whether the allegations are true."
)

IN_PART = (
    "This course uses only what the order says about models, about the data they are made from, "
    "and about who must be told."
)


def record_pages(catalog: Catalog) -> Pages:
    """Every page of the record."""
    rows: list[Fact | Provision] = [*catalog.facts.values(), *catalog.provisions.values()]
    pages: Pages = {f"record/{row.id}.md": _row_page(row, catalog) for row in rows}
    for case in NAMES | OTHERS:
        pages[f"cases/{case}.md"] = _case_page(case, catalog)
    pages["cases/timeline.md"] = _timeline(catalog)
    pages["cases/index.md"] = _index(catalog)
    return pages


def plain(text: str) -> str:
    """A text of the catalog as Markdown that shows it as it is."""
    return text.translate(LITERAL)


def row_item(cited: str, catalog: Catalog, folder: str) -> str:
    """A list's item with a fact or a provision, and a link to its page in that folder."""
    row = catalog.find(cited)
    return f"- [{cited}]({folder}{cited}.md) {plain(row.text) if row else ''}"


def hidden_contents(pages: Iterable[str]) -> str:
    """A table of contents that orders pages, and is not shown on its own page."""
    listed = "\n".join(pages)
    return f"```{{toctree}}\n:hidden:\n\n{listed}\n```\n"


def _index(catalog: Catalog) -> str:
    links = [f"- [{name}]({case}.md): {_count(case, catalog)}" for case, name in NAMES.items()]
    others = [f"- [{name}]({case}.md)" for case, name in OTHERS.items()]
    traps = [f"- {plain(text)}" for text in catalog.traps.values()]
    return "\n".join(
        [
            "# The two cases\n",
            f"{SETTLED} Each statement has a page with its source.\n",
            *links,
            "- [Timeline](timeline.md): what happened when, in both cases",
            "\n## Other orders on models and algorithms\n",
            *others,
            "\n## Mistakes that are easy to make with the sources\n",
            *traps,
            "",
            hidden_contents([*NAMES, "timeline", *OTHERS]),
        ]
    )


def _count(case: str, catalog: Catalog) -> str:
    facts = sum(row.case == case for row in catalog.facts.values())
    provisions = sum(row.case == case for row in catalog.provisions.values())
    return f"{facts} facts and allegations, and {provisions} provisions of its order"


def _case_page(case: str, catalog: Catalog) -> str:
    facts = [row for row in catalog.facts.values() if row.case == case]
    provisions = [row for row in catalog.provisions.values() if row.case == case]
    ids = [*(row.id for row in facts), *(row.id for row in provisions)]
    return "\n".join(
        [
            f"# {(NAMES | OTHERS)[case]}\n",
            f"{SETTLED if case in NAMES else IN_PART}\n",
            *(["## Facts and allegations\n"] if facts else []),
            *(row_item(row.id, catalog, "../record/") for row in facts),
            "\n## What the order requires\n",
            "In our own words; each page names the section of the order.\n",
            *(row_item(row.id, catalog, "../record/") for row in provisions),
            "",
            hidden_contents(f"{one} <../record/{one}>" for one in ids),
        ]
    )


def _row_page(row: Fact | Provision, catalog: Catalog) -> str:
    kind = "What the order requires" if isinstance(row, Provision) else "A fact or an allegation"
    about = [f"- **Case:** [{(NAMES | OTHERS)[row.case]}](../cases/{row.case}.md)"]
    if isinstance(row, Provision):
        about.append(f"- **Place in the order:** {plain(row.section)}")
    elif row.date:
        about.append(f"- **Date:** {_span_in_words(row.date)}")
    about += [f"- **Source:** {_source(place, catalog)}" for place in row.source]
    about.append(f"- **How we know:** {CONFIDENCE[row.confidence]}")
    lessons = [catalog.modules[one] for one in row.taught_in]
    for module in lessons:
        title = f"{module.id.partition('_')[0]} · {module.title}"
        about.append(f"- **Lesson:** [{title}](../course/{module.lesson})")
    citing = [one for one in catalog.requirements.values() if row.id in one.cites]
    return "\n".join(
        [
            f"# {row.id}\n",
            f"*{kind}*\n",
            f"{plain(row.text)}\n",
            *about,
            *(["\n## What code must do about it\n"] if citing else []),
            *(requirement_item(one, "../requirements/") for one in citing),
            "",
        ]
    )


def requirement_item(requirement: Requirement, folder: str) -> str:
    """A list's item with a requirement, and a link to its page in that folder."""
    return f"- [{requirement.id}]({folder}{requirement.id}.md) {plain(requirement.statement)}"


def _source(place: str, catalog: Catalog) -> str:
    key, _, where = place.partition(" ")
    return f"{plain(catalog.sources[key])}{f' {plain(where)}' if where else ''}"


def _timeline(catalog: Catalog) -> str:
    dated = [row for row in catalog.facts.values() if row.date]
    dated.sort(key=lambda row: str(row.date).replace("/", "~"))
    lines: list[str] = []
    year = ""
    for row in dated:
        date = str(row.date)
        if date[:4] != year:
            year = date[:4]
            lines.append(f"\n## {year}\n")
        link = f"[{row.id}](../record/{row.id}.md)"
        lines.append(f"- **{_span_in_words(date)}**, {SHORT[row.case]}: {plain(row.text)} {link}")
    head = "# Timeline\n\nEvery dated fact in both cases. Spans are under their first year.\n"
    return "\n".join([head, f"{SETTLED}\n", *lines, ""])


def _span_in_words(date: str) -> str:
    return " to ".join(_in_words(one) for one in date.split("/"))


def _in_words(date: str) -> str:
    """An ISO date in words, as precise as it is: 31 May 2023, May 2018, 2019."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        found = datetime.date.fromisoformat(date)
        return f"{found.day} {found:%b %Y}"
    if re.fullmatch(r"\d{4}-\d\d", date):
        return f"{datetime.date.fromisoformat(f'{date}-01'):%B %Y}"
    return date
