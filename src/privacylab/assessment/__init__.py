"""Grades the assessor's exercises: sealed systems to assess, and benches that try procedures."""
