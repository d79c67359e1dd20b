"""What an instructor does around grading: collect submissions, and hand grades back."""
