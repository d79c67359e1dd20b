"""Murmur's child profiles, and when each child last used it: the data of figures and widgets."""

import pandas as pd

MONTHS, OF_AGE = 18, 13
IN_USE, INACTIVE, OUT_OF_SCOPE = "in use", "inactive", "13 or older"


def last_uses(profiles: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The child profiles whose last use is known, by profile_id, in the order of their last use.

    Columns: display_name, last_on (the child's last use), complete_on (the day that completes 18
    calendar months since), was_child (under 13 on last_on).
    """
    ours = profiles.loc[profiles["kind"] == "child"].set_index("profile_id")
    last_on = (
        events.query("actor == 'child'")
        .sort_values("used_on")
        .drop_duplicates("profile_id", keep="last")
        .set_index("profile_id")["used_on"]
    )
    found = ours.join(last_on.rename("last_on"), how="inner")
    return pd.DataFrame(
        {
            "display_name": found["display_name"],
            "last_on": found["last_on"],
            "complete_on": found["last_on"] + pd.DateOffset(months=MONTHS),
            "was_child": found["last_on"] < found["birth_on"] + pd.DateOffset(years=OF_AGE),
        }
    ).sort_values("last_on", kind="stable")


def state(children: pd.DataFrame, as_of: pd.Timestamp) -> pd.Series:
    """The status of each row of last_uses(): "in use", "inactive", or "13 or older"."""
    inactive = children["complete_on"] <= as_of
    words = inactive.map({True: INACTIVE, False: IN_USE})
    return words.where(children["was_child"], OUT_OF_SCOPE)
