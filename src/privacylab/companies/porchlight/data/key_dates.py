"""Porchlight's calendar: the start of its access log, and the export of its data."""

from privacylab.companies.data.times import day, instant

FIRST_DAY = day("2022-06-01")
TODAY = day("2023-08-31")
EXPORTED = instant("2023-08-31T12:00")
