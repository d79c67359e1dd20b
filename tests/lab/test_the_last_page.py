"""The last page: the learner's functions on the companies, in any state."""

from types import SimpleNamespace

from course_answers import functions
from privacylab.lab import finish, what_you_built

MODULES = ("01_cases", "02_retention", "03_audit", "04_deletion", "05_models", "06_assessor")


def test_a_learner_who_has_written_nothing_reads_a_sentence_for_each_question(course):
    shown = str(what_you_built(course())).splitlines()[1:]
    assert len(shown) == len(MODULES)
    assert all("○" in line and "not written yet" in line for line in shown)


def test_functions_that_stop_cost_their_own_line_only(monkeypatch):
    def stops(*_):
        raise ZeroDivisionError("by zero")

    mine = SimpleNamespace(add_months=stops, profile_status=stops, basis_problems=stops)
    mine.process = mine.erase = mine.admit = mine.replay = mine.destroy = stops
    mine.assess = stops
    monkeypatch.setattr(finish, "my_answers", lambda module_id, root: mine)
    shown = str(what_you_built()).splitlines()[1:]
    assert all("✗ It stops with ZeroDivisionError: by zero" in line for line in shown)


def test_the_reference_finds_what_is_there(monkeypatch, root):
    answers = {one: SimpleNamespace(**functions(root, one)) for one in MODULES}
    monkeypatch.setattr(finish, "my_answers", lambda module_id, _: answers[module_id])
    due, inactive, flagged, deleted, destroyed, assessed = str(what_you_built()).splitlines()[1:]
    assert "On 28 February 2023" in due
    assert "125 of 550 child profiles" in inactive  # as many as lesson 02 counts
    assert "p-000131" in flagged
    assert "0 of the child's items left: that is true" in deleted
    assert "reported what no call removes: archive/2023/voice.bin" in destroyed
    assert "Gaps: AUD-19, DEL-01. Not tested: AUD-20, DEL-07, DEL-14. Met: 6." in assessed


def test_what_is_shown_has_a_table_and_its_text(course):
    shown = what_you_built(course())
    assert "<table" in shown.html and "<th" in shown.html and shown.text
