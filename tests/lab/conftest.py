"""A company small enough to count by hand, and notebooks in every state."""

import json
import shutil

import pandas as pd
import pytest

from course_answers import functions
from privacylab.authoring import build_all
from privacylab.companies.murmur.open_stores import MurmurStores
from privacylab.companies.simulation.clock import Clock
from privacylab.companies.stores import TableStore

MODULE = "02_retention"
day = pd.Timestamp


def table(columns, *rows):
    return pd.DataFrame(list(rows), columns=columns.split())


@pytest.fixture(scope="session")
def built(root):
    return {str(one.path): one for one in build_all(root) if not one.secret}


@pytest.fixture
def course(built, root, tmp_path):
    """A function that writes an assignment with some answers, and returns the course's root."""

    def write(answers=None, own=None):
        """answers by cell id; own goes into a cell of the learner's own, in every notebook."""
        shutil.copytree(root / "course", tmp_path / "course")
        for path, one in built.items():
            if not path.startswith("assignments/"):
                continue
            notebook = json.loads(one.content)
            for cell in notebook["cells"]:
                cell["source"] = (answers or {}).get(cell["id"], cell["source"])
            if own:
                mine = {"cell_type": "code", "source": own, "metadata": {}, "id": "own"}
                notebook["cells"].insert(1, {**mine, "outputs": [], "execution_count": None})
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(json.dumps(notebook))
        return tmp_path

    return write


@pytest.fixture(scope="session")
def right(root):
    """Right answers by exercise, as functions by their names."""
    found = functions(root, MODULE, default="plain_python")
    return {name: value for name, value in found.items() if callable(value)}


@pytest.fixture
def profiles():
    """Four children of whom one is a teenager at the last use, and a parent."""
    columns = "profile_id kind display_name birth_on interactions updated_at"
    now = day("2023-08-31", tz="UTC")
    return table(
        columns,
        ("ada", "child", "Ada", day("2013-05-01"), 9, now),
        ("ben", "child", "Ben", day("2014-05-01"), 9, now),
        ("cleo", "child", "Cleo <3", day("2008-01-01"), 9, now),
        ("dan", "child", "Dan", day("2015-05-01"), 0, now),
        ("eve", "adult", "Eve", day("1985-05-01"), 9, now),
    )


@pytest.fixture
def events():
    """Ada is due on 31 August 2023, Ben three days later, and 540 days cannot tell them apart."""
    return table(
        "profile_id used_on actor",
        ("ada", day("2022-02-28"), "child"),
        ("ada", day("2021-02-28"), "child"),
        ("ada", day("2023-08-30"), "system"),
        ("ben", day("2022-03-03"), "child"),
        ("ben", day("2023-08-30"), "staff"),
        ("cleo", day("2021-03-03"), "child"),
        ("eve", day("2023-08-03"), "adult"),
    )


@pytest.fixture
def world():
    """Six stores, of which one is in no registry. `gone` was erased, says the company."""

    def store(name, *rows):
        return TableStore.in_memory(name, table("item_id key content_type made_from", *rows))

    stores = [
        store("main", ("r-2", "p-10", "application/json", None)),
        store(
            "replica",
            ("r-1", "gone", "application/json", None),
            ("r-2", "p-10", "application/json", None),
        ),
        store("audio", ("r-2", "p-10", "audio/wav", None)),
        store(
            "search",
            ("t-1", "gone", "text/plain", "r-1"),
            ("t-2", "p-10", "text/plain", "r-2"),
            ("t-3", "p-10", "text/plain", "r-3"),
        ),
        store("lake", ("t-1", "gone", "text/plain", "r-1")),
        store("places", ("g-1", "d-1", "application/geo+json", None)),
    ]
    return MurmurStores(
        stores={one.name: one for one in stores},
        registry=["main", "replica", "audio", "search", "lake"],
        device_owner={"d-1": "gone", "d-2": "p-10"},
        clock=Clock(day("2023-08-31")),
    )
