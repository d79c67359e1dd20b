"""The monitor over very many accesses: the same people as the exercise's reference flags."""

import random

import pandas as pd
import pytest

from course_answers import functions
from privacylab.lab.answers import Answers
from privacylab.lab.audit import monitor
from privacylab.lab.display import scale
from privacylab.lab.display.measure import Cost

LAB = scale.ways("AUD-14")
SEED = 5  # a company in which some look at too many
START = pd.Timestamp("2023-03-01", tz="UTC")


@pytest.fixture(scope="module")
def reference(root):
    return functions(root, "03_audit")["monitor"]


def company(seed):
    """A small company in which everything happens: ties, leavers, strangers, colleagues, nights."""
    rng = random.Random(seed)
    ends = [pd.NaT, pd.NaT, START + pd.Timedelta(days=60)]
    people = [
        {
            "person_id": f"p-{number}",
            "customer_id": rng.choice([None, f"c-{number}"]),
            "started_at": START + pd.Timedelta(days=rng.choice([-400, 1])),
            "ended_at": rng.choice(ends),
        }
        for number in range(9)
    ]
    rows = [
        {
            "person_id": f"p-{rng.randrange(10)}",
            "occurred_at": START + pd.Timedelta(hours=rng.randrange(0, 2400, 6)),
            "customer_id": f"c-{rng.randrange(8, 40) if rng.random() < 0.97 else rng.randrange(9)}",
            "label": rng.choice(monitor.LABELS),
            "seconds": rng.choice([60, 900, 2400]),
            "valid": rng.random() < 0.7,
            "lookup": rng.choice([None, "eve@porchlight.example", "bob"]),
        }
        for _ in range(rng.choice([0, 300, 900]))
    ]
    log = pd.DataFrame(
        rows,
        columns=["person_id", "occurred_at", "customer_id", "label", "seconds", "valid", "lookup"],
    )
    log["occurred_at"] = pd.to_datetime(log["occurred_at"], utc=True)
    frame = pd.DataFrame(people)
    frame["ended_at"] = pd.to_datetime(frame["ended_at"], utc=True)
    return log.astype({"valid": bool, "seconds": "int64"}), frame


def verdict(shown):
    return str(shown).splitlines()[-1].split(" | ")[-1]


def test_it_says_of_any_company_what_the_reference_says(reference):
    flags = []
    for seed in range(25):
        tables = company(seed)
        found = LAB.fast(*tables, monitor.RULES)
        assert found == reference(*tables, monitor.RULES)
        flags += found.values()
    assert {reason for flag in flags for reason in flag["reasons"]} == {
        "customers",
        "dwell",
        "colleague",
        "role ended",
    }
    assert {flag["priority"] for flag in flags} == {"normal", "high"}
    assert any(flag["lookups"] for flag in flags)


def test_in_a_batch_are_three_people_to_find_and_the_reference_finds_them(reference):
    (batch,) = monitor.batches(60_000)
    found = LAB.fast(*batch)
    assert found == reference(*batch)
    assert {flag["reasons"][0] for flag in found.values()} == {
        "customers",
        "colleague",
        "role ended",
    }


def test_each_person_lies_in_one_batch_and_the_same_rows_are_made_again(monkeypatch):
    monkeypatch.setattr(monitor, "BATCH", 20_000)
    logs = [log for log, *_ in monitor.batches(50_000)]
    people = [set(log["person_id"]) for log in logs]
    assert [len(log) for log in logs] == [20_000, 20_000, 10_000]
    assert len(set().union(*people)) == sum(map(len, people)) == 10
    assert logs[1].equals(list(monitor.batches(50_000))[1][0])


def test_a_monitor_that_sorts_and_rolls_is_within_the_budget():
    assert verdict(monitor.run_at_scale(LAB.fast, 300_000)).startswith("✓ yes")


def test_a_look_back_for_each_row_is_stopped_after_a_first_try():
    assert "stopped after a first try" in verdict(monitor.run_at_scale(LAB.slow))


def test_a_fast_monitor_that_misses_somebody_is_said_to_be_wrong():
    def blind(log, people, rules):
        flags = LAB.fast(log, people, rules)
        return {name: flag for name, flag in flags.items() if flag["reasons"] != ["colleague"]}

    assert verdict(monitor.run_at_scale(blind, 300_000)) == "✗ it gives a different answer"


