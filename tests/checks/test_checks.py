"""What a test cell says, seen as a learner and as nbgrader see it."""

import hashlib
import ipaddress
import subprocess
import sys
import warnings

import hypothesis.strategies as st
import pandas as pd

from privacylab.checks import MIME, Checks, Outcome


def is_big(number):
    return number > 10


def answer(source):
    """A learner's function: code of another file than the test's."""
    namespace = {}
    exec(compile(source, "learner.py", "exec"), namespace)
    return namespace["f"]


def outcome(checks):
    return checks.results[-1].outcome


def detail(checks):
    return "\n".join(checks.results[-1].detail)


def test_a_check_that_holds_has_passed():
    checks = Checks("RET-02")
    with checks("eleven is big"):
        assert is_big(11)
    assert outcome(checks) is Outcome.PASSED


def test_a_failed_public_check_names_the_call_what_came_back_and_what_was_expected():
    checks = Checks("RET-02")
    limit = 10
    with checks("ten is big"):
        assert is_big(limit)
    assert outcome(checks) is Outcome.FAILED
    assert "is_big(limit)" in detail(checks)
    assert "came back:  False" in detail(checks)
    assert "expected:   True" in detail(checks)
    assert "where limit = 10" in detail(checks)


def test_a_name_of_a_comprehension_is_not_explained_by_what_another_cell_called_so():
    checks, number, limits = Checks("RET-02"), "of another cell", [3, 4]
    with checks("all are small"):
        assert [number for number in limits if number < 4] == [3, 4]
    assert number not in detail(checks)
    assert "where limits = [3, 4]" in detail(checks)


def test_a_failed_comparison_shows_both_sides_wherever_the_call_stands():
    checks = Checks("RET-02")
    with checks("the call on the right"):
        assert {"a": 1} == dict(a=2)  # noqa: SIM300
    assert "came back:  {'a': 2}" in detail(checks)
    assert "expected:   {'a': 1}" in detail(checks)


def test_a_hash_is_shown_by_digits_that_tell_it_from_another_alone_or_in_a_container():
    checks = Checks("AUD-05")
    one, other = hashlib.sha256(b"one").digest(), hashlib.sha256(b"other").digest()
    shown = f"<32 bytes {one.hex()[:8]}…{one.hex()[-4:]}>"
    with checks("alone"):
        assert bytes(one) == other
    assert f"came back:  {shown}" in detail(checks)
    with checks("inside"):
        assert dict(root=[one, (one,)]) == {}
    assert f"{{'root': [{shown}, ({shown},)]}}" in detail(checks)
    assert "\\x" not in detail(checks)
    with checks("32 bytes of text are no hash"):
        assert b"thirty-two bytes that say a word" == b""
    assert "b'thirty-two bytes that say a word'" in detail(checks)


def test_two_dicts_or_sets_that_part_are_told_part_by_part():
    checks = Checks("RET-02")
    with checks("dicts"):
        assert dict(a=1, b=2) == {"a": 1, "b": 3, "c": 4}
    assert "missing:    'c': 4\nat 'b': 2, expected 3" in detail(checks)
    with checks("sets"):
        assert set("ab") == {"b", "c"}
    assert "missing:    {'c'}\nextra:      {'a'}" in detail(checks)


def test_a_failure_says_which_call_made_the_result():
    checks = Checks("RET-02")
    with checks("a result in a name"):
        found = sorted([3, 1])
        assert found == [3, 1]
    assert "where found = sorted([3, 1])" in detail(checks)


def test_a_failure_shows_a_small_table_as_a_table():
    checks = Checks("RET-02")
    people = pd.DataFrame({"name": ["ada", "ben"], "age": [3, 4]})
    with checks("the table is short"):
        assert len(people) == 3
    assert "ada" in detail(checks) and "age" in detail(checks)


def test_a_function_that_returns_nothing_is_asked_for_its_return():
    f = answer("def f(x): x + 1")
    checks = Checks("RET-02")
    with checks("a forgotten return"):
        assert f(2) == 3
    assert "did you forget a return" in detail(checks)
    with checks("and where its result is used"):
        found = f(2)
        assert found["x"] == 3
    assert outcome(checks) is Outcome.FAILED
    assert "where found = f(2)" in detail(checks) and "did you forget a return" in detail(checks)


def test_a_value_of_the_wrong_kind_is_a_failure_that_names_both_kinds():
    for made in ("[1]", "(1,)", "__import__('pandas').Series([1])"):
        f = answer(f"def f(): return {made}")
        checks = Checks("RET-02")
        with checks("a set"):
            assert f() == {1}
        assert outcome(checks) is Outcome.FAILED
        assert f"A {type(f()).__name__} came back; a set was expected." in detail(checks)


