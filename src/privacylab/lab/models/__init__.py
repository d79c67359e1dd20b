"""What module 05_models shows: what a model remembers, and what forgetting costs."""
