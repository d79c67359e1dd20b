"""Two exercises that cheats try to pass without solving them, and their right answers."""

SETUP = """
import pandas as pd
from privacylab.checks import Checks
from privacylab.companies.stores import Store, StoreUnavailable, TableStore
day = pd.Timestamp
"""
TEST = """
checks = Checks("RET-02", points=4, hidden=2)
columns = ["item_id", "key", "content_type", "made_from"]
rows = [("rec-1", "ada", "audio/wav", None), ("rec-2", "ben", "audio/wav", None)]
with checks("two becomes four"):
    assert double(2) == 4
with checks("what ada holds is found"):
    store = TableStore.in_memory("audio", pd.DataFrame(rows, columns=columns))
    assert held(store, "ada") == {"rec-1"}
### BEGIN HIDDEN TESTS
SECRET_OF_THE_TEST = 100_021
with checks("the concealed number is doubled", hint=1):
    assert double(SECRET_OF_THE_TEST) == 200_042
with checks("what ben holds is found, and the store is as it was", hint=2):
    assert held(store, "ben") == {"rec-2"}
    assert list(store.scan()["item_id"]) == ["rec-1", "rec-2"]
### END HIDDEN TESTS
checks.report()
"""
AGAIN = """
checks = Checks("RET-01", points=2, hidden=1)
with checks("three becomes six"):
    assert triple(2) == 6
### BEGIN HIDDEN TESTS
with checks("the other concealed number is tripled", hint=1):
    assert triple(100_003) == 300_009
### END HIDDEN TESTS
checks.report()
"""
DOUBLE = "def double(x):\n    return 2 * x\n"
HELD = """
def held(store, who):
    items = store.scan()
    return set(items.loc[items["key"] == who, "item_id"])
"""
TRIPLE = "def triple(x):\n    return 3 * x\n"
