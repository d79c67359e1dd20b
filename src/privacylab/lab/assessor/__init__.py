"""What module 06_assessor shows: scopes, samples, work papers, and poor assessors."""
