"""Lists what a learner's code may import from this package: the rest holds answers, or tests.

In a jail, the files of the rest are missing, and the process that it is forked from has not loaded
them. The finder below states the reason, and applies the same rule where there is no jail.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

ROOMS_OFFERED = ("catalog", "checks", "companies")
FILES_OFFERED = ("__init__.py", "cache.py", "errors.py", "files.py", "text.py")
PACKAGE = "privacylab"


def is_offered(module: str) -> bool:
    """Whether a learner's code may import a module: of this package, only what is listed here."""
    package, _, rest = module.partition(".")
    offered = {*ROOMS_OFFERED, *(one.removesuffix(".py") for one in FILES_OFFERED)}
    return package != PACKAGE or not rest or rest.split(".")[0] in offered


class OfferedOnly(MetaPathFinder):
    """Refuses modules that are not offered, and leaves the others to the finders after it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Raises ModuleNotFoundError."""
        if not is_offered(fullname):
            raise ModuleNotFoundError(
                f"{fullname} is for exploring, not for answers: it is not available when your work "
                "is graded. Write the parts you need yourself.",
                name=fullname,
            )
        return None


def offer_only() -> None:
    """From now on, refuse imports from this package that are not offered."""
    sys.meta_path.insert(0, OfferedOnly())
