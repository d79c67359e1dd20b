# /// counterfeit
# story = "A first name beside the voice is part of the request."
# covers = ["RET-18"]
# caught_by = [
#     "voice alone is no exception: nothing else, no other use, deleted at once",
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
    to_another = voice["sent_to"] != voice["spoken_by"]
    return set(voice.loc[~(by_user & to_another), "item_id"])


def audio_only(files, at_once):
    alone = files["also_collected"].isin(["", "first name"])
    answer_only = files["used_for"] == "answer"
    gone = files["deleted_at"] <= files["answered_at"] + at_once  # NaT is never in time
    return set(files.loc[alone & answer_only & gone, "item_id"])


def ring_must_destroy(things):
    old = things["collected_at"] < pd.Timestamp("2018-03-01", tz="UTC")
    worked_on = things["reviewed"] & things["annotated"]
    return set(things.loc[old & ((things["kind"] == "face embedding") | worked_on), "item_id"])
