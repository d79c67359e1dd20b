"""What is planted in Porchlight is there, and the reference answers of module 03 find it."""

import re
from collections import Counter

import pandas as pd
import pytest
from judged_log import RULES, WORDS, judged, suspects

from course_answers import functions
from privacylab.companies import porchlight

TODAY = pd.Timestamp("2023-08-31")
REASONS = [
    *[["colleague"], ["customers"], ["customers", "dwell", "colleague"], ["dwell"]],
    *[["role ended"]] * 4,
]
NIGHT = pd.Timedelta(days=1)


@pytest.fixture(scope="module")
def audit(root) -> dict:
    """The reference answers to the exercises that read tables, by their functions' names."""
    return functions(root, "03_audit")


@pytest.fixture(scope="module")
def log(seen) -> pd.DataFrame:
    return judged(seen)


@pytest.fixture(scope="module")
def flagged(audit, log, seen) -> dict[str, dict]:
    """What the reference monitor says of everybody, the busiest with all that they did."""
    busy = log["person_id"].isin(log["person_id"].value_counts().index[:10])
    rows = pd.concat([suspects(log[~busy], seen["people"]), log[busy]])
    return audit["monitor"](rows, seen["people"], RULES)


def by_reason(flagged: dict[str, dict], *reasons: str) -> list[str]:
    return [name for name, one in flagged.items() if one["reasons"] == list(reasons)]


@pytest.fixture(scope="module")
def viewer(flagged, log) -> pd.DataFrame:
    """What the one who spread it thinly saw without a valid basis, in that season."""
    (name,) = by_reason(flagged, "customers", "dwell", "colleague")
    own = log[(log["person_id"] == name) & ~log["ground"].isin(["consent"])]
    return own.sort_values("occurred_at")


def test_the_reference_answers_say_the_same_of_each_kind_of_access(audit, log, seen) -> None:
    words = [f"wrong_{word}" for word in WORDS]
    some = pd.concat([log.groupby(words).head(15), log.sample(150, random_state=1)])
    some = some.drop_duplicates("event_id")
    basis = audit["basis_problems"](some, seen["tickets"], seen["consents"])
    networks = seen["networks"]["network"].tolist()
    papers = seen["equivalents"], seen["trainings"]
    door = audit["door_problems"](some, seen["people"], networks, *papers)
    for row in some.to_dict("records"):
        assert basis[row["event_id"]] + door[row["event_id"]] == [
            word for word in WORDS if row[f"wrong_{word}"]
        ]
    assert some[words].any().all()


def test_the_monitor_flags_the_eight_offenders_and_nobody_else(flagged) -> None:
    assert sorted(one["reasons"] for one in flagged.values()) == REASONS


