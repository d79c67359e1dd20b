"""Companies as they run: small ones for tests, and the sample, all of the same parts."""

from privacylab.company.faults import KeyDestroyed
from privacylab.company.running.census import census
from privacylab.company.running.company import Company
from privacylab.company.running.porchlight import porchlight_world
from privacylab.company.running.sample import run_murmur
from privacylab.company.running.small import small_world
from privacylab.company.running.tiny import tiny_world

__all__ = [
    "Company",
    "KeyDestroyed",
    "census",
    "porchlight_world",
    "run_murmur",
    "small_world",
    "tiny_world",
]
