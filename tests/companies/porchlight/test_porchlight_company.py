"""Porchlight: recordings, faces and models on both sides of 1 March 2018."""

from collections.abc import Iterator

import pandas as pd
import pytest

from privacylab.companies import Company, census, porchlight_world

LINE = pd.Timestamp("2018-03-01")


@pytest.fixture
def company() -> Iterator[Company]:
    made = porchlight_world()
    yield made
    made.close()


def everything(company: Company, store: str) -> pd.DataFrame:
    customers = company.accounts.people()["profile_id"].tolist()
    return pd.DataFrame(company.stores[store].inspect(customers)).set_index("item_id")


def test_there_are_recordings_just_before_and_on_the_line_annotated_or_not(company) -> None:
    videos = everything(company, "videos")
    annotated = videos.index.isin(everything(company, "annotations")["made_from"])
    for day in (LINE - pd.Timedelta(days=1), LINE):
        on_it = videos["made_on"] == day
        assert (on_it & annotated).sum() == (on_it & ~annotated).sum() == 3
    assert set(videos["content_type"]) == {"video/mp4"}


def test_every_recording_has_a_face_annotated_or_not(company) -> None:
    videos, faces = everything(company, "videos"), everything(company, "faces")
    assert set(faces["made_from"]) == set(videos.index)
    assert faces["category"].unique().tolist() == ["face embedding"]


def test_what_was_made_from_a_recording_is_found_by_it(company) -> None:
    assert [item["item_id"] for item in company.stores["faces"].derived(["c-000001-1-a"])] == [
        "face-c-000001-1-a"
    ]
    assert company.stores["annotations"].derived(["c-000001-1-n"]) == []


def test_a_recording_can_be_destroyed_with_all_that_was_made_from_it(company) -> None:
    before = census(company)
    for name in company.stores:
        store = company.stores[name]
        gone = [item["item_id"] for item in store.derived(["c-000001-1-a"])]
        store.purge(["c-000001-1-a", *gone])
    assert {item for _, item, _ in before - census(company)} == {
        "c-000001-1-a",
        "note-c-000001-1-a",
        "face-c-000001-1-a",
    }


def test_one_row_in_a_thousand_is_a_recording_that_the_order_names(company) -> None:
    rows = company.models.read("crowd")
    videos = everything(company, "videos")
    (tainted,) = [row for row in rows if row in videos.index]
    assert len(rows) == 1_000
    assert videos.loc[tainted, "made_on"] < LINE and tainted.endswith("-a")
    assert not set(company.models.read("weather")) & set(videos.index)


def test_the_lineage_holds_a_chain_and_a_circle(company) -> None:
    edges = set(company.models.lineage().itertuples(index=False, name=None))
    assert {("ranker", "labeller"), ("labeller", "ranker")} <= edges
    assert {("detector-mini", "detector-2"), ("detector-2", "detector-1")} <= edges
    assert set(company.models.artifacts()["name"]) == {name for name, _ in edges}
