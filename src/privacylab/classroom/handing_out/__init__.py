"""What an instructor hands out: a copy of the course for learners, without its answers."""
