"""The course's first exercise, with an answer in it."""

import json
from pathlib import Path

NOTEBOOK = "assignments/00_start/ST-01_keep_delete_or_hold.ipynb"
RIGHT = '    if held:\n        return "hold"\n    return "delete" if today >= due_on else "keep"\n'
ENDLESS = "    while True:\n        pass\n"


def solve(course: Path, answer: str, name: str = NOTEBOOK) -> Path:
    """Write an answer to ST-01 into a notebook of the course."""
    notebook = json.loads((course / NOTEBOOK).read_text())
    for cell in notebook["cells"]:
        if cell["id"] == "ST-01-decide":
            cell["source"] = f"def decide(due_on, held, today):\n{answer}"
    (course / name).write_text(json.dumps(notebook))
    return course / name
