"""Moves the pictures of lessons out of their pages, into files a fraction of the size."""

import hashlib
import io
import re
from base64 import b64decode
from pathlib import Path

from PIL import Image

from privacylab.files import write_whole

INSIDE = re.compile(r'src="data:image/png;base64,([A-Za-z0-9+/=\s]+)"')
FOLDER = "pictures"


class Pictures:
    """Writes pictures below folder, each once, named after the hash of its bytes."""

    def __init__(self, folder: Path):
        self._folder = folder / FOLDER
        self._folder.mkdir(parents=True, exist_ok=True)
        self._used: set[str] = set()

    def take_out(self, html: str, up: str) -> str:
        """The HTML with its pictures as files; up leads from the page to the folder of all."""

        def change(found: re.Match[str]) -> str:
            name, width, height = self._write(b64decode(found[1]))
            source = f'src="{up}{FOLDER}/{name}"'
            return f'{source} width="{width}" height="{height}" loading="lazy" decoding="async"'

        return INSIDE.sub(change, html)

    def remove_others(self) -> None:
        """Delete the pictures of earlier builds that no page uses anymore."""
        for path in self._folder.iterdir():
            if path.name not in self._used:
                path.unlink()

    def _write(self, png: bytes) -> tuple[str, int, int]:
        name = f"{hashlib.sha256(png).hexdigest()[:16]}.webp"
        self._used.add(name)
        with Image.open(io.BytesIO(png)) as image:
            if not (self._folder / name).is_file():
                held = io.BytesIO()
                image.convert("RGB").save(held, "WEBP", lossless=True, quality=70, method=4)
                write_whole(self._folder / name, held.getvalue())
            return name, image.width, image.height
