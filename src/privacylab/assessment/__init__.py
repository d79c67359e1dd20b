"""What the tests of module 06_assessor need: a year of an invented company, with planted gaps."""
