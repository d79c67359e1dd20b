"""Record what a learner does in a terminal, and write it as one animated picture for the README.

    python docs/pictures/terminal_cast.py docs/terminal.svg

Each command is run as it is shown, in an empty home, on a notebook with a counterfeit of RET-02 and
then with the reference answer. The picture is plain SVG: no script, no font, no request. A reader
who has asked for less motion sees the last command.
"""

import argparse
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from rich.console import Console
from rich.style import Style
from rich.text import Text

from privacylab.authoring import read_exercise
from privacylab.catalog import find_root, load_catalog
from privacylab.verification.answers import read_answers, reference_of

EXERCISE, WRONG = "RET-02", "DaysNotMonths"
COLUMNS, ROWS = 92, 17
WIDE, HIGH, MARGIN = 8.4, 19, 18  # pixels: of a character, of a line, around the text
SECONDS = {"typing": 1.2, "reading": 7.0}
COLORS = {"red": "#ff7b72", "green": "#7ee787", "yellow": "#e3b341", "cyan": "#79c0ff"}
PLAIN, DIM, BACK = "#e6edf3", "#9da7b3", "#161b22"


@dataclass(frozen=True)
class Scene:
    """A command, a remark about what the learner did before it, and the lines it printed."""

    remark: str
    command: str
    lines: list[Text]


def record() -> list[Scene]:
    """Run the story's commands in a home of their own."""
    root = find_root()
    module, exercise = load_catalog(root).exercise(EXERCISE) or (None, None)
    assert module and exercise
    text = read_exercise(root, module, exercise)
    wrong = next(one.cells for one in read_answers(text) if one.name == WRONG)
    with tempfile.TemporaryDirectory() as home:
        run(home, "progress")  # lays out the notebooks
        notebook = Path(home) / "assignments" / module.id / f"{exercise.name}.ipynb"
        fill(notebook, wrong)
        scenes = [
            Scene("an answer that counts 548 days", *run(home, f"check {EXERCISE}")),
            Scene("", *run(home, f"hint {EXERCISE}")),
        ]
        fill(notebook, reference_of(text))
        return [*scenes, Scene("after the fix", *run(home, f"grade {EXERCISE}"))]


def fill(notebook: Path, answer: dict[str, str]) -> None:
    """Write an answer, by step, into a learner's notebook."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            step = cell["id"].removeprefix(f"{notebook.stem.split('_')[0]}-")
            cell["source"] = answer.get(step, cell["source"])
    notebook.write_text(json.dumps(content), encoding="utf-8")


def run(home: str, words: str) -> tuple[str, list[Text]]:
    """A command, and what it prints in a terminal with colors."""
    settings = {"PRIVACYLAB_HOME": home, "FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)}
    done = subprocess.run(
        ["privacylab", *words.split()],
        env={**os.environ, **settings},
        capture_output=True,
        check=False,
    )
    # what a spinner has drawn is overwritten by the line after it
    said = done.stdout.decode().replace(f"{home}/", "")
    said = re.sub(r"\x1b\[\?25[lh]", "", said)
    said = re.sub(r"[^\n]*(\n\r?\x1b\[1A\x1b\[2K|\r|\x1b\[2K)", "", said)
    lines = []
    for line in said.strip("\n").splitlines():
        text = Text.from_ansi(line.rstrip())
        lines += text.divide(range(COLUMNS, len(text), COLUMNS))  # as a terminal does
    return f"privacylab {words}", lines[: ROWS - 2]


def picture(scenes: list[Scene]) -> str:
    """The scenes one after another, without end, as SVG."""
    each = sum(SECONDS.values())
    width, height = round(COLUMNS * WIDE + 2 * MARGIN), ROWS * HIGH + 2 * MARGIN
    share = 100 / len(scenes)
    typed = share * SECONDS["typing"] / each
    frames = "\n".join(_frame(number, scene) for number, scene in enumerate(scenes))
    told = " Then: ".join(
        f"{one.remark}: {one.command} prints {' '.join(line.plain for line in one.lines)}"
        for one in scenes
    )
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>A learner checks an exercise in a terminal, reads a hint, and grades it</title>
<desc>{escape(told)}</desc>
<style>
text {{ font: 14px ui-monospace, Menlo, Consolas, monospace; fill: {PLAIN}; white-space: pre }}
.scene {{ opacity: 0; animation: scene {each * len(scenes):g}s infinite step-end }}
.said {{ opacity: 0; animation: said {each * len(scenes):g}s infinite step-end }}
@keyframes scene {{ 0% {{ opacity: 1 }} {share:.3f}% {{ opacity: 0 }} }}
@keyframes said {{
  0% {{ opacity: 0 }} {typed:.3f}% {{ opacity: 1 }} {share:.3f}% {{ opacity: 0 }}
}}
@media (prefers-reduced-motion: reduce) {{
  .scene, .said {{ animation: none }}
  .scene:last-of-type, .scene:last-of-type .said {{ opacity: 1 }}
}}
</style>
<rect width="{width}" height="{height}" rx="10" fill="{BACK}"/>
{frames}
</svg>
"""


def _frame(number: int, scene: Scene) -> str:
    delay = f'style="animation-delay: {number * sum(SECONDS.values()):g}s"'
    remark = f"  # {scene.remark}" if scene.remark else ""
    prompt = Text.assemble(("$ ", "green"), (scene.command, "bold"), (remark, "dim"))
    lines = "\n".join(_line(row, line) for row, line in enumerate(scene.lines, 2))
    said = f'<g class="said" {delay}>\n{lines}\n</g>'
    return f'<g class="scene" {delay}>\n{_line(0, prompt)}\n{said}\n</g>'


def _line(row: int, line: Text) -> str:
    parts = "".join(f"<tspan{_look(style)}>{escape(part)}</tspan>" for part, style in _runs(line))
    return f'<text x="{MARGIN}" y="{MARGIN + (row + 0.8) * HIGH:g}">{parts}</text>'


def _runs(line: Text) -> Iterator[tuple[str, Style]]:
    """The parts of a line that look alike."""
    for segment in line.render(Console(), end=""):
        if segment.text:
            yield segment.text, segment.style or Style.null()


def _look(style: Style) -> str:
    color = COLORS.get(style.color.name, "") if style.color else DIM if style.dim else ""
    look = f' fill="{color}"' if color else ""
    return f'{look} font-weight="bold"' if style.bold else look


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("to", type=Path)
    parser.parse_args().to.write_text(picture(record()), encoding="utf-8")


if __name__ == "__main__":
    main()
