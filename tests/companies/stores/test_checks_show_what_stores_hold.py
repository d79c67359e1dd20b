"""A failed check shows the items of the stores it was about, not only their names."""

import pandas as pd

from privacylab.checks.explain import _show
from privacylab.companies.stores import TableStore

ROWS = pd.DataFrame(
    {"item_id": ["r-1"], "key": ["ada"], "content_type": ["audio/wav"], "made_from": [None]}
)


def test_a_dict_of_stores_is_shown_by_their_items_and_by_which_are_down():
    stores = {name: TableStore.in_memory(name, ROWS) for name in ("main", "replica")}
    stores["replica"].take_down()
    shown = _show(stores)
    main, replica = shown.split("\nreplica:")
    assert "\nmain:" in main and "r-1" in main and "ada" in main
    assert replica == " down"


def test_a_dict_in_which_something_else_stands_is_shown_as_it_is():
    assert _show({"main": 1}) == "{'main': 1}"
    assert _show({}) == "{}"
