"""The parts of which a running company is made: its clock, its faults, and its administration."""
