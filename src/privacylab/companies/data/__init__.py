"""The companies' data: describes tables, generates them from a seed, writes and reads them."""
