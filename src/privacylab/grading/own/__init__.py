"""What you can do with your own notebooks besides grading them: keep, start over, restore."""
