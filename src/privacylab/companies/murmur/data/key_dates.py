"""Murmur's calendar: its launch, and the export of its data."""

from privacylab.companies.data.times import day, instant

LAUNCH = day("2019-01-01")
TODAY = day("2023-08-31")
EXPORTED = instant("2023-08-31T12:00")
