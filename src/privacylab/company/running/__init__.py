"""Companies as they run: small ones for tests, and the sample, all of the same parts."""

from privacylab.company.running.census import census
from privacylab.company.running.company import Company
from privacylab.company.running.keys import KeyDestroyed
from privacylab.company.running.small import small_world

__all__ = ["Company", "KeyDestroyed", "census", "small_world"]