def test_where_nothing_is_written_one_batch_is_run_alone(monkeypatch):
    class Answer:
        ready = False

    monkeypatch.setattr("privacylab.lab.display.scale.BATCH", 20_000)
    shown = str(monitor.run_at_scale(Answer()))
    assert "20,000" in shown and verdict(shown) == "○ not written yet"
    assert "MB of accesses" in shown


def test_without_solutions_a_learners_monitor_runs_alone(monkeypatch):
    monkeypatch.setattr(scale, "ways", lambda exercise: scale.Ways())
    monkeypatch.setattr(scale, "SIZES", (100, 1_000))
    assert verdict(monitor.run_at_scale(LAB.fast, 20_000)) == scale.ALONE
    assert "stopped after a first try" in verdict(monitor.run_at_scale(LAB.slow))
    assert "yours: " in monitor.race(LAB.fast).alt

    class Answer:
        ready = False

    assert verdict(monitor.run_at_scale(Answer())) == "○ not written yet"
    assert "Not written yet" in str(monitor.race(Answer()))


def test_who_looks_back_for_each_row_finds_the_same_many_customers():
    tables = company(SEED)
    found = LAB.slow(*tables, monitor.RULES)
    wanted = {
        name
        for name, flag in LAB.fast(*tables, monitor.RULES).items()
        if "customers" in flag["reasons"]
    }
    assert set(found) == wanted != set()


def test_the_race_measures_ten_times_as_much_until_it_takes_a_second(monkeypatch):
    seconds = iter([0.01, 0.1, 1.5, 0.01, 0.02, 0.03, 0.04, 0.05])
    cost = lambda *_: (Cost(next(seconds), 0), None)  # noqa: E731
    monkeypatch.setattr("privacylab.lab.display.scale._run", cost)
    monkeypatch.setattr(
        monitor, "WORKLOAD", monitor.WORKLOAD._replace(batches=lambda rows: iter([(rows,)]))
    )

    class Answer:
        ready = False

    picture = monitor.race(Answer())
    assert "row by row: 1.5 seconds for 10,000 accesses, so 25 minutes for ten" in picture.alt
    assert "rolled: 0.05 seconds for 1,000,000 accesses, so 1 second" in picture.alt
    assert "yours" not in picture.alt


def porchlight(name):
    """Two people, of whom one has left and one has a name that is HTML."""
    start = pd.Timestamp("2023-03-01", tz="UTC")
    return {
        "accesses": pd.DataFrame({"event_id": ["e-1", "e-2"], "person_id": ["p-1", "p-2"]}),
        "people": pd.DataFrame({"person_id": ["p-1"], "role": ["<b>"], "started_at": start}),
    }.get(name)


def test_the_watch_shows_whom_a_monitor_flags_and_tells_it_what_was_valid():
    class Mine:
        def basis_problems(self, accesses, tickets, consents):
            return {"e-1": [], "e-2": ["ground"]}

        def monitor(self, log, people, rules):
            flag = {"reasons": ["customers", "dwell"], "priority": "high", "lookups": ["a@b"]}
            return dict.fromkeys([*log.loc[~log["valid"], "person_id"], "p-1"], flag)

    shown = monitor.watch_porchlight(Mine(), porchlight)
    assert str(shown).splitlines()[0] == "50.0% of 2 accesses had no valid basis."
    assert str(shown).splitlines()[2:] == [
        "p-1 | <b> | customers, dwell | high | a@b",
        "p-2 | unknown | customers, dwell | high | a@b",
    ]
    assert "<td" in shown.html and "<b>" not in shown.html


def test_the_watch_says_what_is_not_written_and_what_stops():
    shown = monitor.watch_porchlight(Answers("nothing is there"), porchlight)
    assert "○ basis_problems: nothing is there. Write it" in str(shown)

    class Wrong:
        def basis_problems(self, *tables):
            raise KeyError("ground")

    assert "✗ It stops with KeyError: 'ground'" in str(
        monitor.watch_porchlight(Wrong(), porchlight)
    )
