"""A counterfeit is the reference answer with a few lines changed: each change fits just once."""

import pytest

from privacylab.authoring import AuthorError
from privacylab.verification.edits import apply_change, replace_functions

WHERE = "AGE-01_of_age/counterfeits.toml, TooOld"
OF_AGE = '''ADULT = 18


def of_age(years):
    """Whether a person is of age."""
    if years < 0:
        return False
    return years >= ADULT
'''
YEARS = """class Years:
    def __init__(self, born):
        self.born = born

    @property
    def known(self):
        return False


@staticmethod
def years(born, today):
    return today - born
"""
REFERENCE = {"of_age": OF_AGE, "years": YEARS}


def changed(change):
    return apply_change(change, REFERENCE, WHERE)


def refused(function, text):
    with pytest.raises(AuthorError) as caught:
        function(text, REFERENCE, WHERE)
    return str(caught.value)


def test_a_line_is_changed_and_all_else_stays():
    change = "-    return years >= ADULT\n+    return years > ADULT\n"
    assert changed(change) == {
        "of_age": OF_AGE.replace("years >= ADULT", "years > ADULT"),
        "years": YEARS,
    }
    assert REFERENCE["of_age"] == OF_AGE


def test_lines_are_removed_and_added_beside_a_line_that_stays():
    change = " ADULT = 18\n+CHILD = 13\n@@\n-    if years < 0:\n-        return False\n"
    assert changed(change)["of_age"] == (
        'ADULT = 18\nCHILD = 13\n\n\ndef of_age(years):\n    """Whether a person is of age."""\n'
        "    return years >= ADULT\n"
    )


def test_a_change_may_touch_several_steps():
    change = "-ADULT = 18\n+ADULT = 21\n@@\n-    return today - born\n+    return born\n"
    found = changed(change)
    assert "ADULT = 21" in found["of_age"] and "return born" in found["years"]


def test_an_empty_line_in_a_change_is_an_empty_line_of_the_answer():
    found = changed("-ADULT = 18\n+ADULT = 21\n\n\n def of_age(years):\n")
    assert found["of_age"].startswith("ADULT = 21\n\n\ndef of_age(years):\n")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(
            "-    return years > ADULT\n+    return True",
            "no line of the reference answer is '    return years > ADULT': the nearest is "
            "'    return years >= ADULT'.",
            id="it fits nowhere",
        ),
        pytest.param(
            "-return years >= ADULT\n+return True",
            "no line of the reference answer is 'return years >= ADULT': the nearest is "
            "'    return years >= ADULT'.",
            id="it is indented otherwise",
        ),
        pytest.param(
            "-        return False\n+        return True",
            "the change fits 2 places: add the line before or after it, with a space in front: "
            "'return False'.",
            id="it fits twice",
        ),
        pytest.param(
            "-    if years < 0:\n-    return years >= ADULT\n",
            "these lines do not follow each other in the reference answer: ['    if years < 0:', "
            "'    return years >= ADULT'].",
            id="its lines are apart",
        ),
        pytest.param(
            "+    return True",
            "show where the added lines go: put the line before them first, after a space.",
            id="it only adds",
        ),
        pytest.param(
            "-ADULT = 18\n+ADULT = 21\n@@\n+CHILD = 13",
            "show where the added lines go: put the line before them first, after a space.",
            id="its second place only adds",
        ),
        pytest.param(
            "ADULT = 21",
            "begin each line of the change with -, + or a space: 'ADULT = 21'.",
            id="it is no change",
        ),
        pytest.param(
            "-ADULT = 18\n+ADULT = 21\n@@\n-ADULT = 18\n+ADULT = 16",
            "no line of the reference answer is 'ADULT = 18': the nearest is 'ADULT = 21'.",
            id="its second place was changed by the first",
        ),
    ],
)
def test_a_change_that_does_not_fit_is_refused_with_the_nearest_or_the_way_out(change, said):
    assert refused(apply_change, change) == f"{WHERE}: {said}"


def test_a_change_that_fits_twice_fits_once_with_the_line_before_it():
    found = changed("     if years < 0:\n-        return False\n+        return True\n")
    assert "    if years < 0:\n        return True\n" in found["of_age"]
    assert found["years"] == YEARS


def replaced(source):
    return replace_functions(source, REFERENCE, WHERE)


def test_a_whole_function_is_replaced_and_all_else_stays():
    found = replaced("def of_age(years):\n    return True\n")
    assert found == {
        "of_age": "ADULT = 18\n\n\ndef of_age(years):\n    return True\n",
        "years": YEARS,
    }


def test_a_function_is_replaced_with_its_decorators_and_a_class_as_a_whole():
    found = replaced("def years(born, today):\n    return 0\n\nclass Years:\n    pass\n")
    assert found["years"] == "class Years:\n    pass\n\n\ndef years(born, today):\n    return 0\n"


def test_a_helper_and_an_import_go_before_the_first_function_that_is_replaced():
    source = "import math\n\ndef rounded(x):\n    return math.floor(x)\n\n"
    found = replaced(source + "def of_age(years):\n    return rounded(years) >= 18\n")
    assert found["of_age"].startswith(
        "import math\n\n\ndef rounded(x):\n    return math.floor(x)\n\n\nADULT = 18\n"
    )
    names = {}
    exec(found["of_age"], names)
    assert names["of_age"](18.5)


def test_a_function_that_the_exercise_has_not_is_refused_with_those_that_it_has():
    source = "def of_age(years):\n    return True\n\ndef of_agee(years):\n    return True\n"
    assert refused(replace_functions, source) == (
        f"{WHERE}: the reference answer has no of_agee: it has of_age, Years, years."
    )


def test_an_answer_that_replaces_nothing_is_refused():
    assert refused(replace_functions, "ADULT = 21\n") == (
        f"{WHERE}: it replaces no function of the reference answer."
    )
    assert refused(replace_functions, "") == (
        f"{WHERE}: it replaces no function of the reference answer."
    )


def test_functions_that_are_not_python_are_refused_with_the_place():
    assert refused(replace_functions, "def of_age(years)\n    return True\n") == (
        f"{WHERE}, line 1: this is not Python (expected ':'): correct it."
    )