def test_a_comparison_that_itself_raises_is_a_failure_and_not_an_unwritten_answer():
    f = answer("def f(): return __import__('pandas').Series(['a'], index=['x'])")
    checks = Checks("RET-02")
    with checks("a dict"):
        assert f() == {"x": "a"}
    assert outcome(checks) is Outcome.FAILED
    assert "A Series came back; a dict was expected." in detail(checks)


def test_a_crash_names_the_exception_the_learners_line_and_the_call():
    f = answer("def f():\n    return {}['profile']\n")
    checks = Checks("RET-02")
    with checks("a crash"):
        assert f() == 1
    assert outcome(checks) is Outcome.CRASHED
    assert detail(checks).startswith("KeyError: 'profile'\nin f(), line 2 of its cell")
    assert "called by the check: assert f() == 1" in detail(checks)


def test_a_stub_is_not_attempted_rather_than_wrong():
    f = answer("def f():\n    raise NotImplementedError()")
    checks = Checks("RET-02")
    with checks("the stub"):
        assert f()
    assert outcome(checks) is Outcome.NOT_ATTEMPTED


def test_a_library_that_says_not_implemented_is_a_crash():
    f = answer("def f(network):\n    return network.version\n")
    checks = Checks("RET-02")
    with checks("a library's"):
        assert f(ipaddress._BaseNetwork())
    assert outcome(checks) is Outcome.CRASHED


def test_a_name_that_no_cell_has_defined_is_not_attempted_and_says_which():
    checks = Checks("RET-02")
    with checks("missing"):
        assert not_yet_written(1)  # noqa: F821
    assert outcome(checks) is Outcome.NOT_ATTEMPTED
    assert "not_yet_written is not defined" in detail(checks)


def test_a_name_missing_inside_the_learners_code_is_a_crash():
    f = answer("def f():\n    return lenght([1])\n")
    checks = Checks("RET-02")
    with checks("a typo"):
        assert f() == 1
    assert outcome(checks) is Outcome.CRASHED


def test_a_check_that_needs_a_failed_one_is_skipped():
    checks = Checks("RET-02")
    with checks("first"):
        assert is_big(1)
    with checks("second"):
        checks.needs("first")
        raise RuntimeError("not reached")
    assert outcome(checks) is Outcome.SKIPPED


def test_sys_exit_in_the_learners_code_ends_one_check_and_not_the_cell():
    f = answer("def f(): exit(3)")
    checks = Checks("RET-02")
    with checks("exit"):
        assert f()
    assert outcome(checks) is Outcome.CRASHED


def test_a_warning_and_a_line_on_standard_error_cost_nothing(capsys):
    checks = Checks("RET-02", points=4)
    with checks("noisy"):
        print("oh no", file=sys.stderr)
        warnings.warn("deprecated", stacklevel=1)
    assert outcome(checks) is Outcome.PASSED
    assert capsys.readouterr().err == ""


def test_what_is_printed_in_a_hidden_check_goes_nowhere(capsys):
    checks = Checks("RET-02", hidden=1)
    with checks("hidden", "RET-03", hint=1):
        print("the hidden data is 42")
        print("and again", file=sys.stderr)
    seen = capsys.readouterr()
    assert seen.out == seen.err == ""


def test_a_property_shows_its_smallest_failing_example():
    checks = Checks("RET-02")
    with checks("every number is small"):

        @checks.always(number=st.integers(0, 1000))
        def _(number):
            assert number < 11

    assert outcome(checks) is Outcome.FAILED
    assert "where number = 11" in detail(checks)


def test_a_hidden_property_stops_at_the_first_example_that_fails():
    checks, tried = Checks("RET-02"), []
    with checks("every number is small", hint=1):

        @checks.always(number=st.integers(0, 1000))
        def _(number):
            tried.append(number)
            assert number < 11

    assert outcome(checks) is Outcome.FAILED
    assert sum(number >= 11 for number in tried) <= 2  # the example, and once more to be sure


def test_a_hidden_check_that_fails_is_explained_to_nobody_and_calls_the_answer_once():
    checks, calls = Checks("RET-02"), []
    with checks("there are two calls", hint=1):
        assert calls.append(1) == 2
    assert (outcome(checks), detail(checks), calls) == (Outcome.FAILED, "", [1])


def test_a_property_is_tried_on_as_many_examples_as_it_says():
    checks, tried = Checks("RET-02"), []
    with checks("every number is a number"):

        @checks.always(7, number=st.integers(0, 1000))
        def _(number):
            tried.append(number)

    assert len(tried) == 7


