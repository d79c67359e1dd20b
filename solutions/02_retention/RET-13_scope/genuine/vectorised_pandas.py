"""Vectorised pandas: regular expressions for decimals, queries for the rest."""

def locations_in_scope(locations):
    fine = [locations[axis].str.contains(r"\.\d{3}") for axis in ("latitude", "longitude")]
    inside = locations["linkable"].astype(bool) | fine[0] | fine[1]
    return set(locations["location_id"][inside])


def voice_in_scope(voice):
    message = voice.query("sent_by == spoken_by and sent_to != spoken_by")
    return set(voice["item_id"]) - set(message["item_id"])


def audio_only(files, at_once):
    took = files["deleted_at"] - files["answered_at"]
    fits = files["also_collected"].str.len().eq(0) & files["used_for"].eq("answer")
    return set(files.loc[fits & took.le(at_once), "item_id"])


def ring_must_destroy(things):
    old = things[things["collected_at"].dt.tz_convert(None) < "2018-03-01"]
    faces = old[old["kind"] == "face embedding"]
    clips = old[(old["kind"] == "recording") & old["reviewed"] & old["annotated"]]
    return {*faces["item_id"], *clips["item_id"]}
