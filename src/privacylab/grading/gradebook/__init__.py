"""nbgrader's gradebook: keeping it in sync with the course, and writing results to it."""
