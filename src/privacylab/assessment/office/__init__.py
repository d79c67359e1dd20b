"""A year in an invented company, whose safeguards can be replaced by careless ones."""
