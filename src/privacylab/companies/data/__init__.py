"""The companies' data: how tables are described, made from a seed, written and read."""
