"""The figures of module 03, on tables small enough to count by hand."""

import pandas as pd
import pytest

from privacylab.lab import audit_figures as figures

NIGHT = pd.Timestamp("2023-03-01T23:30", tz="UTC")
TODAY = pd.Timestamp("2023-08-31")


def hours(*numbers):
    return [NIGHT + pd.Timedelta(hours=number) for number in numbers]


@pytest.fixture
def accesses():
    """p-1 sees four customers in three days; p-2 the same one three times in an hour."""
    return pd.DataFrame(
        {
            "person_id": ["p-1"] * 4 + ["p-2"] * 3,
            "occurred_at": hours(0, 1, 24, 60, 0, 0.2, 0.4),
            "customer_id": ["c-1", "c-2", "c-3", "c-4", "c-9", "c-9", "c-9"],
            "ticket_id": ["t-1", None, "t-2", "t-2", "t-9", "t-9", None],
            "label": ["Bedroom", "BEDROOM ", "Bedroom", "Porch", "Bedford St", "Porch", "Porch"],
        }
    )


@pytest.fixture
def people():
    return pd.DataFrame({"person_id": ["p-1", "p-2"], "kind": ["employee", "contractor"]})


def test_the_threshold_counts_customers_and_not_views_in_windows_that_roll_over_midnight(
    accesses, people
):
    most = figures.most_customers(accesses.sample(frac=1, random_state=1))
    assert most.loc["p-1"].to_dict() == {"1 day": 2, "30 days": 4, "90 days": 4}
    assert most.loc["p-2"].to_dict() == {"1 day": 1, "30 days": 1, "90 days": 1}


def test_the_threshold_says_whom_each_choice_flags_and_names_its_controls(accesses, people):
    window, limit, shown = figures.threshold(accesses, people, follow="p-1").children
    assert (window.description, limit.description) == ("window", "more than")
    assert "flags 0 of 2 people" in shown.value and "p-1 is not flagged" in shown.value
    limit.value = 3
    said = "More than 3 customers in 90 days flags 1 of 2 people: 1 employee, 0 contractors"
    assert said in shown.value and "p-1 is flagged, with 4 customers" in shown.value
    window.value = "1 day"
    assert "flags 0 of 2 people" in shown.value


def test_labels_are_shown_as_they_were_typed_and_those_without_the_letters_are_not(accesses):
    picture = figures.spellings(accesses, "bed")
    assert picture.alt.endswith('bed: "Bedroom" 2, "BEDROOM " 1, "Bedford St" 1.')
    assert picture.caption.startswith("3 spellings")


def test_each_grant_in_force_is_counted_once_by_its_last_review():
    def day(text):
        return pd.Timestamp(text)

    names = ["own", "old", "edge", "never", "fine", "gone"]
    grants = pd.DataFrame(
        {
            "grant_id": names,
            "person_id": "p-1",
            "permission": "view",
            "granted_on": day("2022-01-01"),
            "revoked_on": pd.NaT,
        }
    )
    grants.loc[5, "revoked_on"] = day("2023-08-31")
    reviews = pd.DataFrame(
        [
            ("own", "p-2", day("2022-12-01")),
            ("own", "p-1", day("2023-06-01")),
            ("old", "p-2", day("2022-08-30")),
            ("edge", "p-2", day("2022-08-31")),
            ("fine", "p-2", day("2023-08-01")),
            ("fine", "p-1", day("2023-01-01")),
        ],
        columns=["grant_id", "reviewer_id", "reviewed_on"],
    )
    alt = figures.reviewed(grants, reviews, TODAY).alt
    assert "of 5 grants in force" in alt
    assert "by the same person: 1; more than 12 months ago: 1; never: 1" in alt


def test_a_history_is_of_one_person_and_says_how_many_named_no_ticket(accesses):
    picture = figures.history(accesses, "p-2")
    assert "3 accesses of p-2, by date from 1 March 2023 to 1 March 2023" in picture.alt
    assert "2 name a ticket and 1 do not. They reach 1 customer." in picture.alt
