"""Vectorised pandas: no loop over rows, conditions by numpy.select."""

import numpy as np


def is_inactive(last_use, as_of):
    return last_use + pd.DateOffset(months=18) <= as_of


def last_child_use(events):
    own = events.loc[events["actor"].eq("child"), ["profile_id", "used_on"]]
    newest = own.sort_values("used_on").drop_duplicates("profile_id", keep="last")
    return newest.set_index("profile_id")["used_on"].to_dict()


def profile_status(profiles, events, as_of):
    last = pd.to_datetime(profiles["profile_id"].map(last_child_use(events)))
    status = np.select(
        [
            profiles["interactions"].eq(0),
            last.isna(),
            last >= profiles["birth_on"] + pd.DateOffset(years=13),
            last + pd.DateOffset(months=18) <= as_of,
        ],
        ["never used", "unknown", "not a child", "inactive"],
        default="active",
    )
    return dict(zip(profiles["profile_id"], status))
