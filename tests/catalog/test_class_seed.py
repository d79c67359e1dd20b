"""A class gets its own names, dates and examples in the same hidden checks."""

import re

import pytest

from privacylab.catalog.class_seed import vary, wrong_marks
from privacylab.catalog.exercises import public_part

TEST = """\
who = ["ada", "p-ada", "Ada", "adam", b"ben 1"]
def people(**on):
    return on

adam, ada = "an adult", "a child"

with checks("ada is in the sentence"):
    assert f"ada {who} 2023-08-31"
### BEGIN HIDDEN TESTS
# class seed: words ben ada
# class seed: dates {by}
people(ada="2023-08-31", other="2024-02-29T10:00", month="2019-02", year="2023", no="r-2023-1")
with checks("ben is kept", hint=1):
    checks.needs("ada is in the sentence")
### END HIDDEN TESTS
"""


def varied(by: str = "4 years", seed: str = "one", exercise: str = "X-1") -> str:
    return vary([TEST.replace("{by}", by)], exercise, seed)[0]


def strings(by: str = "4 years", seed: str = "one") -> list[str]:
    return re.findall(r'"([^"]*)"', varied(by, seed).replace("{who}", ""))


def test_without_a_seed_a_test_stays_as_it_is_written():
    assert vary([TEST], "X-1", "") == (TEST,)


def test_one_seed_gives_one_text_and_another_seed_or_exercise_gives_another():
    assert varied() == varied()
    assert len({varied(), varied(seed="two"), varied(exercise="X-2")}) == 3


def test_a_word_is_another_one_wherever_it_is_a_whole_word_in_a_string():
    ada, device, capital, adam, ben, *_ = strings()
    assert re.fullmatch("([a-z][aeiou]){3}", ada)
    assert (device, capital, adam) == (f"p-{ada}", ada.capitalize(), "adam")
    assert f'people({ada}="' in varied()
    assert "adam, ada = " in varied()  # a variable of the test
    assert re.fullmatch(r"(\w+) 1", ben) and not ben.startswith("ben")


def test_words_keep_their_order():
    for number in range(20):
        ada, ben = strings(seed=str(number))[0], strings(seed=str(number))[4].split()[0]
        assert ada < ben


def test_all_test_cells_of_an_exercise_have_the_same_words():
    first, second = vary([TEST, 'who = "ada"'], "X-1", "one")
    assert second.split('"')[1] in first and second != 'who = "ada"'


def test_sentences_are_how_results_are_told_apart_so_they_stay():
    for sentence in (
        'checks("ada is in the sentence")',
        'checks("ben is kept"',
        'needs("ada is in',
    ):
        assert sentence in varied()


def moved(by: str) -> list[str]:
    call = next(line for line in varied(by).splitlines() if line.startswith("people("))
    return re.findall(r'"([^"]*)"', call)


def test_dates_move_together_and_years_keep_the_calendar():
    day, instant, month, year, number = moved("4 years")
    later = int(year) - 2023
    assert later and later % 4 == 0
    assert (day, month) == (f"{2023 + later}-08-31", f"{2019 + later}-02")
    assert (instant, number) == (f"{2024 + later}-02-29T10:00", "r-2023-1")
    day, instant, month, *_ = moved("days")
    assert day != "2023-08-31" and re.fullmatch(r"20\d\d-\d\d-\d\dT10:00", instant)
    assert month == "2019-02"


def test_the_seed_is_in_the_hidden_part_alone():
    assert "draw_from" in varied() and "one" not in varied().replace("sentence", "")
    assert "draw_from" not in public_part(varied())


@pytest.mark.parametrize(
    "said",
    ["# class seed: dates 3 years", "# class seed: names ada", "# class seed: words"],
    ids=["no such step", "no such kind", "no words"],
)
def test_a_mark_that_means_nothing_is_refused(said):
    wrong = wrong_marks(f"### BEGIN HIDDEN TESTS\n{said}\n### END HIDDEN TESTS")
    assert wrong.startswith("write # class seed: words")


def test_a_mark_in_the_public_part_is_refused_because_learners_would_read_it():
    public = "# class seed: words ada\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS"
    assert "each in a line of the hidden part" in wrong_marks(public)
    assert wrong_marks(TEST.replace("{by}", "days")) == ""
