"""A submission: copied to a private place, read, and repaired."""
