"""One tiny course for these tests, each with a home of its own in it."""

from tiny_fixtures import course, home

__all__ = ["course", "home"]
