"""Shows the class: who needs something, how each exercise went, and whose code is similar."""
