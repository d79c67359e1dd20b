"""Murmur's calendar: when it began, and when its data were exported."""

from privacylab.companies.data.times import day, instant

LAUNCH = day("2019-01-01")
TODAY = day("2023-08-31")
EXPORTED = instant("2023-08-31T12:00")
