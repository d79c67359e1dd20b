"""The nightly report: its numbers on Murmur, its picture, and the run over very many items."""

import numpy as np
import pandas as pd
import pytest

from privacylab.lab.display import scale
from privacylab.lab.retention import retention_report

LAB = scale.ways("RET-17")


@pytest.fixture(scope="module")
def murmur_report():
    items, rules = retention_report.murmur_night()
    return items, LAB.fast(items, rules, retention_report.AS_OF)


def verdict(shown):
    return str(shown).splitlines()[-1].split(" | ")[-1]


def test_a_loop_and_a_merge_give_the_same_report():
    (items,) = retention_report.batches(600)
    reports = [
        one(items, retention_report.RULES, retention_report.AS_OF) for one in (LAB.slow, LAB.fast)
    ]
    assert retention_report._same(*reports)
    assert reports[1]["overdue"].sum() > 0 and reports[1]["held"].sum() > 0


def test_the_reports_of_batches_add_up_to_the_report_of_all():
    (whole,) = retention_report.batches(2_000)
    parts = [
        LAB.fast(part, retention_report.RULES, retention_report.AS_OF)
        for part in (whole[:700], whole[700:])
    ]
    added = retention_report.add_up(pd.concat(parts))
    assert retention_report._same(
        added, LAB.fast(whole, retention_report.RULES, retention_report.AS_OF)
    )


def test_the_same_items_are_made_again_and_no_id_comes_twice():
    first, again = (pd.concat(retention_report.batches(500, size=200)) for _ in range(2))
    assert first.equals(again) and len(first) == 500 and first["item_id"].is_unique


def test_a_grouping_report_is_within_the_budget():
    assert verdict(retention_report.run_at_scale(LAB.fast, 300_000)).startswith("✓ yes")


def test_a_loop_is_stopped_after_a_first_try():
    assert "stopped after a first try" in verdict(retention_report.run_at_scale(LAB.slow))


def test_a_fast_report_that_is_wrong_is_said_to_be():
    def careless(items, rules, as_of):
        return LAB.fast(items, rules, as_of).assign(overdue=0)

    assert (
        verdict(retention_report.run_at_scale(careless, 300_000)) == "✗ it gives a different answer"
    )


def test_a_report_that_needs_more_memory_than_the_budget_says_is_not_within_it(monkeypatch):
    def wasteful(items, rules, as_of):
        copies = np.ones(40_000_000)  # 320 MB, every page of it written
        return LAB.fast(items.iloc[: int(len(items) * copies[0])], rules, as_of)

    monkeypatch.setattr("privacylab.lab.display.scale.LARGEST", 200)
    monkeypatch.setattr(
        "privacylab.lab.display.scale.TRIES", ()
    )  # it is slow, too, on so few items
    assert verdict(retention_report.run_at_scale(wasteful, 1_000)).startswith("✗ no: at most")
    assert verdict(retention_report.run_at_scale(LAB.fast, 1_000)).startswith("✓ yes")


def test_what_is_not_written_is_left_out():
    class Answer:
        ready = False

    assert verdict(retention_report.run_at_scale(Answer(), 1_000)) == "○ not written yet"


def test_every_item_of_murmur_is_in_the_report_once(murmur_report):
    items, report = murmur_report
    assert items["item_id"].is_unique and report["items"].sum() == len(items)
    assert 0 < report["held"].sum() < len(items) / 100


def test_the_report_that_the_page_shows_is_what_the_function_says(murmur_report):
    assert retention_report._same(murmur_report[1], retention_report.MURMUR_REPORT)


def test_the_picture_says_what_to_act_on_and_holds_no_id(murmur_report):
    items, report = murmur_report
    picture = retention_report.morning(
        report, {("recording", "main"): "kept longer"}, retention_report.AS_OF
    )
    overdue = report.set_index("category").loc["recording", "overdue"]
    assert f"{overdue:,} overdue since" in picture.alt
    assert "promise: kept longer" in picture.alt
    assert items["item_id"].iloc[0] not in picture.alt
