"""What a learner hands in: one zip with the notebooks of a module, and a receipt."""
