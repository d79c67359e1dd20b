"""nbgrader's gradebook: how it is kept in step with the course, and how results are written."""
