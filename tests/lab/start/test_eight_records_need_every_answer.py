"""The eight records of the first lesson exist, and each of the three answers is needed."""

import re

from privacylab.companies import murmur
from privacylab.lab import eight_records as ask_eight


def test_eight_of_murmurs_records_are_there_and_every_answer_is_needed():
    asked = ask_eight().children
    assert len(asked) == 8
    right = [question.question.right for question in asked]
    assert set(right) == {"keep", "delete", "hold"}
    ids = re.findall(r"\((\w-\d+)\)", repr(ask_eight()))
    held = {
        *murmur.table("recordings")["recording_id"],
        *murmur.table("transcripts")["transcript_id"],
        *murmur.table("locations")["location_id"],
    }
    assert len(set(ids)) == 7 and set(ids) <= held
