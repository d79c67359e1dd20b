"""CHEATS.md: one row for each cheat, and a count of what they reached."""

from collections.abc import Mapping, Sequence
from typing import Any

FAMILIES = {
    "forge": "To gain points without an answer",
    "spy": "To see what is hidden, or what is another's",
    "tell": "To pass on what a hidden check hands over",
    "harm": "To stop the run, to fill the machine, to stay behind",
}
MOST = 6.0
HEAD = """<!-- written by `python benchmarks/cheats.py`: run it again, do not edit -->
# What cheats reach

Every submission of `tests/cheats`, graded for real by stock nbgrader {version} (its own settings,
in a sandbox that keeps it from this machine) and by this lab. Points are out of 6. *Honest* is what
the honest code in the submission deserves. Ada is an honest learner with every answer right, who is
graded after the cheat. In the lab, all cheats are graded as one class, with her. A dash: the cheat
is aimed at the lab's own channel, and stock nbgrader has none.

| of {count} cheats | stock nbgrader | this lab |
|---|---|---|
"""
COUNTS = {
    "got points that it had not earned": lambda fate, honest: (fate.score or 0) > honest + 0.01,
    "read a hidden test, or found what it looked for": lambda fate, _: any(
        "was read" in one or "looked for" in one for one in fate.did
    ),
    "met no limit on processes or disk": lambda fate, _: any("no limit" in one for one in fate.did),
    "stopped the grader, or cost Ada her points": lambda fate, _: fate.ada != MOST,
    "changed a file, or left something behind": lambda fate, _: any(
        "changed" in one or "left" in one for one in fate.did
    ),
    "did any of these": lambda fate, honest: _won(fate, honest),
}


def write_table(
    cheats: Mapping[str, Any], stock: Sequence[Any], ours: Sequence[Any], version: str
) -> str:
    """The page. stock and ours are the fates of the cheats, in their order."""
    rows = list(zip(cheats, cheats.values(), stock, ours, strict=True))
    text = HEAD.format(version=version, count=len(rows))
    for what, reached in COUNTS.items():
        counts = [
            sum(bool(row[side] and reached(row[side], sum(row[1].honest))) for row in rows)
            for side in (2, 3)
        ]
        text += f"| {what} | {counts[0]} | {counts[1]} |\n"
    for family, title in FAMILIES.items():
        text += f"\n## {title}\n\n| cheat | honest | stock nbgrader {version} | this lab |\n"
        text += "|---|---|---|---|\n"
        for name, cheat, by_stock, by_us in rows:
            if cheat.tries == family:
                honest = sum(cheat.honest)
                text += f"| {_plain(name)} | {honest:g} | {_said(by_stock, honest)} | "
                text += f"{_said(by_us, honest)} |\n"
    return text


def _won(fate: Any, honest: float) -> bool:
    return any(reached(fate, honest) for what, reached in COUNTS.items() if "any of" not in what)


def _said(fate: Any, honest: float) -> str:
    if fate is None:
        return "–"
    score = "no score" if fate.score is None else f"{fate.score:g}"
    said = [f"**{score}**" if (fate.score or 0) > honest + 0.01 else score, *fate.did]
    if fate.ada is None:
        said.append("Ada was not graded")
    elif fate.ada != MOST:
        said.append(f"Ada got {fate.ada:g}")
    return f"{'✗' if _won(fate, honest) else '✓'} {'; '.join(said)}"


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("_", "\\_")
