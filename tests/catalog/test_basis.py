"""A learner reads whether an order requires something, a complaint alleges it, or we judge it."""

from dataclasses import replace
from pathlib import Path

import pytest

from privacylab.catalog import Catalog, Requirement, basis_note, consequence, load_catalog

ROW = Requirement("RET-02", "It is kept.", (), (), "02_retention", "It is not.", "engineering")


@pytest.fixture(scope="module")
def catalog(root: Path) -> Catalog:
    return load_catalog(root)


def _row(basis: str, cites: tuple[str, ...] = (), standards: tuple[str, ...] = ()) -> Requirement:
    return replace(ROW, basis=basis, cites=cites, standards=standards)


@pytest.mark.parametrize(
    ("row", "note", "begins"),
    [
        (
            _row("required", ("F-A8", "O-A5"), ("16 CFR 312.10",)),
            "Required by O-A5 and 16 CFR 312.10. It also answers F-A8.",
            "This mistake breaks the order (O-A5): The order requires",
        ),
        (
            _row("required", (), ("GDPR 12(3)", "11 CCR 7021")),
            "Required by GDPR 12(3) and 11 CCR 7021.",
            "This mistake breaks the rule: GDPR 12(3) and 11 CCR 7021.",
        ),
        (
            _row("required", ("F-A7",), ("16 CFR 312.10",)),
            "Required by 16 CFR 312.10. It also answers F-A7.",
            "This mistake breaks the rule: 16 CFR 312.10.",
        ),
        (
            _row("allegation", ("F-A10", "F-A17")),
            "Answers an allegation: F-A10 and F-A17.",
            "This mistake repeats what the complaint alleges (F-A10): The complaint alleges",
        ),
        (
            _row("engineering", ("O-R7",)),
            "Engineering judgment, based on O-R7.",
            "This mistake is bad engineering. No order or rule says so in these words; the "
            "requirement builds on O-R7: The order",
        ),
        (
            _row("engineering", (), ("RFC 6962",)),
            "Engineering judgment, based on RFC 6962.",
            "This mistake is bad engineering. No order or rule says so in these words; the "
            "requirement builds on RFC 6962.",
        ),
        (
            _row("engineering"),
            "Engineering judgment.",
            "This mistake is bad engineering. No order or rule says so in these words.",
        ),
    ],
)
def test_a_basis_is_said_in_words(
    catalog: Catalog, row: Requirement, note: str, begins: str
) -> None:
    assert basis_note(row) == note
    assert consequence(row, catalog).startswith(begins)


def test_every_requirement_says_what_breaking_it_does(catalog: Catalog) -> None:
    begins = {
        "required": ("This mistake breaks the order (O-", "This mistake breaks the rule: "),
        "allegation": ("This mistake repeats what the complaint alleges (F-",),
        "engineering": ("This mistake is bad engineering. ",),
    }
    for row in catalog.requirements.values():
        assert consequence(row, catalog).startswith(begins[row.basis]), row.id
