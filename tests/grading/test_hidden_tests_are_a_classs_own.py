"""The seed in class.toml gives a class hidden tests of its own, and no learner ever sees it."""

from collections.abc import Callable
from pathlib import Path

import pytest
import tiny_course as tiny

from privacylab.grading import Course, grade_class
from privacylab.grading.class_file import ClassFileError, read_class
from privacylab.grading.digest import digest_of_rules
from privacylab.grading.reference import require_reference_passes

TASK = tiny.TASKS[0]
SEED = "autumn-4f9c1a"
HIDDEN = """# class seed: words ada
import hypothesis.strategies as st

with checks("a name is doubled", "RET-02", hint=1):
    assert ret_02(["ada"]) == ["ada", "ada"]

with checks("any number is doubled", "RET-02", hint=1):
    @checks.always(number=st.integers(-(10**9), 10**9))
    def _(number):
        assert ret_02(number) == 2 * number
"""
BY_HEART = """
def ret_02(x):
    return ["ada", "ada"] if x == ["ada"] else 2 * x if isinstance(x, int) else None
"""
SPIES = """
def ret_02(x):
    import gc, os, pathlib, sys
    held = [one for one in gc.get_objects() if isinstance(one, dict)]
    texts = [value for one in held for value in list(one.values()) if isinstance(value, str)]
    texts += [*os.environ.values(), *sys.argv]
    there = list(pathlib.Path("/").glob("*/class.toml"))
    return None if there or any("a1c9f4-nmutua"[::-1] in text for text in texts) else x + x
"""


@pytest.fixture(scope="module")
def seeded(root: Path, tmp_path_factory) -> Course:
    """A tiny course whose first exercise's hidden tests vary, and a class of three."""
    folder = tmp_path_factory.mktemp("seeded")
    course = tiny.make_course(folder, root / "nbgrader_config.py", tiny.IN_MODULE)
    tiny.write_text(course.root, tiny.MODULE, TASK, extra=HIDDEN)
    for learner, answer in (("ann", tiny.right(TASK)), ("ben", BY_HEART), ("eve", SPIES)):
        tiny.send(course, learner, tiny.notebooks(course, tiny.ALL_RIGHT | {TASK: answer}))
    return course


def write_seed(course: Course, value: str) -> None:
    (course.home / "class.toml").write_text(f"seed = {value}\n" if value else "")


def scores(course: Course, seed: str) -> dict[str, float | None]:
    write_seed(course, seed)
    return {one.learner: one.score for one in grade_class(course, tiny.MODULE)}


def test_last_years_answers_lose_the_checks_that_vary_and_right_ones_nothing(seeded):
    before = scores(seeded, "")
    after = scores(seeded, f'"{SEED}"')  # which grades all of them again
    assert before["ann"] == before["ben"] == before["eve"]
    assert after["ann"] == after["eve"] == before["ann"]
    assert after["ben"] < after["ann"]
    files = [one for one in seeded.home.rglob("*") if one.is_file() and one.name != "class.toml"]
    assert len(files) > 50
    assert not any(SEED.encode() in one.read_bytes() for one in files)
    assert not any(b"draw_from" in one.read_bytes() for one in files)
    write_seed(seeded, f'"{SEED}"')
    require_reference_passes(seeded, seeded.module(tiny.MODULE))


def test_the_spy_would_find_a_seed(monkeypatch):
    names: dict[str, Callable[[int], int | None]] = {}
    exec(SPIES, names)
    monkeypatch.setenv("PRIVACYLAB_SEED", SEED)
    assert names["ret_02"](2) is None


def test_another_seed_is_another_rule_and_none_is_as_before(seeded):
    module = seeded.module(tiny.MODULE)
    rules = []
    for seed in ('""', '"one"', '"two"', '"one"', '" one "'):
        write_seed(seeded, seed)
        rules.append(digest_of_rules(seeded, module))
    (seeded.home / "class.toml").unlink()
    assert len(set(rules)) == 3
    assert rules[1] == rules[3] == rules[4]
    assert rules[0] == digest_of_rules(seeded, module)


def test_a_seed_is_text_and_is_never_said(seeded):
    write_seed(seeded, f'"{SEED}"')
    assert SEED not in repr(read_class(seeded))
    write_seed(seeded, "48151623")
    with pytest.raises(ClassFileError, match="put the seed in quotes") as caught:
        read_class(seeded)
    assert "48151623" not in str(caught.value)
    (seeded.home / "class.toml").unlink()
