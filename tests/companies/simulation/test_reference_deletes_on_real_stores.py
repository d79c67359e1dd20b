"""The reference of module 04, on companies whose stores are real: SQLite's and PostgreSQL's."""

from collections.abc import Callable
from typing import Any

import pytest

from privacylab.companies import Company, census
from privacylab.companies.stores import Crashed

CHILD, REQUEST = "p-000003", "q-1"


def run(reference: Any, company: Company) -> str:
    """One run of the workflow; and the company destroys the key, as DEL-20 would decide."""
    key = company.identity.keys_of(CHILD).get("key_id", [])
    state = reference.process(company, CHILD, REQUEST, reference.erase, reference.replay)
    for key_id in key:
        company.keys.destroy(key_id)
    return state


def hooks(reference: Any, company: Company) -> tuple[Callable, Callable]:
    """The doors of the company: for late messages, and for restored stores."""
    return (
        lambda message: reference.admit(company.journal.entries(), message),
        lambda names: reference.replay(company, names),
    )


def inside(found: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Without the processor, whom the workflow does not tell, and the queue, which is delivered."""
    return {one for one in found if one[0] not in ("lexicon", "queue")}


def check(company: Company, before: set) -> None:
    after = census(company)
    assert {one for one in inside(after) if one[2] == CHILD} == set()
    assert {one for one in inside(before) - after if one[2] != CHILD} == set()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_the_reference_erases_and_says_only_what_is_so(
    request, make, reference, database: str
) -> None:
    url = "sqlite://" if database == "sqlite" else request.getfixturevalue("postgres")
    company = make(database=url)
    assert company.stores["main"].engine.dialect.name == database
    before, backup = census(company), company.backups.take()
    accept, replay = hooks(reference, company)
    assert run(reference, company) == "partial"
    told = reference.tell(company.journal.entries(), REQUEST)
    assert told["left"] == ["archive", "replica"]
    company.night(accept, replay)
    assert run(reference, company) == "complete"
    check(company, before)
    company.night(accept, replay)
    company.backups.restore(backup, replay)
    assert run(reference, company) == "complete"
    check(company, before)


def test_the_reference_survives_a_crash_after_every_effect(make, reference) -> None:
    company = make()
    run(reference, company)
    effects = len(company.faults.happened)
    assert effects > 10
    for number in range(effects):
        company = make()
        before = census(company)
        company.faults.crash(after=number)
        with pytest.raises(Crashed):
            run(reference, company)
        company.restart()
        run(reference, company)
        company.night(*hooks(reference, company))
        assert run(reference, company) == "complete", number
        check(company, before)


@pytest.mark.parametrize("what", ["keeps", "half", "down"])
@pytest.mark.parametrize("name", ["main", "search", "lake", "places", "cache", "queue"])
def test_the_reference_says_partial_where_a_store_fails(make, reference, name, what) -> None:
    company = make()
    company.faults.set(name, what)
    for _ in range(2):
        run(reference, company)
        company.night(*hooks(reference, company))
    state = run(reference, company)
    left = {store for store, _, owner in inside(census(company)) if owner == CHILD}
    queue = (
        any(one["item"]["key"] == CHILD for one in company.stores["queue"].pending())
        if (name == "queue" and what != "down")
        else False
    )
    assert (state == "complete") == (not left and not queue and what != "down")
