# %% [markdown]
# ## Why
#
# Murmur is an invented voice assistant. It keeps a record, and somebody must decide each night
# what becomes of it. Write `decide(due_on, held, today)`. The first line that fits:
#
# | result | when |
# |---|---|
# | `"hold"` | `held` is `True`: a legal hold names this record, so nobody may delete it, due or not |
# | `"delete"` | the record is due: `today` is `due_on` or a later day |
# | `"keep"` | everything else |
#
# `due_on` and `today` are dates; `held` is `True` or `False`. You compare dates like numbers: `<`,
# `<=`, `>`, `>=`.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks
from privacylab.lab import hint

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## Step 1 · `decide`

# %% step="decide"
def decide(due_on: pd.Timestamp, held: bool, today: pd.Timestamp) -> str:
    """What becomes of a record today: "hold", "delete" or "keep".

    Sources: 16 CFR 312.10 (no longer than the purpose needs), GDPR 17(3) (legal claims).
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
import hypothesis.strategies as st

days = st.dates(day("2018-01-01").date(), day("2026-12-31").date()).map(day)

with checks("on any day, what is due goes and what is not due stays", hint=3):

    @checks.always(due_on=days, late=st.integers(-400, 400))
    def _(due_on, late):
        expected = "delete" if late >= 0 else "keep"
        assert decide(due_on, False, due_on + pd.Timedelta(days=late)) == expected

with checks("a hold stops the deletion of what is due or overdue", "ST-02", hint=2):
    assert decide(day("2023-08-31"), True, day("2023-08-31")) == "hold"
    assert decide(day("2019-02-03"), True, day("2023-08-31")) == "hold"
    assert decide(day("2019-02-03"), False, day("2023-08-31")) == "delete"
### END HIDDEN TESTS
