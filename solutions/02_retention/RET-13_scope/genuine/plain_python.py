"""Plain Python: one rule a function, one record at a time."""

from datetime import UTC, datetime


def decimals(text):
    return len(text.split(".")[1]) if "." in text else 0


def locations_in_scope(locations):
    inside = set()
    for place in locations.to_dict("records"):
        finest = max(decimals(place["latitude"]), decimals(place["longitude"]))
        if place["linkable"] or finest >= 3:
            inside.add(place["location_id"])
    return inside


def voice_in_scope(voice):
    inside = set()
    for item in voice.to_dict("records"):
        sender, receiver = item["sent_by"], item["sent_to"]
        sent = isinstance(sender, str) and isinstance(receiver, str)
        if not (sent and sender == item["spoken_by"] and receiver != sender):
            inside.add(item["item_id"])
    return inside


def audio_only(files, at_once):
    exempt = set()
    for file in files.to_dict("records"):
        if file["also_collected"] or file["used_for"].split(", ") != ["answer"]:
            continue
        if pd.isna(file["deleted_at"]):
            continue
        if file["deleted_at"] - file["answered_at"] <= at_once:
            exempt.add(file["item_id"])
    return exempt


def ring_must_destroy(things):
    destroy = set()
    for thing in things.itertuples():
        if thing.collected_at >= datetime(2018, 3, 1, tzinfo=UTC):
            continue
        if thing.kind == "recording" and not (thing.reviewed and thing.annotated):
            continue
        destroy.add(thing.item_id)
    return destroy
