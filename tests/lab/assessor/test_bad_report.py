"""The bad report has one sentence that its findings carry, and everything on it has words."""

from privacylab.lab.assessor.bad_report import ANSWERS, FINDINGS, SENTENCES, bad_report


def test_the_sentence_that_can_be_signed_is_about_a_finding_that_read_everything():
    (whole,) = [row for row in FINDINGS if row[4] == "730 of 730"]
    assert whole[2:4] == ("met", "recomputed") and whole[5] == "0"
    assert [one for one in SENTENCES if "730" in one] == [SENTENCES[3]]


def test_every_finding_and_every_sentence_is_shown_as_html_and_as_text():
    shown = bad_report()
    for row in FINDINGS:
        assert row[0] in shown.html and row[0] in shown.text
    for sentence in SENTENCES:
        assert sentence in shown.text
    assert shown.html.count("<caption") == 2


def test_each_sentence_has_an_answer_which_is_folded_until_it_is_asked_for():
    shown = bad_report()
    assert len(ANSWERS) == len(SENTENCES)
    assert "sign" in ANSWERS[3]
    for answer in ANSWERS:
        assert answer in shown.text
    visible, folded = shown.html.split("<details>")
    assert "61st" not in visible and "61st" in folded
