"""The same cells in a real kernel and in the grader: a check sees the same of what comes back."""

import json
from pathlib import Path
from typing import Any

import pytest
from lookalikes import CLASSES, DIFFERENT, ROWS
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from privacylab.sandbox.examiner.cell_order import CellStep
from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail.bubblewrap import isolation

PROBE = '''
import collections, dataclasses, json, re, warnings

ABSTRACT = ("Mapping", "MutableMapping", "Sequence", "Set", "Iterable", "Hashable", "Sized")
PLAIN = (dict, list, tuple, set, frozenset, str, bytes, int, float, bool, dt.date, dt.datetime)


def tried(question):
    """What came of it, as text."""
    try:
        with warnings.catch_warnings(action="ignore"):
            found = question()
        if isinstance(found, np.generic):
            found = found.item()
        if isinstance(found, np.ndarray | pd.Series | pd.Index):
            found = [type(found).__name__, list(found)]
        if isinstance(found, set):
            found = "a set of", sorted(map(repr, found))
        return re.sub("0x[0-9a-f]+", "ADDRESS", repr(found))
    except Exception as error:
        return f"raises {type(error).__name__}"


def seen(make, plain):
    """All that a check may see of an answer; one that can be read once is made anew each time."""
    value = make()
    found = {
        "type": type(value).__name__,
        "==": tried(lambda: make() == plain),
        "reflected ==": tried(lambda: plain == make()),
        "!=": tried(lambda: make() != plain),
        "itself": tried(lambda: make() == make()),
        "<": tried(lambda: make() < plain),
        "in": tried(lambda: make() in [plain]),
        "in reflected": tried(lambda: plain in [make()]),
        "len": tried(lambda: len(make())),
        "bool": tried(lambda: bool(make())),
        "list": tried(lambda: list(make())),
        "sorted": tried(lambda: sorted(make())),
        "set": tried(lambda: sorted(set(make()), key=repr)),
        "set ==": tried(lambda: set(make()) == set(plain)),
        "a in it": tried(lambda: "a" in make()),
        "1 in it": tried(lambda: 1 in make()),
        "item": tried(lambda: make()[0]),
        "key": tried(lambda: make()["a"]),
        "slice": tried(lambda: make()[:1]),
        "dict": tried(lambda: dict(make())),
        "get": tried(lambda: make().get("a")),
        "count": tried(lambda: make().count(1)),
        "upper": tried(lambda: make().upper()),
        "year": tried(lambda: make().year),
        "name": tried(lambda: make().name),
        "value": tried(lambda: make().value),
        "x": tried(lambda: make().x),
        "city": tried(lambda: make().city),
        "actor": tried(lambda: make().actor),
        "short": tried(lambda: make().short()),
        "initials": tried(lambda: make().initials()),
        "total": tried(lambda: make().total()),
        "newest": tried(lambda: make().newest()),
        "utcoffset": tried(lambda: make().utcoffset()),
        "+ 1": tried(lambda: make() + 1),
        "+ []": tried(lambda: make() + []),
        "| set()": tried(lambda: make() | set()),
        "| {}": tried(lambda: make() | {}),
        "{} |": tried(lambda: {} | make()),
        "set &": tried(lambda: {("a", 1)} & make()),
        "int": tried(lambda: int(make())),
        "float": tried(lambda: float(make())),
        "as key": tried(lambda: {plain: "found"}.get(make())),
        "in a set": tried(lambda: {make()} == {plain}),
        "isinstance": tried(lambda: isinstance(make(), type(plain))),
        "kinds": [kind.__name__ for kind in PLAIN if isinstance(value, kind)],
        "abstract": [one for one in ABSTRACT if isinstance(value, getattr(collections.abc, one))],
        "repr": tried(make),
        "str": tried(lambda: str(make())),
        "format": tried(lambda: f"{make()}"),
        "json": tried(lambda: json.dumps(make())),
        "tuple": tried(lambda: tuple(make())),
        "max": tried(lambda: max(make())),
        "all ==": tried(lambda: all(one == other for one, other in zip(make(), plain))
                        or isinstance(plain, set)),
        "nested": tried(lambda: [make()] == [plain]),
        "in a dict": tried(lambda: {"k": make()} == {"k": plain}),
    }
    return found
'''


def _cells() -> list[tuple[str, str]]:
    """Each with its role: the learner's functions, and the tests that look at what they return."""
    made = "\n\n".join(f"def make_{n}():\n    return {made}" for n, (made, _) in enumerate(ROWS))
    tests = [
        f"print(json.dumps(seen(make_{number}, {plain})))" for number, (_, plain) in enumerate(ROWS)
    ]
    imports = CLASSES.partition("\n\n\n")[0]
    return [
        ("given", f"{imports}\n{PROBE}"),
        ("learner", f"{CLASSES}\n\n{made}"),
        *(("test", test) for test in tests),
    ]


@pytest.fixture(scope="module")
def in_kernel() -> list[str]:
    notebook = new_notebook(cells=[new_code_cell(source) for _, source in _cells()])
    NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    return [_printed(cell.outputs) for cell in notebook.cells[2:]]


@pytest.fixture(scope="module")
def in_grader(root: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    offer = isolation()
    if not offer.bwrap:
        pytest.skip(offer.reason)
    steps = [CellStep(0, "notebook", "RET-02", "")]
    steps += [
        CellStep(number + 1, role, f"c{number}", source)
        for number, (role, source) in enumerate(_cells())
    ]
    shown = Session(root, tmp_path_factory.mktemp("sent"), 60, 5, offer, 0).execute(steps)
    return [_printed(shown[step.place]) for step in steps if step.role == "test"]


def _printed(outputs: list[Any]) -> str:
    return "".join(one.get("text") or str(one) for one in outputs)


@pytest.mark.parametrize(
    "number", range(len(ROWS)), ids=[f"{n} {m}" for n, (m, _) in enumerate(ROWS)]
)
def test_a_check_sees_the_same_in_both(in_kernel, in_grader, number):
    alone, graded = in_kernel[number], in_grader[number]
    assert alone.startswith("{") and graded.startswith("{"), (alone, graded)
    expected, found = json.loads(alone), json.loads(graded)
    differ = {one: (expected[one], found[one]) for one in expected if found[one] != expected[one]}
    assert set(differ) == DIFFERENT.get(ROWS[number][0], set()), differ
