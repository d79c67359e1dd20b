"""The README's pictures of the lab can be taken again, and are light."""

import re
import subprocess
import sys

from PIL import Image

LIGHT = 150_000  # bytes


def test_the_pictures_can_be_taken_again_and_have_the_same_width(root, browser, tmp_path):
    script = root / "docs/pictures/lab_pictures.py"
    done = subprocess.run([sys.executable, script, tmp_path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for name in ("home.webp", "exercise.webp"):
        with Image.open(tmp_path / name) as taken, Image.open(root / "docs" / name) as kept:
            assert taken.width == kept.width, "run: make pictures"
            # a module more, or a longer report, makes a picture higher
            assert abs(taken.height - kept.height) < 100, "run: make pictures"


def test_every_picture_of_the_readme_is_there_is_light_and_says_what_it_shows(root):
    text = (root / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text)
    shown += re.findall(r'<img alt="([^"]*)" src="([^"]+)"', text)
    assert len(shown) == 3
    for words, path in shown:
        assert len(words) > 60 and (root / path).stat().st_size < LIGHT, path
