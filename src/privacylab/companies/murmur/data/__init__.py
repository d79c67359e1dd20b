"""How Murmur's tables are made from a seed."""
