"""Shows in a terminal what an update changed, and what it left alone."""

from pathlib import Path

from privacylab.grading.own.start_over import exercise_id_of
from privacylab.grading.own.update import Updated
from privacylab.terminal import Terminal


def show_update(done: Updated, console: Terminal) -> None:
    """Say how many files changed, and list those that both learner and course have changed."""
    counts = {"new": done.new, "replaced": done.replaced, "removed": done.removed}
    said = ", ".join(f"{len(names)} {word}" for word, names in counts.items() if names)
    before = f" (before: {done.before})" if done.before not in ("", done.now) else ""
    console.print(
        f"This folder has version {done.now} of the course{before}. "
        f"Files: {said or 'none had to change'}.",
        soft_wrap=True,
    )
    if said:
        console.print("If the lab is open, stop it with Ctrl-C, and start it again.")
    exercises = [name for name in done.yours if name.startswith("assignments/")]
    pages = [name for name in done.yours if name not in exercises]
    if exercises:
        first = exercise_id_of(Path(exercises[0]))
        console.print("\nThese exercises changed. Your notebooks with your answers are unchanged:")
        for name in exercises:
            console.print(f"  {exercise_id_of(Path(name))}  {name}", soft_wrap=True)
        console.print(
            f"They can be graded as they are. For the new text, run: privacylab reset {first}. "
            "It keeps your answer for you to copy.",
            soft_wrap=True,
        )
    if pages:
        console.print("\nThese pages changed, but you had changed them, too, so yours were kept:")
        for name in pages:
            console.print(f"  {name}", soft_wrap=True)
        console.print("For a new one, rename yours, and run the command again.")
