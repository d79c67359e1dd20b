"""A record that a learner completed a track, signed by the organization that graded the work."""
