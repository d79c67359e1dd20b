"""The isolated process that runs a learner's code, and the limits around it."""
