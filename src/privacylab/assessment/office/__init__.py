"""A year of an invented company whose safeguards can be exchanged for careless ones."""
