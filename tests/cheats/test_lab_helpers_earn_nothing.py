"""An answer is the learner's own: the lab's worked answers are out of its reach."""

import pytest
from lab_helpers import ROWS
from whole_course import grade as grade_all

LOOKS = {
    "files": """
import os, pathlib, privacylab
place = pathlib.Path(privacylab.__file__).parent
print(sorted(one for one in os.listdir(place) if one != "__pycache__"))
print([one for one in place.rglob("*.py") if "_upwards" in one.read_text()])
""",
    "memory": """
import gc, sys
names = {getattr(one, "__module__", None) for one in gc.get_objects()} | {*sys.modules}
gone = ("lab", "verification", "authoring", "grading", "cli", "jupyter")
print([one for one in names if isinstance(one, str) and one.startswith(
    tuple(f"privacylab.{room}" for room in gone))])
""",
    "course": """
import os, privacylab.catalog
found = privacylab.catalog.find_root()
there = {*os.listdir(found)} - {"src", ".venv"}  # where the package, or Python, may be
print(sorted(there), sorted(os.listdir(found / "course")))
""",
}


@pytest.mark.parametrize(("exercise", "step", "code"), ROWS)
def test_each_helper_is_there_for_looking(exercise, step, code):
    names: dict = {}
    exec(code, names)
    assert callable(names[step])


def test_an_answer_that_imports_a_helper_earns_nothing(root, jail_isolation):
    answers: dict[str, dict[str, str]] = {}
    for exercise, step, code in ROWS:
        answers.setdefault(exercise, {})[step] = code
    graded = grade_all(root, jail_isolation, answers)  # of other steps, the reference answers
    assert [row[:2] for row in ROWS if graded[row[:2]].score or graded[row[:2]].passed] == []
    assert sum(one.score for one in graded.values()) > 0


def test_the_message_says_why(grade):
    ran = grade("from privacylab.lab.audit import merkle")
    says = "is for exploring, not for answers: it is not available when your work is graded"
    assert says in ran.shown


@pytest.mark.parametrize("name", LOOKS)
def test_nothing_of_the_lab_is_found_in_a_jail(grade, name):
    shown = grade(LOOKS[name]).cells[1].outputs[0].text
    assert (
        shown
        == {
            "files": "['__init__.py', 'cache.py', 'catalog', 'checks', 'companies', 'errors.py', "
            "'files.py', 'text.py']\n[]\n",
            "memory": "[]\n",
            "course": "['course', 'datasets', 'scratch'] ['course.toml']\n",
        }[name]
    )


def test_what_is_offered_can_be_imported(grade):
    ran = grade("""
from privacylab.checks import Checks, earlier, hint, small_table
from privacylab.companies import census, murmur, open_murmur, small_world, tiny_world
from privacylab.companies.stores import Store, StoreUnavailable, TableStore
print(len(murmur.table("stores")) > 0)
""")
    assert ran.cells[1].outputs[0].text == "True\n"
