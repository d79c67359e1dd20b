"""Porchlight's data look as the datasheet says: rhythm, tails, order, and what fits together."""

import ipaddress

import pandas as pd
import pytest

from privacylab.companies import porchlight

FIRST = pd.Timestamp("2022-06-01", tz="UTC")
EXPORTED = pd.Timestamp("2023-08-31T12:00", tz="UTC")
# RFC 1918, 5737, 6598, 2544 and 3849: addresses that belong to nobody outside
NOBODYS = [
    ipaddress.ip_network(text)
    for text in (
        *("10.0.0.0/8", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"),
        *("100.64.0.0/10", "198.18.0.0/15", "2001:db8::/32"),
    )
]


@pytest.fixture(scope="module")
def accesses(seen) -> pd.DataFrame:
    return seen["accesses"]


def test_strings_are_str_dates_have_no_zone_and_instants_are_utc(seen) -> None:
    for name, rows in seen.items():
        for column, dtype in rows.dtypes.items():
            instant = str(column).endswith("_at") or (name, column) in [
                ("alerts", "reviewed_from"),
                ("alerts", "reviewed_until"),
            ]
            if str(column).endswith("_on"):
                assert str(dtype) == "datetime64[us]", (name, column)
            elif instant:
                assert str(dtype) == "datetime64[us, UTC]", (name, column)
            else:
                assert str(dtype) in ("str", "int64", "bool"), (name, column)


def test_an_unknown_table_is_named_with_those_that_exist() -> None:
    with pytest.raises(KeyError, match="Porchlight has no table 'logs'; it has customers, homes"):
        porchlight.table("logs")


def test_the_accesses_fill_fifteen_months_on_working_days(accesses) -> None:
    at = accesses["occurred_at"]
    assert at.min() >= FIRST and at.max() < EXPORTED
    by_month = at.dt.strftime("%Y-%m").value_counts()
    assert len(by_month) == 15 and by_month.min() > 25_000
    by_day = at.dt.day_of_week.value_counts(normalize=True)
    assert by_day.reindex([5, 6]).sum() < 0.01
    assert by_day.reindex(range(5)).min() > 0.18


def test_sessions_are_written_as_they_end(accesses) -> None:
    assert accesses["event_id"].is_monotonic_increasing
    at = accesses["occurred_at"]
    assert not at.is_monotonic_increasing
    lead = at.cummax() - at
    assert (lead > pd.Timedelta(0)).mean() > 0.1
    assert (lead < pd.Timedelta(hours=3)).all()


def test_the_work_is_heavy_tailed(accesses) -> None:
    of_person = accesses["person_id"].value_counts()
    assert of_person.median() < 1_500 < 15_000 < of_person.max()
    of_ticket = accesses["ticket_id"].value_counts()
    assert of_ticket.median() < 30 < 300 < of_ticket.max()


def test_seconds_are_counted_in_steps_of_five(accesses) -> None:
    assert (accesses["seconds"] % 5 == 0).mean() > 0.999
    assert accesses["seconds"].between(0, 1_200).all()
    watched = accesses["action"].isin(["view", "stream"])
    assert accesses["seconds"].gt(0).eq(watched).mean() > 0.999


def test_what_is_seen_belongs_together(accesses, seen) -> None:
    camera = seen["cameras"].set_index("camera_id")
    for column in ("customer_id", "label"):
        assert (accesses["camera_id"].map(camera[column]) == accesses[column]).all()
    shown = accesses.dropna(subset=["recording_id"])
    recording = seen["recordings"].set_index("recording_id").loc[shown["recording_id"]]
    assert (recording["camera_id"].to_numpy() == shown["camera_id"].to_numpy()).all()
    assert (recording["recorded_at"].to_numpy() < shown["occurred_at"].to_numpy()).all()
    live = accesses["action"].isin(["stream", "query"])
    assert accesses["recording_id"].isna().eq(live).mean() > 0.999
    made = seen["recordings"]["camera_id"].map(camera["installed_on"]).dt.tz_localize("UTC")
    assert (seen["recordings"]["recorded_at"] > made).all()


def test_nothing_happens_before_it_can(seen) -> None:
    for name, before, after in [
        ("tickets", "opened_at", "closed_at"),
        ("consents", "given_at", "withdrawn_at"),
        ("people", "started_at", "ended_at"),
        ("grants", "granted_on", "revoked_on"),
        ("alerts", "raised_at", "closed_at"),
        ("trainings", "completed_at", "expires_at"),
    ]:
        rows = seen[name].dropna(subset=[after])
        assert (rows[before] < rows[after]).all(), name
    for rows in seen.values():
        for column in rows.columns:
            if column.endswith("_at") and column not in ("expires_at", "token_expires_at"):
                assert not (rows[column] >= EXPORTED).any(), column


def test_everybody_has_one_manager_and_one_chief_is_above_all(seen) -> None:
    manager = seen["people"].set_index("person_id")["manager_id"]
    assert manager.isna().sum() == 1
    above = manager.dropna()
    for _ in range(4):
        above = above.map(manager).dropna()
    assert above.empty


def test_staff_who_are_customers_have_one_name_and_often_one_address(seen) -> None:
    both = seen["people"].merge(seen["customers"], on="customer_id", suffixes=("", "_c"))
    assert len(both) > 50
    assert (both["display_name"] == both["display_name_c"]).all()
    assert 0.3 < (both["email"] == both["email_c"]).mean() < 0.7
    assert seen["customers"]["email"].is_unique


def test_addresses_belong_to_nobody_and_mail_goes_nowhere(accesses, seen) -> None:
    texts = {*accesses["ip"].unique(), *seen["login_attempts"]["ip"].unique()} - {"unknown"}
    for text in texts:
        address = ipaddress.ip_address(text)
        address = getattr(address, "ipv4_mapped", None) or address
        assert any(address in network for network in NOBODYS), text
    for name in ("customers", "people"):
        assert seen[name]["email"].str.endswith(".example").all()
