"""What module 05_models shows: what deletion leaves of a model."""
