"""What module 06_assessor shows: samples, and what they say."""
