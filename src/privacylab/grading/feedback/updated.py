"""Says in a terminal what an update brought, and what it left as it was."""

from pathlib import Path

from privacylab.grading.own.start_over import exercise_id_of
from privacylab.grading.own.update import Updated
from privacylab.terminal import Terminal


def show_update(done: Updated, console: Terminal) -> None:
    """Say how many files came, and list those that the learner has changed, and the course too."""
    counts = {"new": done.new, "replaced": done.replaced, "removed": done.removed}
    said = ", ".join(f"{len(names)} {word}" for word, names in counts.items() if names)
    before = f" (before: {done.before})" if done.before not in ("", done.now) else ""
    console.print(
        f"This folder has version {done.now} of the course{before}. "
        f"Files: {said or 'none had to change'}.",
        soft_wrap=True,
    )
    if said:
        console.print("If the lab is open, end it with Ctrl-C, and start it again.")
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
        console.print("\nThese pages changed, and you had changed them. Yours stay as they are:")
        for name in pages:
            console.print(f"  {name}", soft_wrap=True)
        console.print("For a new one, rename yours, and run the command again.")
