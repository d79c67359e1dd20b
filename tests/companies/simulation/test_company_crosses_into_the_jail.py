"""A running company in the examiner, and the code that deletes in a jail: it crosses as handles."""

from pathlib import Path

import pytest

from privacylab.checks import MIME
from privacylab.sandbox.examiner.cell_order import CellStep
from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail.bubblewrap import isolation

LEARNER = """
from privacylab.companies.stores import StoreUnavailable

def erase(company, child):
    keys = [key for keys in company.identity.keys_of(child).values() for key in keys]
    company.journal.append({"event": "blocked", "keys": keys})
    left = []
    for name, store in company.stores.items():
        try:
            store.purge([item["item_id"] for item in store.inspect(keys)])
        except StoreUnavailable:
            left.append(name)
    for processor in company.processors.values():
        processor.notify("q-1", keys)
    return left

def spy(company):
    return [name for name in dir(company) if "own" in name] + [company._owners]
"""
TEST = """
from privacylab.checks import Checks
from privacylab.companies import census, small_world
from privacylab.companies.stores import Crashed

checks = Checks("DEL-01")
with checks("all that can be deleted is gone"):
    company = small_world()
    left = erase(company, "p-000003")
    assert left == ["replica", "archive"]
    there = sorted({store for store, _, owner in census(company) if owner == "p-000003"})
    assert there == ["archive", "replica"]
with checks("a crash comes through as what it is"):
    company = small_world()
    company.faults.crash(after=3)
    died = False
    try:
        erase(company, "p-000003")
    except Crashed:
        died = True
    assert died
with checks("the company's secrets cannot be reached"):
    refused = False
    try:
        spy(small_world())
    except AttributeError:
        refused = True
    assert refused
for _ in range(20):
    erase(small_world(), "p-000003")
checks.report()
"""


def test_a_company_crosses_to_the_jail_and_its_secrets_do_not(root: Path, tmp_path: Path) -> None:
    offer = isolation()
    if not offer.bwrap:
        pytest.skip(offer.reason)
    steps = [CellStep(0, "learner", "erase", LEARNER), CellStep(1, "test", "DEL-01", TEST)]
    shown = Session(root, tmp_path, 60, 5, offer, 0).execute(steps)
    (report,) = [one["data"][MIME] for one in shown[1] if MIME in one.get("data", {})]
    assert [check["outcome"] for check in report["checks"]] == ["passed"] * 3, report
