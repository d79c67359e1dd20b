"""What an instructor does around grading: collect what was sent, and hand the points back."""
