"""The two invented companies: their data (made from a seed), their stores, their clock."""
