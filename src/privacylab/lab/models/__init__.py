"""What module 05_models shows: run events of an invented company, and its model files."""
