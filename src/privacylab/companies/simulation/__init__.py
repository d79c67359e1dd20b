"""The parts of a running company: its clock, its faults, and its administration."""