def test_the_examples_of_a_property_are_the_same_whatever_else_is_loaded(tmp_path):
    numbers = ", ".join(str(10**9 + 7 * n) for n in range(500))
    (tmp_path / "mine.py").write_text(f"NUMBERS = [{numbers}]")
    code = (
        "from hypothesis import strategies as st\n"
        "from privacylab.checks import Checks\n"
        "seen = []\n"
        "for least in range(20):\n"
        "    @Checks('RET-02').always(number=st.integers(least, 10**12))\n"
        "    def _(number):\n"
        "        seen.append(number)\n"
        "print(seen)"
    )
    alone, beside = (
        subprocess.run(
            [sys.executable, "-c", start + code],
            cwd=tmp_path,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for start in ("", "import mine\n")
    )
    assert alone.count(",") > 300 and alone == beside


def test_before_grading_the_report_says_what_has_not_run_yet(capsys):
    checks = Checks("RET-02", points=8, hidden=6)
    with checks("public"):
        assert is_big(11)
    assert checks.report() is None
    assert "The public check passes; 6 hidden checks run at grading." in capsys.readouterr().out


def test_at_grading_every_check_weighs_the_same_and_the_report_returns_the_points(capsys):
    checks = Checks("RET-02", points=8, hidden=2)
    with checks("public"):
        assert is_big(11)
    with checks("hidden good", "RET-03", hint=1):
        assert is_big(12)
    with checks("hidden bad", "RET-03", hint=1):
        assert is_big(1)
    assert checks.report() == 5.33
    assert "The public check passes, 1 of 2 hidden checks pass" in capsys.readouterr().out


def test_hidden_checks_that_did_not_run_leave_no_score():
    checks = Checks("RET-02", points=8, hidden=2)
    with checks("hidden good", "RET-03", hint=1):
        assert is_big(12)
    assert checks.report() is None


def test_a_failed_hidden_check_shows_the_requirement_and_the_hint_and_nothing_of_the_test(capsys):
    f = answer("def f(key): return {}[key]")
    checks = Checks("RET-02", points=8, hidden=2)
    with checks("the secret sentence", "RET-03", hint=2):
        secret = 41
        assert is_big(secret) == "secret value"
    with checks("another secret", "RET-07", hint=3):
        assert f("secret key")
    checks.report()
    text = capsys.readouterr().out
    assert "RET-03" in text and 'hint("RET-03", 2)' in text and "O-A3" in text
    assert "KeyError" not in text  # its name is the answer's own choice, made after a secret
    for secret_word in ("secret", "41", "is_big"):
        assert secret_word not in text


def test_the_report_carries_text_html_and_data_without_hidden_text(monkeypatch):
    shown = []
    import IPython
    import IPython.display

    monkeypatch.setattr(IPython, "get_ipython", lambda: object())
    monkeypatch.setattr(IPython.display, "display", shown.append)
    checks = Checks("RET-02", points=8, hidden=1)
    with checks("a < b & c"):
        assert is_big("<script>".count("s"))
    with checks("a secret", "RET-03", hint=1):
        assert is_big(1)
    assert checks.report() == 0.0
    bundle = shown[0]._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", MIME}
    assert "<script>" not in bundle["text/html"] and "&lt;script&gt;" in bundle["text/html"]
    assert [one["outcome"] for one in bundle[MIME]["checks"]] == ["failed", "failed"]
    assert "a secret" not in str(bundle)


def test_every_outcome_is_told_in_words_and_not_by_colour_alone():
    checks = Checks("RET-02", hidden=0)
    with checks("passes"):
        pass
    with checks("fails"):
        assert is_big(1)
    with checks("crashes"):
        assert answer("def f(): return 1 / 0")()
    with checks("is missing"):
        assert not_yet_written  # noqa: F821
    with checks("needs another"):
        checks.needs("fails")
    from privacylab.checks.report import Report

    html = Report("RET-02", "is_big", 1, 0, tuple(checks.results)).as_html()
    for word in Outcome:
        assert f"</span> {word}</span>" in html


def test_nbgraders_validation_fails_when_a_public_check_does(monkeypatch):
    import pytest

    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    checks = Checks("RET-02", hidden=3)
    with checks("fails"):
        assert is_big(1)
    with pytest.raises(AssertionError, match="The public check does not pass"):
        checks.report()


def drawn(seed, examples=20):
    """What a property and a check are tried with in the class with that seed."""
    checks, seen = Checks("RET-02"), []
    if seed:
        checks.draw_from(seed)
    with checks("all numbers", hint=1):

        @checks.always(examples, number=st.integers(0, 10**9))
        def _(number):
            seen.append(number)

    with checks("a number", hint=1):
        seen.append(checks.random.random())
    return seen


def test_each_class_seed_has_its_own_examples_and_draws_the_same_each_time():
    for seed in ("", "one", "two"):
        assert drawn(seed) == drawn(seed)
    assert drawn("one")[-1] != drawn("two")[-1] != drawn("")[-1]
    shared = set(drawn("one")) & set(drawn("two"))
    assert len(shared) < 4  # Hypothesis tries the simplest example with any seed


def test_what_a_check_draws_does_not_depend_on_the_checks_before_it():
    checks, drawn = Checks("RET-02"), []
    for sentence in ("first", "second", "first"):
        with checks(sentence, hint=1):
            drawn.append(checks.random.random())
            checks.random.random()
    assert drawn[0] == drawn[2] != drawn[1]
