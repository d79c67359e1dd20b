"""Text to notebooks: lessons, the instructor's notebook, and the release for learners."""

from privacylab.authoring.author import AuthorError, CheckSpec, NoSolutions, TaskText, read_tasks
from privacylab.authoring.build import Built, build_all, differences, source_notebook, write

__all__ = [
    "AuthorError",
    "Built",
    "CheckSpec",
    "NoSolutions",
    "TaskText",
    "build_all",
    "differences",
    "read_tasks",
    "source_notebook",
    "write",
]
