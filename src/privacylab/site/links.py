"""Follows every link of the finished website, and looks for what it loads from other hosts."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# what a browser loads by itself when it shows a page
LOADED = {
    ("script", "src"),
    ("link", "href"),
    ("img", "src"),
    ("source", "src"),
    ("iframe", "src"),
    ("object", "data"),
    ("video", "src"),
    ("audio", "src"),
    ("input", "src"),
}
NEVER_LOADED = {"canonical", "search", "next", "prev", "index", "author", "license"}
IN_STYLE = re.compile(r"""@import\s+["']?(?P<sheet>[^"');]+)|url\(\s*["']?(?P<url>[^"')]+)""")


class _Page(HTMLParser):
    """The places in a page that a link can lead to, and its own links."""

    def __init__(self, text: str):
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids |= {found[name] for name in ("id", "name") if name in found}
        for name in ("href", "src", "data"):
            if name not in found or (name == "data" and tag != "object"):
                continue
            rel = set(found.get("rel", "").split())
            if (tag, name) in LOADED and not (tag == "link" and rel & NEVER_LOADED):
                self.loaded.append(found[name])
            self.links.append(found[name])
        if found.get("srcset"):
            self.loaded += [one.split()[0] for one in found["srcset"].split(",")]


def broken_links(folder: Path) -> list[str]:
    """A sentence about each link to a file or an anchor that is not there."""
    pages = {
        path: _Page(path.read_text(encoding="utf-8"))
        for path in folder.rglob("*.html")
        if "_static" not in path.parts
    }
    wrong = []
    for path, page in sorted(pages.items()):
        for link in dict.fromkeys(page.links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or link in ("", "#"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            name = path.relative_to(folder).as_posix()
            if not target.is_file():
                wrong.append(f"{name}: {link} leads to a missing file")
            elif parts.fragment and target in pages:
                known = pages[target].ids
                if unquote(parts.fragment) not in known:
                    wrong.append(f"{name}: {link} leads to a missing anchor")
    return wrong


def loaded_from_elsewhere(folder: Path) -> list[str]:
    """Each address of another host that a browser would load, with the file that names it."""
    found = []
    for path in sorted(folder.rglob("*")):
        loaded: list[str] = []
        if path.suffix == ".html":
            text = path.read_text(encoding="utf-8")
            loaded = _Page(text).loaded + _in_style(text)
        elif path.suffix == ".css":
            loaded = _in_style(path.read_text(encoding="utf-8"))
        name = path.relative_to(folder).as_posix()
        found += [f"{name}: {one}" for one in loaded if urlsplit(one).netloc]
    return found


def _in_style(text: str) -> list[str]:
    return [one["sheet"] or one["url"] for one in IN_STYLE.finditer(text)]
