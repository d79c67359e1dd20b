"""The deletion ladder says what the recording says."""

from privacylab.lab.models.deletion_ladder import deletion_ladder
from privacylab.lab.models.mlflow_recording import TABLES, controls, counts, ladder, recording


def test_each_recorded_table_is_in_one_place():
    placed = [table for tables in TABLES.values() for table in tables]
    assert sorted(placed) == sorted(ladder()[0]["rows"])


def test_at_first_everything_is_there_and_at_the_end_only_inputs_and_their_word():
    steps = ladder()
    assert all(counts(steps[0]).values())
    left = {place for place, number in counts(steps[-1]).items() if number}
    assert left == {"input rows", "words in the bytes"}
    assert {word for word, state in steps[-1]["words"].items() if state != "gone"} == {"input tag"}


def test_controls_stay_as_they_are_through_every_path():
    for path in recording()["paths"]:
        assert [list(controls(step).values()) for step in path["steps"]] == [[1, 1, 0]] * len(
            path["steps"]
        )


def test_the_words_below_the_picture_say_what_is_left_and_which_version_was_measured():
    picture = deletion_ladder()
    assert "left in: input rows (5), words in the bytes (1)." in picture.alt
    assert "names that load it after call 3, delete_registered_model" in picture.alt
    assert f"MLflow {recording()['mlflow']} on {recording()['measured_on']}" in picture.caption
