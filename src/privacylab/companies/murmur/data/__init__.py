"""Generates Murmur's tables from a seed."""
