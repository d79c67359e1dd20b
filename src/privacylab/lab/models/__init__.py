"""What module 05_models shows: what an order reaches, from a recording to the copies of a model."""
