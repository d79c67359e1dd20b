"""The sample dial: what it says is exact, and it draws what it says."""

import re
from math import comb

import pytest

from privacylab.lab import sample_dial
from privacylab.lab.assessor.sample_dial import BLUE, MARKS, ORANGE, describe, still_possible


def missed(wrong, tested):
    """The chance, in percent, that none of the wrong items is in the sample."""
    return 100 * comb(1000 - wrong, tested) / comb(1000, tested)


@pytest.mark.parametrize(("tested", "possible"), [(25, 111), (257, 10), (258, 9), (1000, 0)])
def test_what_is_still_possible_is_the_most_that_leaves_more_than_5_percent(tested, possible):
    assert still_possible(tested) == possible
    assert missed(possible, tested) > 5 >= missed(possible + 1, tested)


def test_a_chance_of_exactly_5_percent_rules_out_one_wrong_item():
    assert still_possible(949) == 1
    assert still_possible(950) == 0


def test_the_picture_draws_and_says_how_many_were_tested_and_may_be_wrong():
    dial = sample_dial()
    said = dial._repr_mimebundle_()["text/plain"]
    assert said == describe(25)
    assert "up to 111 of the other 975 may be wrong: 11.1% of all." in said
    dial.children[0].value = 258
    picture = dial.children[1].value.partition("</svg>")[0]
    assert describe(258) in picture
    paths = dict(re.findall(r'd="(\S[^"]+)" fill="[^"]+" stroke="([^"]+)"', picture))
    drawn = {color: path.count("M") for path, color in paths.items()}
    assert drawn == {BLUE: 258, ORANGE: 9, "currentColor": 733}
    assert [words for *_, words in MARKS.values() if words not in dial.children[1].value] == []


def test_with_nothing_tested_all_may_be_wrong():
    assert still_possible(0) == 1000
    assert "up to 1,000 of the other 1,000 may be wrong" in describe(0)
