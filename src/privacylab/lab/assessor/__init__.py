"""What module 06_assessor shows: records of invented companies, as an assessor gets them."""
