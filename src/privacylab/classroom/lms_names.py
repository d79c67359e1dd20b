"""Reads who sent a file from its name, in the forms that Canvas and Moodle write.

Canvas, *Download Submissions* (canvas-lms, lib/content_zipper.rb: `get_filename`,
`add_upload_submission`): `doejane_LATE_4021_88123_RET-02.ipynb`. These are the letters of the
sortable name in lower case, LATE or nothing, the user's number, the attachment's number, and the
original name of the file. In an anonymous assignment: `LATE_anon_8kQ2z_88123_RET-02.ipynb`. Text
typed into Canvas is `doejane_4021_text.html` or `doejane_4021_link.html`.

Moodle, *Download all submissions* (moodle, mod/assign/classes/downloader.php): `Jane
Doe_4021_assignsubmission_file/RET-02.ipynb` in folders, or flat with another `_` instead of the
`/`. Before 4.1, the folder's name ended in `_` (mod/assign/feedback/file/importziplib.php says so).
With blind marking, the name is `Participant`. Typed text is in `…_onlinetext`.
"""

import re
from dataclasses import dataclass
from datetime import datetime

CANVAS, ANONYMOUS, MOODLE, FOLDERS = "canvas", "anonymous", "moodle", "folders"
LMS = {CANVAS: "Canvas", ANONYMOUS: "Canvas", MOODLE: "Moodle", FOLDERS: "the folder"}
_LATE = r"(?:(?P<late>(?i:LATE))_)?"
_ANONYMOUS = re.compile(
    rf"{_LATE}anon_(?P<later>(?i:LATE)_)?(?P<number>[A-Za-z0-9]+)_"
    r"(?:(?P<attachment>\d+)_(?P<file>.+)|(?P<typed>(?:text|link)\.html))"
)
_CANVAS = re.compile(
    rf"(?P<name>.+?)_{_LATE}(?P<number>\d+)_"
    r"(?:(?P<attachment>\d+)_(?P<file>.+)|(?P<typed>(?:text|link)\.html))"
)
_MOODLE = re.compile(
    r"(?P<name>[^_]+)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z]+)(?P<between>_?)(?P<file>.*)"
)


@dataclass(frozen=True)
class Sender:
    """Who sent a file, according to its name.

    number      the LMS's own number of the person; in a plain folder, the folder's name
    name        the person's name, as far as the LMS writes it
    attachment  Canvas's number of the file, which grows with time; on a hub, milliseconds; or 0
    late        whether Canvas says so
    typed       whether it is text typed into the LMS, and not a file
    back        the prefix that a feedback page's name needs for the LMS to take it back
    at          when a hub's service received it (UTC)
    """

    lms: str
    number: str
    name: str
    attachment: int = 0
    late: bool = False
    typed: bool = False
    back: str = ""
    at: datetime | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.lms, self.number


def sender_of(parts: tuple[str, ...]) -> tuple[Sender, tuple[str, ...]] | None:
    """Return the sender of a file in an LMS's zip, and the file's path as the sender knew it.

    Returns None if no part of its path is in a form that Canvas or Moodle writes.
    """
    for place, part in enumerate(parts):
        below = parts[place + 1 :]
        found = _ANONYMOUS.fullmatch(part)
        if found:
            return _from_canvas(ANONYMOUS, "", found, below)
        found = _MOODLE.fullmatch(part)
        if found:
            return _from_moodle(found, below)
        found = _CANVAS.fullmatch(part)
        if found:
            return _from_canvas(CANVAS, found["name"], found, below)
    return None


def _from_canvas(
    lms: str, name: str, found: re.Match[str], below: tuple[str, ...]
) -> tuple[Sender, tuple[str, ...]]:
    file = found["file"] or found["typed"]
    sender = Sender(
        lms,
        found["number"],
        name,
        int(found["attachment"] or 0),
        bool(found["late"] or found.groupdict().get("later")),
        bool(found["typed"]),
        found.string[: found.start("file")] if found["file"] else "",
    )
    return sender, below or (file,)


def _from_moodle(
    found: re.Match[str], below: tuple[str, ...]
) -> tuple[Sender, tuple[str, ...]] | None:
    head = found.string[: found.end("between")]
    flat = bool(found["file"])
    typed = found["kind"] != "file"
    if not flat and not below:
        return None  # a file that is named like a folder
    back = head if flat else f"{head}/"
    sender = Sender(MOODLE, found["number"], found["name"], typed=typed, back=back)
    return sender, below or (found["file"],)
