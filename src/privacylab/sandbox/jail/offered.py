"""What a learner's code may import of this package: the rest holds worked answers, or tests.

In a jail the files of the rest are not there, and the process that it is forked from has not loaded
them. The finder below adds the reason, and the same rule where there is no jail.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

ROOMS_OFFERED = ("catalog", "checks", "companies")
FILES_OFFERED = ("__init__.py", "cache.py", "errors.py", "files.py", "text.py")
PACKAGE = "privacylab"


class OfferedOnly(MetaPathFinder):
    """Refuses what is not offered; what is, it leaves to the finders after it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Raises ModuleNotFoundError."""
        package, _, rest = fullname.partition(".")
        offered = {*ROOMS_OFFERED, *(one.removesuffix(".py") for one in FILES_OFFERED)}
        if package == PACKAGE and rest and rest.split(".")[0] not in offered:
            raise ModuleNotFoundError(
                f"{fullname} is for looking, not for answers: it is not there when your work is "
                "graded. Write what you need of it yourself.",
                name=fullname,
            )
        return None


def offer_only() -> None:
    """From now on, let this process import nothing of this package that is not offered."""
    sys.meta_path.insert(0, OfferedOnly())
