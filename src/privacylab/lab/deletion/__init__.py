"""What module 04_deletion shows: the family desk, the store map, and deletion stories."""
