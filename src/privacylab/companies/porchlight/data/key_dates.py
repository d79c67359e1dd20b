"""Porchlight's calendar: when its access log begins, and when its data were exported."""

from privacylab.companies.data.times import day, instant

FIRST_DAY = day("2022-06-01")
TODAY = day("2023-08-31")
EXPORTED = instant("2023-08-31T12:00")
