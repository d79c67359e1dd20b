"""What people do with their own notebooks besides grading them: keep, start over, bring back."""
