"""Predictions: an answer first, then the reason."""

import pytest

from privacylab.lab import Question, predict

ASK = Question("Which day?", ("28 February", "1 March"), "28 February", "It is the <last> one.")


def parts():
    question = predict(ASK).children[0]
    _, *answers, reason = question.children
    return answers, reason


def test_the_reason_is_nowhere_until_an_answer_is_given():
    answers, reason = parts()
    assert reason.value == ""
    answers[0].click()
    assert "✓ Correct." in reason.value
    assert "It is the &lt;last&gt; one." in reason.value


def test_the_first_answer_counts_and_the_right_one_is_shown_in_words():
    answers, reason = parts()
    answers[1].click()
    assert "✗ No. The answer is: 28 February." in reason.value
    assert [answer.description for answer in answers] == ["✓ 28 February", "✗ 1 March"]
    first = reason.value
    answers[0].click()
    assert reason.value == first


def test_no_answer_is_disabled_so_that_the_keyboard_keeps_its_place():
    answers, _ = parts()
    answers[0].click()
    assert not any(answer.disabled for answer in answers)


def test_without_widgets_the_question_is_text_that_gives_nothing_away():
    assert repr(predict(ASK)) == "1. Which day?\n  28 February\n  1 March"


def test_a_question_whose_right_answer_is_not_offered_is_refused():
    with pytest.raises(ValueError, match="is not among the answers"):
        Question("Which day?", ("1 March",), "28 February", "")
