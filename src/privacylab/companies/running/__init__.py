"""Companies as they run: small ones for tests, and the sample, all of the same parts."""

from privacylab.companies.faults import KeyDestroyed
from privacylab.companies.running.census import census
from privacylab.companies.running.company import Company
from privacylab.companies.running.porchlight import porchlight_world
from privacylab.companies.running.sample import run_murmur
from privacylab.companies.running.small import small_world
from privacylab.companies.running.tiny import tiny_world

__all__ = [
    "Company",
    "KeyDestroyed",
    "census",
    "porchlight_world",
    "run_murmur",
    "small_world",
    "tiny_world",
]
