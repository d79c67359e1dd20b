"""What the assessor's exercises are graded with: systems behind one door, and benches for them."""
