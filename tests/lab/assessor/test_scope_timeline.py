"""The timeline shows what an assessor misses who trusts the inventory and the last day."""

from privacylab.lab.assessor.scope_timeline import (
    CHANGES,
    END,
    INVENTORY,
    PRIOR,
    START,
    TRAFFIC,
    scope_timeline,
)


def test_two_assets_have_traffic_on_days_when_the_inventory_does_not_have_them_in_use():
    listed = {row["asset"]: row for row in INVENTORY}
    hidden = set()
    for flow in TRAFFIC:
        row = listed.get(flow["asset"])
        last = END if row is None or row["retired_on"] is None else row["retired_on"]
        if row is None or not row["since"] <= flow["day"] <= last:
            hidden.add(flow["asset"])
    assert hidden == {"old clip store", "analytics bucket"}


def test_one_asset_is_retired_during_the_period_and_one_version_lasts_for_its_last_day():
    retired = [
        row["asset"] for row in INVENTORY if row["retired_on"] and row["retired_on"] >= START
    ]
    assert retired == ["thumbnail cache"]
    assert [one["version"] for one in CHANGES if one["since"] == END] == ["v2"]
    assert {one["version"] for one in CHANGES if one["since"] < START} == {"v1", "v2"}


def test_the_words_below_the_picture_name_every_asset_version_and_gap():
    said = str(scope_timeline())
    for row in [*INVENTORY, *TRAFFIC]:
        assert f"{row['asset']}: " in said
    for gap in PRIOR:
        assert gap["gap"] in said
    assert "analytics bucket: not in the inventory; traffic on 5 November 2024" in said
    assert "v3 from 20 May 2025" in said
    assert "review tool: in the inventory since 1 June 2025; traffic on no day" in said
