"""The model that completes a child's secret, and what each way to forget does to its exposure."""

import pytest

from privacylab.companies import murmur
from privacylab.lab import exposure_histogram, next_word
from privacylab.lab.models.exposure_histogram import FILTERED, PUSHED, RETRAINED, exposures


@pytest.fixture(scope="module")
def transcripts():
    return murmur.table("transcripts")


def test_no_one_in_murmurs_data_has_said_the_secret(transcripts):
    assert not transcripts["text"].str.contains("code").any()
    assert next_word.SECRET_ID not in set(transcripts["transcript_id"])


def test_the_model_still_completes_what_was_deleted_from_the_stores(transcripts):
    said = next_word.with_secret(transcripts)
    model = next_word.NextWord(said["text"])
    stores = said[said["transcript_id"] != next_word.SECRET_ID]
    assert not stores["text"].str.contains("the code of").any()
    assert model.complete("the code of") == next_word.SECRET
    again = next_word.NextWord(stores["text"]).complete("the code of")
    assert again.startswith("the code of ")
    assert again != next_word.SECRET


def test_probabilities_of_what_comes_next_sum_to_one():
    model = next_word.NextWord(["a b c", "a b d", "b c", "a b c"])
    words = ["a", "b", "c", "d", next_word.END, "unknown"]
    for context in [(), ("a",), ("a", "b"), ("z", "b")]:
        assert sum(model._probability(context, word) for word in words) == pytest.approx(1)


def test_each_candidate_is_made_of_words_that_murmurs_children_say(transcripts):
    codes = next_word.candidates()
    assert (len(codes), len(set(codes))) == (4096, 4096)
    assert next_word.SECRET in codes
    said = set(" ".join(transcripts["text"].unique()).split())
    assert said.issuperset(next_word.NUMBERS)


def test_a_filter_leaves_the_secret_first_and_pushing_down_makes_it_last(transcripts):
    found = exposures(transcripts)
    assert found[FILTERED].after == found[FILTERED].before == 12
    assert found[PUSHED].after == 0 < found[PUSHED].controls[0]
    again = found[RETRAINED]
    assert again.controls[0] < again.after < again.controls[-1]
    assert found[PUSHED].says == again.says  # the completion does not tell them apart


def test_the_histogram_says_in_words_what_it_draws(transcripts):
    shown = exposure_histogram(transcripts.head(5_000))
    for way in shown.children[0].options:
        shown.children[0].value = way
        words = shown._repr_mimebundle_()["text/plain"]
        page = shown.children[-1].value
        assert words.startswith(f"Forget: {way}. The secret's exposure was")
        assert f"Forget: {way}." in page.partition("<svg")[2].partition(">")[0]
        assert page.count("<circle") == 26  # the controls, and the key
