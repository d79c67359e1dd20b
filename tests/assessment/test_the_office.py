"""The invented company whose records a learner assesses, and the truth about them."""

import pytest

from privacylab.assessment.office.at_work import CITED
from privacylab.assessment.office.practice import practice_year
from privacylab.assessment.office.safeguards import HONEST, MidYear
from privacylab.assessment.office.year import Year, open_year

SEEDS = range(12)


def logs_nothing(access):
    return []


def logs_only_what_was_allowed(access):
    return [-2] if access["decision"] == "allowed" else []


def allows_everything(access, room):
    return True


def sweeps_nothing(profile, stores):
    return []


def deletes_in_one_store(attempt, stores, down):
    return stores[:1], "done"


def rows_that_differ(year: Year, other: Year) -> set[str]:
    """The references of the rows that only one of two years has, or has with another content."""
    ours, theirs = (
        {(f"{name}/{row['id']}", str(row)) for name, rows in one.room.items() for row in rows}
        for one in (year, other)
    )
    return {row for row, _ in ours ^ theirs}


def test_the_same_seed_gives_the_same_year():
    for seed in SEEDS:
        careless = {"AUD-03": logs_nothing}
        assert open_year(seed, careless) == open_year(seed, careless)
    assert open_year(1) != open_year(2)


def test_a_clean_company_has_no_gap():
    for seed in SEEDS:
        assert open_year(seed).planted == {}
        assert (
            open_year(seed, {"AUD-03": MidYear("07-01"), "DEL-01": MidYear("07-01")}).planted == {}
        )


def test_a_careless_safeguard_without_a_trace_is_refused():
    def writes_twice_on_29_february(access):
        return [-2, -1] if access["at"][5:10] == "02-29" else [-2]

    with pytest.raises(ValueError, match="'writes_twice_on_29_february' leaves no trace"):
        open_year(1, {"AUD-03": writes_twice_on_29_february})
    with pytest.raises(ValueError, match="leaves no trace"):
        open_year(1, {"AUD-03": MidYear("07-01", logs_nothing, writes_twice_on_29_february)})


def test_a_gap_that_another_one_hides_completely_is_refused():
    careless = {"AUD-03": logs_only_what_was_allowed}
    assert open_year(1, careless).planted["AUD-03", ""] != set()
    everything = {"AUD-11": allows_everything, "AUD-22": allows_everything}
    with pytest.raises(ValueError, match="'logs_only_what_was_allowed' leaves no trace"):
        open_year(1, careless | everything)


def test_the_truth_is_exactly_the_difference():
    for seed in SEEDS:
        clean = open_year(seed)
        year = open_year(seed, {"AUD-11": allows_everything})
        changed = {row for row in rows_that_differ(year, clean) if row.startswith("accesses/")}
        assert year.planted == {("AUD-11", ""): changed}
        year = open_year(seed, {"RET-08": sweeps_nothing})
        changed = rows_that_differ(year, clean)
        left = [
            row["profile_id"]
            for store, rows in year.room.items()
            for row in rows
            if f"{store}/{row['id']}" in changed
        ]
        assert year.planted == {("RET-08", ""): {f"profiles/{one}" for one in left}}


def test_a_row_that_is_missing_leads_to_the_row_that_it_is_about():
    year = open_year(1, {"AUD-03": logs_nothing})
    assert year.room["log"] == []
    assert year.planted["AUD-03", ""] == {f"accesses/{row['id']}" for row in year.room["accesses"]}


def test_two_gaps_are_told_apart():
    together = {"DEL-01": deletes_in_one_store, "RET-08": sweeps_nothing}
    for seed in SEEDS:
        planted = open_year(seed, together).planted
        alone = open_year(seed, {"DEL-01": deletes_in_one_store}).planted
        assert {key for key, _ in planted} == {"DEL-01", "RET-08"}
        assert planted["DEL-01", ""] >= alone["DEL-01", ""]


def test_each_version_of_a_safeguard_has_the_gaps_of_its_own_time():
    year = open_year(1, {"AUD-11": MidYear("07-01", before=allows_everything)})
    assert list(year.planted) == [("AUD-11", "v1")]
    dates = {f"accesses/{row['id']}": row["at"] for row in year.room["accesses"]}
    assert {dates[row][5:10] < "07-01" for row in year.planted["AUD-11", "v1"]} == {True}
    assert [(row["version"], row["ends_on"]) for row in year.room["safeguards"]].count(
        ("v2", None)
    ) == 1


def test_every_row_has_an_id_of_its_own_and_every_planted_row_is_in_the_room():
    for seed in SEEDS:
        year = open_year(seed, {"AUD-03": logs_nothing, "DEL-01": deletes_in_one_store})
        known = [f"{name}/{row['id']}" for name, rows in year.room.items() for row in rows]
        assert len(known) == len({*known})
        assert {row for rows in year.planted.values() for row in rows} <= {*known}
        assert len(known) < 700


def test_the_practice_company_publishes_the_gaps_that_it_has():
    assert sorted(practice_year().planted) == [("AUD-19", ""), ("DEL-01", "")]
    assert HONEST.keys() == CITED.keys()
