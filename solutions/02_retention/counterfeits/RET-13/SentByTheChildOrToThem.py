# /// counterfeit
# story = "The child is part of the conversation, so it is theirs."
# covers = ["RET-14"]
# caught_by = [
#     "only what the user sent to somebody else is a message",
#     "what the one who spoke sent to another is out, whoever they are",
# ]
# ///
def locations_in_scope(locations):
    coarse = pd.Series(True, index=locations.index)
    for axis in ("latitude", "longitude"):
        decimals = locations[axis].str.partition(".")[2]
        coarse &= decimals.str.len() < 3
    return set(locations.loc[locations["linkable"] | ~coarse, "location_id"])


def voice_in_scope(voice):
    by_user = voice["sent_by"] == voice["spoken_by"]  # never true where nobody sent it
    return set(
        voice.loc[
            ~(by_user | (voice["sent_to"] == voice["spoken_by"]))
            | (voice["sent_to"] == voice["sent_by"]),
            "item_id",
        ]
    )


def audio_only(files, at_once):
    alone = files["also_collected"] == ""
    answer_only = files["used_for"] == "answer"
    gone = files["deleted_at"] <= files["answered_at"] + at_once  # NaT is never in time
    return set(files.loc[alone & answer_only & gone, "item_id"])


def ring_must_destroy(things):
    old = things["collected_at"] < pd.Timestamp("2018-03-01", tz="UTC")
    worked_on = things["reviewed"] & things["annotated"]
    return set(things.loc[old & ((things["kind"] == "face embedding") | worked_on), "item_id"])
