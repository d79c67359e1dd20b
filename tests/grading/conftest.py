"""One tiny course, and one class of it that is graded once for all of these tests."""

import pytest
import tiny_class
from tiny_fixtures import course, home

from privacylab.grading import Course

__all__ = ["course", "home"]


@pytest.fixture(scope="session")
def class_run(course: Course) -> tiny_class.ClassRun:
    """The class, graded."""
    return tiny_class.grade_the_class(course)
