"""What module 00_start shows."""
