"""Generates Porchlight's tables from a seed."""
