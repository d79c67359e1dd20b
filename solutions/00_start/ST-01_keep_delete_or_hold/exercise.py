# %% [markdown]
# ## Why
#
# Murmur, an invented voice assistant, has promised families that it deletes each recording on its
# due day. According to the complaint against Amazon, Alexa's default was to keep recordings
# forever.{fact}`F-A7` A record that stays too long breaks a promise to a family. A record that is
# destroyed while a court needs it is lost evidence. You build the rule that decides, every night,
# what happens to each record.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## Look
#
# These are ten of Murmur's recordings, each with the day on which it is due. `held` is `True` where
# a *legal hold* names the recording: someone may need it in court.

# %% look
from privacylab.companies import murmur

recordings = murmur.table("recordings")
recordings["due_on"] = recordings["recorded_on"] + pd.Timedelta(days=90)
holds = murmur.table("holds").query("category == 'recording'")
recordings = recordings.merge(holds[["profile_id", "from_on", "to_on"]], how="left")
recordings["held"] = recordings["recorded_on"].between(recordings["from_on"], recordings["to_on"])
near = recordings[recordings["due_on"].between(day("2023-08-30"), day("2023-09-01"))]
named = recordings[recordings["profile_id"].isin(holds["profile_id"])]
ten = pd.concat([near.groupby("due_on").head(2), named.groupby("held").head(2)])
ten[["recording_id", "recorded_on", "due_on", "held"]]

# %% [markdown]
# **Before you code:** today is 31 Aug 2023. Which of the ten would you delete tonight?
#
# ## Step 1 · Keep, delete or hold?
#
# Complete `decide(due_on, held, today)`. The first row of this table that applies gives the result:
#
# | result | when |
# |---|---|
# | `"hold"` | `held` is `True`: a legal hold names this record, so it must not be deleted, even if it is due or overdue |
# | `"delete"` | the record is due: `today` is `due_on` or a later day |
# | `"keep"` | in every other case |
#
# | `due_on` | `held` | `today` | result |
# |---|---|---|---|
# | 2023-08-31 | `False` | 2023-08-30 | `"keep"` |
# | 2023-08-31 | `False` | 2023-08-31 | `"delete"` |
# | 2023-12-24 | `True` | 2023-08-31 | `"hold"` |
#
# `due_on` and `today` are dates (`pd.Timestamp`), and you compare dates like numbers: `<`, `<=`,
# `>`, `>=`. `held` is `True` or `False`.

# %% step="decide"
def decide(due_on: pd.Timestamp, held: bool, today: pd.Timestamp) -> str:
    """Return what happens to a record today: "hold", "delete" or "keep".

    Sources: 16 CFR 312.10 (keep no longer than the purpose needs), GDPR 17(3) (legal claims).
    """
    ### BEGIN SOLUTION
    if held:
        return "hold"
    return "delete" if today >= due_on else "keep"
    ### END SOLUTION

# %% test="decide"
with checks("a record is kept on the day before it is due, and deleted on the due day"):
    assert decide(due_on=day("2023-08-31"), held=False, today=day("2023-08-30")) == "keep"
    assert decide(due_on=day("2023-08-31"), held=False, today=day("2023-08-31")) == "delete"

with checks("a hold keeps a record that is not due yet", "ST-02"):
    assert decide(due_on=day("2023-12-24"), held=True, today=day("2023-08-31")) == "hold"
    assert decide(due_on=day("2023-12-24"), held=False, today=day("2023-08-31")) == "keep"

### BEGIN HIDDEN TESTS
# class seed: dates days
import hypothesis.strategies as st

days = st.dates(day("2018-01-01").date(), day("2026-12-31").date()).map(day)

with checks("on any day, what is due is deleted and what is not due stays", hint=3):

    @checks.always(due_on=days, late=st.integers(-400, 400))
    def _(due_on, late):
        expected = "delete" if late >= 0 else "keep"
        assert decide(due_on, False, due_on + pd.Timedelta(days=late)) == expected

with checks("a hold stops the deletion of what is due or overdue", "ST-02", hint=2):
    assert decide(day("2023-08-31"), True, day("2023-08-31")) == "hold"
    assert decide(day("2019-02-03"), True, day("2023-08-31")) == "hold"
    assert decide(day("2019-02-03"), False, day("2023-08-31")) == "delete"
### END HIDDEN TESTS
