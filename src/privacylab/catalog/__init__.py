"""The catalog: what the cases say, what code must do about it, and which modules teach it."""

from privacylab.catalog.basis import basis_note, consequence
from privacylab.catalog.cite import Citations, look_up
from privacylab.catalog.load import (
    find_home,
    find_root,
    load_catalog,
    reload_catalog,
    settle_home,
)
from privacylab.catalog.model import (
    IN_REQUIREMENTS,
    Catalog,
    CatalogError,
    Exercise,
    Fact,
    Module,
    Provision,
    Requirement,
    Term,
    Track,
)

__all__ = [
    "IN_REQUIREMENTS",
    "Catalog",
    "CatalogError",
    "Citations",
    "Exercise",
    "Fact",
    "Module",
    "Provision",
    "Requirement",
    "Term",
    "Track",
    "basis_note",
    "consequence",
    "find_home",
    "find_root",
    "load_catalog",
    "look_up",
    "reload_catalog",
    "settle_home",
]
