"""The README's animated picture is what the commands print today."""

import importlib.util
import re
from pathlib import Path


def recorder(root: Path):
    spec = importlib.util.spec_from_file_location("cast", root / "docs/pictures/terminal_cast.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_recorded_session_is_what_the_commands_print_today(root):
    cast = recorder(root)
    made = cast.picture(cast.record())
    assert made == (root / "docs/terminal.svg").read_text(encoding="utf-8"), "run: make cast"


def test_the_picture_has_a_text_and_asks_for_nothing(root):
    picture = (root / "docs/terminal.svg").read_text(encoding="utf-8")
    assert "came back:  False" in picture and "6 of 6" in picture
    assert "<title>" in picture and "prefers-reduced-motion" in picture
    assert not re.search(r"<script|<image|href|url\(|@import", picture)