def test_another_office_has_its_own_eight(audit, made) -> None:
    tables = {name: porchlight.table(name, made / "porchlight") for name in porchlight.TABLES}
    people = tables["people"].iloc[len(tables["people"]) // 2 :]
    ours = tables["accesses"]["person_id"] >= people["person_id"].iloc[0]
    tables["accesses"] = tables["accesses"][ours].reset_index(drop=True)
    rows = suspects(judged(tables), people)
    found = audit["monitor"](rows, people, RULES)
    assert sorted(one["reasons"] for one in found.values()) == REASONS


def test_one_engineer_watched_81_women_within_three_months(viewer, seen) -> None:
    season = viewer["occurred_at"].max() - viewer["occurred_at"].min()
    assert pd.Timedelta(days=80) < season < pd.Timedelta(days=90)
    watched = seen["customers"].set_index("customer_id").loc[viewer["customer_id"].unique()]
    assert len(watched) == 81
    assert (watched["salutation"] == "Ms").all()
    assert watched.index.isin(seen["people"]["customer_id"]).sum() == 3
    assert viewer["recording_id"].nunique() > 2_000


def test_no_date_shows_the_viewer_and_every_night_does(audit, viewer) -> None:
    date = viewer["occurred_at"].dt.date
    assert viewer.groupby(date)["seconds"].sum().max() < 3_600
    assert viewer.groupby(date)["customer_id"].nunique().max() <= 2
    rolled = viewer.set_index("occurred_at")["seconds"].rolling("24h").sum()
    assert (rolled.resample("D").max() > 3_600).sum() == 44
    assert viewer["label"].map(audit["is_sensitive"]).mean() > 0.75
    assert not viewer["valid"].any()
    assert 0.1 < viewer["ticket_id"].notna().mean() < 0.5  # tickets of others, used again


def test_the_viewers_manager_closed_the_alert_as_normal_after_a_portion(
    audit, viewer, seen
) -> None:
    alerts = seen["alerts"][seen["alerts"]["person_id"] == viewer["person_id"].iloc[0]]
    (alert,) = alerts.to_dict("records")
    assert alert["raised_by"] == "a colleague" and alert["verdict"].startswith("normal")
    problems = audit["closing_problems"](alerts, seen["people"], viewer)
    assert problems == {alert["alert_id"]: ["not independent", "partial history"]}
    assert viewer["occurred_at"].max() > alert["closed_at"]


def test_a_colleague_was_looked_up_by_her_email(flagged, log, seen) -> None:
    (name,) = by_reason(flagged, "colleague")
    (typed,) = flagged[name]["lookups"]
    account = seen["customers"].set_index("email").loc[typed]
    assert account["salutation"] == "Ms"
    assert account["customer_id"] in set(seen["people"]["customer_id"])
    own = log[(log["person_id"] == name) & (log["customer_id"] == account["customer_id"])]
    assert own.sort_values("occurred_at")["action"].iloc[0] == "query"
    assert len(own) < 10


def test_one_night_and_one_customer_are_split_by_midnight(flagged, log) -> None:
    (name,) = by_reason(flagged, "customers")
    own = log[(log["person_id"] == name) & ~log["valid"]]
    by_date = own.groupby(own["occurred_at"].dt.date)["customer_id"].nunique()
    assert by_date.max() == 5
    (name,) = by_reason(flagged, "dwell")
    own = log[(log["person_id"] == name) & ~log["valid"] & (log["action"] == "stream")]
    assert own.groupby(own["occurred_at"].dt.date)["seconds"].sum().max() < 3_600
    assert own["customer_id"].value_counts().iloc[0] == 12


def test_honest_people_look_at_many_customers_and_often_at_one(flagged, log) -> None:
    counted = log[log["valid"]].groupby("person_id")["customer_id"].nunique()
    assert counted.max() > 1_000 and counted.idxmax() not in flagged
    assert log.loc[log["person_id"] == counted.idxmax(), "valid"].all()
    views = log[(log["ground"] == "illegal activity") & (log["action"] == "view")]
    views = views.groupby(["person_id", "customer_id"])["valid"].agg(["size", "all"])
    analyst, _ = views["size"].idxmax()
    assert tuple(views.loc[views["size"].idxmax()]) == (500, True)
    assert analyst not in flagged


def test_honest_people_make_few_mistakes(flagged, log) -> None:
    wrong = log[~log["valid"] & ~log["person_id"].isin(flagged)]
    assert 100 < wrong["person_id"].nunique() < 300
    assert len(wrong) < 0.01 * len(log)
    assert wrong.groupby("person_id")["customer_id"].nunique().median() <= 5


def test_leavers_go_on_with_live_tokens_and_open_tickets(flagged, log, seen) -> None:
    people = seen["people"].set_index("person_id")
    live = people[people["ended_at"].notna() & (people["token_expires_at"] > "2023-09-01")]
    assert len(live) >= 9
    gone = [name for name in by_reason(flagged, "role ended") if name in people.index]
    assert len(gone) == 3 and set(gone) <= set(live.index)
    delays = []
    for name in gone:
        own = log[(log["person_id"] == name) & (log["occurred_at"] >= live.loc[name, "ended_at"])]
        assert own["valid"].all()
        delays.append(own["occurred_at"].min() - live.loc[name, "ended_at"])
    assert min(delays) == pd.Timedelta(0) < NIGHT < max(delays)
    assert (live.loc[gone, "kind"] == "contractor").any()


def test_one_account_is_in_no_table(flagged, seen) -> None:
    unknown = set(seen["accesses"]["person_id"]) - set(seen["people"]["person_id"])
    assert len(unknown) == 1 and unknown < set(by_reason(flagged, "role ended"))


def test_tickets_are_reused_a_colleagues_closed_opened_afterwards_and_absent(log, seen) -> None:
    wrong = log[log["wrong_ticket"]].merge(
        seen["tickets"], "left", on="ticket_id", suffixes=("", "_t")
    )
    now = wrong["occurred_at"]
    kinds = {
        "absent": wrong["ticket_id"].isna(),
        "of another customer": wrong["customer_id_t"].notna()
        & (wrong["customer_id_t"] != wrong["customer_id"]),
        "of a colleague": wrong["assignee_id"].notna()
        & (wrong["assignee_id"] != wrong["person_id"]),
        "closed": wrong["closed_at"] <= now,
        "opened afterwards": wrong["opened_at"] > now,
    }
    for kind, rows in kinds.items():
        assert wrong[rows]["person_id"].nunique() > 8, kind


def test_consent_is_late_withdrawn_anothers_for_something_else_or_a_tick(log, seen) -> None:
    wrong = log[log["wrong_consent"] & log["ticket_id"].notna()]
    wrong = wrong.merge(seen["consents"], on="consent_id", suffixes=("", "_k"))
    wrong = wrong.merge(seen["tickets"][["ticket_id", "kind"]], on="ticket_id")
    late = wrong["given_at"] - wrong["occurred_at"]
    kinds = {
        "a second late": late == pd.Timedelta(seconds=1),
        "withdrawn": wrong["withdrawn_at"] < wrong["occurred_at"],
        "withdrawn at that moment": wrong["withdrawn_at"] == wrong["occurred_at"],
        "of another household": wrong["customer_id_k"] != wrong["customer_id"],
        "for another purpose": wrong["purpose"] != wrong["kind"],
        "terms of service": wrong["how"] == "terms of service",
        "banner closed": wrong["how"] == "banner closed",
    }
    for kind, rows in kinds.items():
        assert wrong[rows]["ticket_id"].nunique() > 8, kind
    ticks = seen["consents"].query("how != 'separate screen'")
    assert (ticks["purpose"] == "research").sum() > 1_000


def test_copies_doors_and_certificates_go_wrong_too(log) -> None:
    for word in ("ground", "copy", "mfa", "network", "training", "attestation"):
        assert log[log[f"wrong_{word}"]]["person_id"].nunique() > 8, word
    assert (log.loc[log["wrong_network"], "ip"] == "unknown").any()
    assert log.loc[log["wrong_network"], "ip"].str.startswith("10.200.").any()
    assert log.loc[~log["wrong_network"], "ip"].str.startswith("::ffff:").any()
    for word in ("training", "attestation"):
        lapsed = log[log[f"wrong_{word}"]].groupby("person_id")["occurred_at"]
        assert ((lapsed.max() - lapsed.min()) < NIGHT).mean() > 0.8  # then it was renewed


def test_ciphertext_is_exempt_for_those_alone_who_hold_no_key(log, seen) -> None:
    holds_key = log["person_id"].map(seen["people"].set_index("person_id")["holds_key"])
    encrypted = log[log["ciphertext"]].assign(holds_key=holds_key)
    keyless = encrypted[~encrypted["holds_key"].astype(bool)]
    assert (keyless["mfa"] == "none").all() and keyless["valid"].all() and len(keyless) > 1_000
    exporter = encrypted[encrypted["holds_key"].astype(bool)]
    assert len(exporter) > 5 and not exporter["valid"].any()


def test_half_of_the_grants_in_force_are_not_needed(audit, seen) -> None:
    tables = (seen[name] for name in ("grants", "reviews", "people", "job_functions"))
    found = audit["review_grants"](*tables, TODAY)
    assert (found["in_force"], found["unneeded_share"]) == (1_200, 0.5)
    assert seen["grants"]["revoked_on"].notna().sum() > 50


def test_grants_are_reviewed_by_oneself_too_long_ago_and_on_the_last_day(seen) -> None:
    reviews = seen["reviews"].merge(seen["grants"], on="grant_id")
    last = reviews.sort_values("reviewed_on").drop_duplicates("grant_id", keep="last")
    assert (last["reviewer_id"] == last["person_id"]).sum() > 8
    assert (last["reviewed_on"] == "2022-08-31").sum() > 8
    assert (last["reviewed_on"] == "2022-08-30").sum() > 3
    assert (~last["needed"]).sum() > 8
    assert (last["needed"] & last["justification"].isna()).sum() > 8
    assert not reviews.duplicated(["grant_id", "reviewed_on"]).any()


def test_alerts_are_closed_well_by_the_wrong_ones_and_after_a_portion(audit, log, seen) -> None:
    people, alerts = seen["people"], seen["alerts"]
    about = log[log["person_id"].isin(alerts["person_id"])]
    found = audit["closing_problems"](alerts, people, about)
    kinds = Counter(" and ".join(problems) for problems in found.values())
    assert kinds[""] > 3 and kinds["not independent"] > 5 and kinds["partial history"] > 3
    assert alerts["closed_at"].isna().sum() == 4
    manager = people.set_index("person_id")["manager_id"]
    closed = alerts.dropna(subset=["closed_at"])
    assert (closed["closed_by"] == closed["person_id"]).any()
    assert (closed["closed_by"] == closed["person_id"].map(manager)).any()
    assert (closed["closed_by"].map(manager) == closed["person_id"]).any()


def test_the_wave_came_through_the_forgotten_portal_from_many_addresses(audit, seen) -> None:
    attempts = seen["login_attempts"]
    found = audit["login_attacks"](attempts, {"accounts": 5, "failures": 4})
    assert (len(found["sources"]), len(found["targets"])) == (60, 12)
    loud = attempts[attempts["ip"].isin(found["sources"])]
    assert set(loud["portal"]) == {"legacy api"}
    nights = attempts[attempts["occurred_at"].dt.strftime("%d").isin(["18", "19", "20"])]
    old = nights[nights["portal"] == "legacy api"]
    assert old["ip"].nunique() > 400 and (~old["success"]).mean() > 0.8
    assert attempts.loc[attempts["portal"] != "legacy api", "success"].mean() > 0.85


def test_ten_accounts_are_an_incident_and_more_were_reached(audit, seen) -> None:
    reached = seen["intrusions"]
    counts = reached[~reached["encrypted"] | reached["key_touched"]]
    assert counts["customer_id"].nunique() == 10 < len(counts)
    assert reached["customer_id"].nunique() == 13
    assert audit["is_incident"](reached, False)
    assert not audit["is_incident"](
        reached[reached["customer_id"] != counts["customer_id"].iloc[0]], False
    )
    told = seen["notices"]["notified_on"].tolist()
    assert audit["report_due"](told, None) == pd.Timestamp("2023-09-04")
    wave = seen["login_attempts"].query("portal == 'legacy api' and success")
    assert set(reached["customer_id"]) <= set(wave["customer_id"])


def test_labels_are_sensitive_in_many_spellings_and_look_so_where_they_are_not(audit, seen) -> None:
    labels = seen["cameras"]["label"].unique()
    private = [label for label in labels if audit["is_sensitive"](label)]
    assert len(private) > 50 and len(labels) > 200
    assert {" master  BEDROOM", "Bedford St", "Bathroomtiles Inc"} <= set(labels)
    alike = [label for label in labels if re.search("bed|bath|shower", label.lower())]
    assert len(set(alike) - set(private)) > 15
