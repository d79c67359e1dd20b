"""The receipt of a hand-in: who packed what, and when.

It is the learner's own record. It is not signed, so no grade and no date depends on it; if an LMS
says who sent a file, collect believes the LMS.
"""

import contextlib
import getpass
import json
import os
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from privacylab.classroom.received import NotUsable

RECEIPT = "privacylab-receipt.json"
AT = "%Y-%m-%dT%H-%M-%SZ"


@dataclass(frozen=True)
class HandInReceipt:
    """Who handed a module in, when (UTC), and the SHA-256 of each file by its name."""

    learner: str
    module: str
    at: str
    files: dict[str, str]

    def as_json(self) -> bytes:
        return (json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n").encode()


def zip_name(module_id: str, now: datetime) -> str:
    """Return the name of a hand-in's zip, such as "02_retention-2026-11-29T15-04-05Z.zip".

    It does not say who, so that an anonymous assignment stays anonymous.
    """
    return f"{module_id}-{now.strftime(AT)}.zip"


def is_hand_in(name: str) -> bool:
    """Return whether a file is named like a hand-in's zip, or a browser's variant of it."""
    return bool(re.match(r"\d\d_\w+-\d{4}(-\d\d){2}T\d\d(-\d\d){2}Z.*\.zip$", name, re.I))


def learner_in(read: Callable[[], bytes]) -> str:
    """Return the learner's name in a receipt that was received; "" if it can't be read."""
    try:
        found = json.loads(read())
    except (NotUsable, ValueError, RecursionError):
        return ""
    learner = found.get("learner") if isinstance(found, dict) else None
    return learner if isinstance(learner, str) else ""


def own_name() -> str:
    """Return this person's name on the hub, or else on this machine; "" if there is none."""
    name = os.environ.get("JUPYTERHUB_USER", "")
    with contextlib.suppress(OSError, KeyError, ImportError):  # a container's user may have none
        name = name or getpass.getuser()
    return name
