"""Grades every notebook of a folder by otter-grader: `python benchmarks/otter_run.py FOLDER`."""

import json
import sys
from pathlib import Path

from otter.api import grade_submission

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    scores = {}
    for notebook in sorted(folder.glob("*.ipynb")):
        found = grade_submission(str(notebook), str(folder / "autograder.zip"), quiet=True)
        scores[notebook.stem] = {name: round(found.get_score(name), 2) for name in found.results}
    (folder / "scores.json").write_text(json.dumps(scores))
