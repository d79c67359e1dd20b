"""The README of a learner's bundle."""

from pathlib import Path

from privacylab.catalog import Catalog, Module, Track

TEXT = Path(__file__).with_name("learner_readme.md")
UPLOAD = (
    "to the module's assignment in your course's learning platform, or give it to your instructor"
)
ASK = "Ask your instructor how long your work is kept, or to see or erase it."


def readme(catalog: Catalog, track: Track, modules: list[Module], kept: str) -> str:
    """Return what a learner reads first; kept says how long work is kept, or ""."""
    rows = ["| module | minutes | points |", "|---|---|---|"]
    rows += [
        f"| {one.id.split('_')[0]} {one.title} | {one.minutes} | {one.points} |" for one in modules
    ]
    first = next(one for module in modules for one in module.exercises)
    told = f"Your work is kept {kept}. Your instructor can show it to you, and erase it."
    return TEXT.read_text(encoding="utf-8").format(
        title=catalog.title,
        how=track.how,
        modules="\n".join(rows),
        exercise=first.id,
        second=f"{first.id} 2",
        module=next(one.id for one in modules if first in one.exercises),
        upload=catalog.upload.rstrip(".") or UPLOAD,
        retention=told if kept else ASK,
    )
