"""Explains to learners what a requirement is based on."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privacylab.catalog.model import Catalog, Requirement

REQUIRED, ALLEGATION, ENGINEERING = "required", "allegation", "engineering"
BASES = {
    REQUIRED: "an order or a rule requires it",
    ALLEGATION: "it answers an allegation",
    ENGINEERING: "engineering judgment",
}


def is_fact(cited: str) -> bool:
    """Return whether an id is a case's fact, rather than an order's provision."""
    return cited.startswith("F-")


def basis_note(requirement: "Requirement") -> str:
    """Return a note for learners on who asks for this requirement, and where."""
    facts = [cited for cited in requirement.cites if is_fact(cited)]
    law = [*(cited for cited in requirement.cites if not is_fact(cited)), *requirement.standards]
    if requirement.basis == REQUIRED:
        also = f" It also answers {_list(facts)}." if facts else ""
        return f"Required by {_list(law)}.{also}"
    if requirement.basis == ALLEGATION:
        return f"Answers an allegation: {_list(facts)}."
    return f"Engineering judgment{f', based on {_list([*facts, *law])}' if facts or law else ''}."


def consequence(requirement: "Requirement", catalog: "Catalog") -> str:
    """Return what breaking this requirement means, for a hidden check's report."""
    if requirement.basis == ALLEGATION:
        fact = next(cited for cited in requirement.cites if is_fact(cited))
        return f"This mistake repeats what the complaint alleges ({fact}): {_text(fact, catalog)}"
    if requirement.basis == REQUIRED:
        order = next((cited for cited in requirement.cites if not is_fact(cited)), None)
        if order:
            return f"This mistake breaks the order ({order}): {_text(order, catalog)}"
        return f"This mistake breaks the rule: {_list(requirement.standards)}."
    said = "This mistake is bad engineering. No order or rule says so in these words"
    if requirement.cites:
        (first, *_) = requirement.cites
        return f"{said}; the requirement builds on {first}: {_text(first, catalog)}"
    if requirement.standards:
        return f"{said}; the requirement builds on {_list(requirement.standards)}."
    return f"{said}."


def _text(cited: str, catalog: "Catalog") -> str:
    found = catalog.find(cited)
    return found.text if found else ""


def _list(names: "list[str] | tuple[str, ...]") -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
