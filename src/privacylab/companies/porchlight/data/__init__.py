"""How Porchlight's tables are made from a seed."""
