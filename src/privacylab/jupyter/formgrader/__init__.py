"""What the lab adds to nbgrader's formgrader: the rows of a rubric, and blind grading."""
