"""What module 02_retention shows: figures, the dial, attacks on a checker, the nightly report."""
